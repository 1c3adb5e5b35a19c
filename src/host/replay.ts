import { storedFromEncoding } from '../context/store-value.ts';
import type { StoredValue } from '../context/stored-value.ts';
import { evolve } from '../engine/evolve.ts';
import type { EnginePorts } from '../engine/ports.ts';
import { replayStep, type StepReplayed } from '../engine/replay-step.ts';
import { createdState } from '../engine/state.ts';
import { hashesOf, mapEventValues } from '../model/event-values.ts';
import type { ContextChange, EffectRecord, EventOf, ExecutionEvent } from '../model/event.ts';
import type { ErrorInfo } from '../model/errors.ts';
import type { NodeId } from '../model/ids.ts';
import type { NodeKinds } from '../model/node-definition.ts';
import type { Implementation, Plan } from '../model/plan.ts';
import type { ValueRef } from '../model/value.ts';
import type { ExecutionStore, StoredExecution } from '../storage/ports.ts';
import type { VerifyReport } from './engine-client.ts';
import { ensurePlan } from './ensure-plan.ts';

export interface ReplayOptions {
  readonly kinds: NodeKinds;
  readonly ports: Omit<EnginePorts, 'journal'>;
}

type Step = EventOf<'step-committed', StoredValue>;

/**
 * Runs every committed step again and compares. Each has its own recorded context, input, code and effects, so that
 * branches and concurrent steps need no schedule; steps that were reused ran elsewhere in the log, and are left out.
 */
export async function replayExecution(
  saved: StoredExecution,
  store: Pick<ExecutionStore, 'readValues'>,
  { kinds, ports }: ReplayOptions,
): Promise<VerifyReport> {
  const plan = ensurePlan(saved.record.document, kinds);
  const log = await loadedLog(saved, store);
  const [start] = log;
  if (start?.type !== 'execution-started') return { ok: true, steps: 0, problems: [] };

  const { options } = start;
  const implementations = knownImplementations(plan, log);
  const effects = new Map<string, EffectRecord[]>();
  const problems: ErrorInfo[] = [];
  let state = createdState({ plan, executionId: saved.record.id, options });
  let steps = 0;
  for (const event of log) {
    const before = state;
    state = evolve(state, event);
    if (event.type === 'effect-recorded') {
      effects.set(attemptKey(event), [...(effects.get(attemptKey(event)) ?? []), event.effect]);
    }
    if (event.type !== 'step-committed' || event.marks.includes('reused')) continue;
    const implementation = implementations.get(event.implementation);
    if (implementation === undefined) {
      problems.push(missing(event));
      continue;
    }
    const recorded = effects.get(attemptKey(event)) ?? [];
    const replayed = await replayStep({ ports, state: before, step: event, implementation, effects: recorded });
    const problem = difference(event, replayed);
    if (problem !== undefined) problems.push(problem);
    steps++;
  }
  return { ok: problems.length === 0, steps, problems };
}

const attemptKey = ({ activation, attempt }: { readonly activation: number; readonly attempt: number }) =>
  `${activation}/${attempt}`;

/** The log with its values read, all of them: a replay needs every one. */
async function loadedLog(
  { record, events }: StoredExecution,
  store: Pick<ExecutionStore, 'readValues'>,
): Promise<ExecutionEvent<StoredValue>[]> {
  const encoded = await store.readValues(record.id, [...hashesOf(events)]);
  const load = ({ hash }: ValueRef): StoredValue => storedFromEncoding(encoded.get(hash) ?? new Uint8Array(), hash);
  return events.map((event) => mapEventValues(event, load));
}

/** By hash: the plan's variants, and what was edited into the execution. */
function knownImplementations(plan: Plan, log: readonly ExecutionEvent<StoredValue>[]): Map<string, Implementation> {
  const all = plan.nodes.flatMap(({ variants }) => variants);
  for (const event of log) {
    if (event.type === 'execution-started') all.push(...Object.values(event.bindings));
    if (event.type === 'variant-swapped') all.push(event.from, event.to);
  }
  return new Map(all.map((implementation) => [implementation.hash, implementation]));
}

function difference(step: Step, replayed: StepReplayed): ErrorInfo | undefined {
  if (replayed.type === 'failed') return diverged(step, `failed this time: ${replayed.error.message}`);
  if (replayed.port !== step.port) return diverged(step, `took port ${replayed.port} instead of ${step.port}`);
  const key = firstDifference(step.changes, replayed.changes);
  return key === undefined ? undefined : diverged(step, `wrote another value of \`${key}\``, key);
}

function firstDifference(
  before: readonly ContextChange<StoredValue>[],
  after: readonly ContextChange<StoredValue>[],
): string | undefined {
  const hashes = (changes: readonly ContextChange<StoredValue>[]) =>
    new Map(changes.map((change) => [change.key, change.after?.hash]));
  const [first, second] = [hashes(before), hashes(after)];
  return [...first.keys(), ...second.keys()].find(
    (key) => first.has(key) !== second.has(key) || first.get(key) !== second.get(key),
  );
}

function diverged(
  { node, checkpoint }: { readonly node: NodeId; readonly checkpoint: string },
  what: string,
  key?: string,
): ErrorInfo {
  return {
    code: 'replay/diverged',
    message: `Step ${checkpoint} of \`${node}\` ${what}.`,
    place: { node, ...(key === undefined ? {} : { key }) },
    remedy: 'Something besides context, input and recorded effects decides what this code does.',
  };
}

const missing = ({ node, checkpoint }: Step): ErrorInfo => ({
  code: 'replay/missing',
  message: `What step ${checkpoint} of \`${node}\` ran is not in the log.`,
  place: { node },
});
