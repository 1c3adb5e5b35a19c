import type { ContextVersion } from '../context/context-version.ts';
import type { NodeResult, RecordedWait } from '../model/activation.ts';
import { toErrorInfo } from '../model/errors.ts';
import type { ErrorInfo } from '../model/errors.ts';
import type { ContextChange, EffectRecord, StepCommitted } from '../model/event.ts';
import type { WaitRequest } from '../model/execution.ts';
import type { ExecutionId } from '../model/ids.ts';
import type { Implementation, Plan } from '../model/plan.ts';
import type { StoredValue } from '../context/stored-value.ts';
import type { Value } from '../model/value.ts';
import { ActivationRun } from './activation-run.ts';
import type { RunOwner } from './activation-run.ts';
import { emptyReturn, toReturned } from './commit.ts';
import type { Returned } from './commit.ts';
import { rootRulesOf, settleWrites } from './settle-writes.ts';

/** One committed step, and what it had to go by. */
export interface StepReplay {
  readonly plan: Plan;
  readonly ports: RunOwner['ports'];
  readonly executionId: ExecutionId;
  readonly executionSeed: string;
  readonly executionInput: Value;
  readonly step: StepCommitted;
  readonly implementation: Implementation;
  /** The value that `step.input` names. */
  readonly input: Value;
  /** The context as the activation saw it at its start. */
  readonly base: ContextVersion;
  /** The context that it was committed onto. */
  readonly parent: ContextVersion;
  /** Effects recorded for this attempt: they are given back, none happens anew. */
  readonly effects: readonly EffectRecord[];
}

export type StepReplayed =
  | { readonly type: 'committed'; readonly changes: readonly ContextChange<StoredValue>[]; readonly port: string }
  | { readonly type: 'failed'; readonly error: ErrorInfo };

/** Runs one attempt again on the recorded context, input and effects, and merges its result as its commit did. */
export async function replayStep(replay: StepReplay): Promise<StepReplayed> {
  const { plan, step, base, parent } = replay;
  const index = plan.nodeIndex.get(step.node);
  const node = index === undefined ? undefined : plan.nodes[index];
  if (node === undefined) return failed('replay/missing', `The plan has no node \`${step.node}\`.`);
  const result = await runAgain(replay, node);
  try {
    const returned = returnedOf(replay, node, result);
    if ('error' in returned) return { type: 'failed', error: returned.error };
    const by = { checkpoint: step.checkpoint, path: step.path };
    const writes = { base, current: parent, writeSet: returned.writeSet, by, rules: rootRulesOf(plan) };
    const outcome = await settleWrites(writes, replay.ports.expressions);
    if (outcome.type === 'refused') return { type: 'failed', error: outcome.error };
    return { type: 'committed', changes: outcome.changes, port: returned.port };
  } catch (thrown) {
    return { type: 'failed', error: toErrorInfo(thrown) };
  }
}

/** A step that carries a caught error has to fail again in the same way, and then writes nothing. */
function returnedOf(
  { step }: StepReplay,
  node: Plan['nodes'][number],
  result: NodeResult,
): Returned | { error: ErrorInfo } {
  if (result.type === 'returned') {
    const { port, removed, patches } = result;
    return toReturned(node, result.value, {
      ...(port === undefined ? {} : { port }),
      ...(removed === undefined ? {} : { removed: [...removed] }),
      ...(patches === undefined ? {} : { patches }),
    });
  }
  return step.error?.code === result.error.code ? emptyReturn(step.port) : { error: result.error };
}

function runAgain(replay: StepReplay, node: Plan['nodes'][number]): Promise<NodeResult> {
  const { step, implementation, base, effects, ports, executionId, executionInput, executionSeed } = replay;
  const waits = effects.flatMap(({ request, result }): RecordedWait[] =>
    isWait(request) ? [{ request, answer: { value: result } }] : [],
  );
  return new Promise((resolve) => {
    const owner: RunOwner = {
      ports,
      executionId,
      executionInput,
      executionSeed,
      settled: (_run, result) => resolve(result),
      waits: (run) => {
        run.cancel();
        resolve({
          type: 'failed',
          error: { code: 'replay/missing', message: 'It waits for something that is not recorded.' },
        });
      },
      recorded: () => undefined,
      logged: () => undefined,
    };
    const run = new ActivationRun(owner, {
      activation: {
        number: step.activation,
        node: node.index,
        iteration: step.iteration,
        attempt: step.attempt,
        tries: 1,
        phase: 'running',
        // Without an `input` expression, what it was given is the error that came over an edge.
        cause: node.input === undefined ? (replay.input as ErrorInfo | undefined) : undefined,
        snapshot: undefined,
        order: undefined,
        startedAt: step.startedAt,
        wait: undefined,
        waits,
        error: undefined,
        passed: true,
      },
      node,
      implementation,
      context: base,
      tape: effects.filter(({ request }) => !isWait(request)),
    });
    run.start();
  });
}

function isWait(request: Value): request is WaitRequest {
  const type: unknown = typeof request === 'object' && request !== null && 'type' in request ? request.type : undefined;
  return type === 'timer' || type === 'human';
}

const failed = (code: ErrorInfo['code'], message: string): StepReplayed => ({
  type: 'failed',
  error: { code, message },
});
