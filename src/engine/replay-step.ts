import type { NodeResult, RecordedWait } from '../model/activation.ts';
import { toErrorInfo } from '../model/errors.ts';
import type { ErrorInfo } from '../model/errors.ts';
import type { ContextChange, EffectRecord, StepCommitted } from '../model/event.ts';
import type { WaitRequest } from '../model/execution.ts';
import type { Implementation, PlanNode } from '../model/plan.ts';
import type { StoredValue } from '../context/stored-value.ts';
import type { Value } from '../model/value.ts';
import { ActivationRun } from './activation-run.ts';
import type { RunOwner } from './activation-run.ts';
import { emptyReturn, mergeReturned, toReturned } from './commit.ts';
import type { Returned } from './commit.ts';
import { activationOf } from './control.ts';
import type { Activation } from './control.ts';
import { contextSeen } from './frame-context.ts';
import { limitsOf } from './plan-settings.ts';
import { recordedResult } from './reuse.ts';
import { givenValue } from './scope-turn.ts';
import type { ExecutionState } from './state.ts';

/** One committed step, and what it had to go by. */
export interface StepReplay {
  readonly ports: RunOwner['ports'];
  /** The state right before the step was committed, its values loaded. */
  readonly state: ExecutionState;
  readonly step: StepCommitted<StoredValue>;
  readonly implementation: Implementation;
  /** Effects recorded for this attempt: they are given back, none happens anew. */
  readonly effects: readonly EffectRecord[];
}

export type StepReplayed =
  | { readonly type: 'committed'; readonly changes: readonly ContextChange<StoredValue>[]; readonly port: string }
  | { readonly type: 'failed'; readonly error: ErrorInfo };

/**
 * Runs one attempt again on the recorded context, input and effects, and merges its result as its commit did. A scope does not
 * run again: its inner steps are replayed for themselves, and what they wrote is merged again.
 */
export async function replayStep(replay: StepReplay): Promise<StepReplayed> {
  const { state, step } = replay;
  const activation = activationOf(state.control, step.activation);
  const node = activation && state.plan.nodes[activation.node];
  if (node === undefined || activation === undefined) {
    return failed('replay/missing', `Activation ${step.activation} of \`${step.node}\` is not in the log.`);
  }
  try {
    const returned =
      activation.scope === undefined
        ? returnedOf(replay, node, await runAgain(replay, node, activation))
        : recordedResult(step);
    if ('error' in returned) return { type: 'failed', error: returned.error };
    if (step.error !== undefined && activation.scope !== undefined) {
      return { type: 'committed', changes: [], port: step.port };
    }
    const merge = await mergeReturned(state, activation, returned, replay.ports.expressions);
    if ('error' in merge) return { type: 'failed', error: merge.error };
    return { type: 'committed', changes: merge.merged.changes, port: returned.port };
  } catch (thrown) {
    return { type: 'failed', error: toErrorInfo(thrown) };
  }
}

/** A step that carries a caught error has to fail again in the same way, and then writes nothing. */
function returnedOf({ step }: StepReplay, node: PlanNode, result: NodeResult): Returned | { error: ErrorInfo } {
  if (result.type === 'returned') {
    return toReturned(node, result.value, result);
  }
  if (result.type === 'opened') return { error: opensFrames };
  return step.error?.code === result.error.code ? emptyReturn(step.port) : { error: result.error };
}

const opensFrames: ErrorInfo = { code: 'replay/diverged', message: 'It opens frames, which it did not before.' };

function runAgain(replay: StepReplay, node: PlanNode, activation: Activation): Promise<NodeResult> {
  const { state, step, implementation, effects, ports } = replay;
  const waits = effects.flatMap(({ request, result }): RecordedWait[] =>
    isWait(request) ? [{ request, answer: { value: result } }] : [],
  );
  return new Promise((resolve) => {
    const owner: RunOwner = {
      ports,
      executionId: state.executionId,
      executionInput: state.input?.value,
      executionSeed: state.options.seed,
      maxConcurrency: limitsOf(state.plan).maxConcurrency,
      monotonic: () => ports.clock.monotonic(),
      frameContext: () => contextSeen(state, activation),
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
      activation: { ...activation, attempt: step.attempt, phase: 'running', wait: undefined, waits },
      path: step.path,
      node,
      implementation,
      context: contextSeen(state, activation),
      tape: effects.filter(({ request }) => !isWait(request)),
    });
    if (activation.undoes !== undefined) run.undone = givenValue(state, activation.undoes);
    run.start();
  });
}

function isWait(request: Value): request is WaitRequest {
  const type: unknown = typeof request === 'object' && request !== null && 'type' in request ? request.type : undefined;
  return typeof type === 'string' && waitTypes.has(type);
}

const waitTypes: ReadonlySet<string> = new Set<WaitRequest['type']>([
  'timer',
  'human',
  'message',
  'condition',
  'first',
]);

const failed = (code: ErrorInfo['code'], message: string): StepReplayed => ({
  type: 'failed',
  error: { code, message },
});
