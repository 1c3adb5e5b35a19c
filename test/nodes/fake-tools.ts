import type { ActivationRequest, CodeResult, NodeTools } from '../../src/model/activation.ts';
import { activationNumber, activationPath, executionId, nodeId, variantId } from '../../src/model/ids.ts';
import type { WaitRequest } from '../../src/model/execution.ts';
import type { JsonObject, Value } from '../../src/model/value.ts';
import { WtbError } from '../../src/model/errors.ts';
import { createSnapshot } from '../../src/context/snapshot.ts';
import { emptyContext } from '../../src/context/context-version.ts';

export interface FakeTools extends NodeTools {
  readonly waited: WaitRequest[];
  readonly ran: { readonly source: string; readonly params: JsonObject }[];
}

/** Tools whose expressions are looked up in a table; an unknown one throws as the real evaluator does. */
export function fakeTools(results: Readonly<Record<string, Value>> = {}, answer?: Value): FakeTools {
  const waited: WaitRequest[] = [];
  const ran: { source: string; params: JsonObject }[] = [];
  return {
    waited,
    ran,
    evaluate(expression) {
      if (Object.hasOwn(results, expression)) return Promise.resolve(results[expression]);
      return Promise.reject(new WtbError({ code: 'node/expression', message: `Can't evaluate ${expression}.` }));
    },
    runCode(source, params): Promise<CodeResult> {
      ran.push({ source, params });
      return Promise.resolve({ type: 'returned', value: 'ran' });
    },
    wait(request) {
      waited.push(request);
      return Promise.resolve(answer);
    },
    now: () => 1_000_000,
    log: () => undefined,
  };
}

export function activation(config: JsonObject, more: Partial<ActivationRequest> = {}): ActivationRequest {
  return {
    executionId: executionId('x'),
    activation: activationNumber(1),
    path: activationPath('n'),
    node: nodeId('n'),
    kind: 'any',
    variant: variantId('v'),
    attempt: 1,
    iteration: 1,
    config,
    context: createSnapshot(emptyContext),
    input: undefined,
    executionInput: undefined,
    seed: 's',
    timeoutMs: 1000,
    signal: new AbortController().signal,
    waits: [],
    ...more,
  };
}
