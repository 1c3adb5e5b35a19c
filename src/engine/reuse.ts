import type { ContextVersion } from '../context/context-version.ts';
import type { StoredValue } from '../context/stored-value.ts';
import type { ReadSet, StepCommitted } from '../model/event.ts';
import { checkpointId } from '../model/ids.ts';
import type { CheckpointId } from '../model/ids.ts';
import type { PlanNode } from '../model/plan.ts';
import type { Returned } from './commit.ts';
import { boundImplementation } from './control.ts';
import type { Activation } from './control.ts';
import { contextIn } from './frame-context.ts';
import { recordedWrites } from './recorded-result.ts';
import { checkpointIndex, pathOf, pathTo, planNode, recordOf, stepOf } from './state.ts';
import type { CheckpointRecord, ExecutionState } from './state.ts';

/** What came of looking for a recorded result. A step that is run although reuse was asked says why. */
export type Reuse =
  | { readonly record: CheckpointRecord; readonly step: StepCommitted<StoredValue>; readonly reason: string }
  | { readonly reason: string };

/** The steps on the path to the checkpoint that a swap left, by path and iteration. */
export type ReuseIndex = ReadonlyMap<string, CheckpointRecord>;

export function reuseIndex(state: ExecutionState, from: CheckpointId): ReuseIndex {
  const index = new Map<string, CheckpointRecord>();
  const scopes = new Set<string>();
  for (const record of pathTo(state, checkpointIndex(from))) {
    const { made } = record;
    // A scope runs again; what is in it may be spared.
    if (made.type === 'frame-opened') scopes.add(`${made.path}#${made.iteration}`);
    if (made.type === 'step-committed') index.set(`${made.path}#${made.iteration}`, record);
  }
  for (const scope of scopes) index.delete(scope);
  return index;
}

/**
 * Whether a recorded result stands in for running: the same implementation, on a node whose effects are pure, reading the same values.
 * `context` is what the activation sees.
 */
export function findReusable(
  state: ExecutionState,
  index: ReuseIndex,
  activation: Activation,
  context: ContextVersion,
): Reuse {
  const node = planNode(state, activation.node);
  const record = index.get(`${pathOf(state, activation)}#${activation.iteration}`);
  const step = record && stepOf(record);
  if (record === undefined || step === undefined) return { reason: 'The step did not run before.' };
  const why = whyNot(state, node, activation, step) ?? changedRead(state, activation, record, context);
  if (why !== undefined) return { reason: why };
  return { record, step, reason: `Same implementation, same values read as at ${checkpointId(record.index)}.` };
}

function whyNot(
  state: ExecutionState,
  node: PlanNode,
  activation: Activation,
  step: StepCommitted<StoredValue>,
): string | undefined {
  if (node.effects !== 'pure') return `Its effects are \`${node.effects}\`, not \`pure\`.`;
  if (boundImplementation(state.plan, state.control, node.index).hash !== step.implementation) {
    return 'Its variant changed.';
  }
  if (step.error !== undefined) return 'It failed before.';
  if (activation.cause !== undefined || step.marks.includes('forced')) return 'Its input is an error.';
  return undefined;
}

function changedRead(
  state: ExecutionState,
  activation: Activation,
  record: CheckpointRecord,
  context: ContextVersion,
): string | undefined {
  const node = planNode(state, activation.node);
  const { reads } = stepOf(record) as StepCommitted<StoredValue>;
  const changed = Object.keys(reads.keys).find((key) => readNow(node, context, key) !== reads.keys[key]);
  if (changed !== undefined) return `It reads \`${changed}\`, which changed.`;
  return reads.allKeys ? changedKeys(state, activation, record, context) : undefined;
}

const sees = (node: PlanNode, key: string): boolean => node.reads === undefined || node.reads.includes(key);

const readNow = (node: PlanNode, context: ContextVersion, key: string): ReadSet['keys'][string] =>
  (sees(node, key) ? context.slots.get(key)?.value.hash : undefined) ?? null;

/** It listed the keys, so a key that came or went matters. */
function changedKeys(
  state: ExecutionState,
  activation: Activation,
  record: CheckpointRecord,
  context: ContextVersion,
): string | undefined {
  const seen = record.snapshot === undefined ? undefined : recordOf(state, record.snapshot);
  const before = seen && contextIn(seen, activation.frame);
  if (before === undefined) return 'It lists the keys of the context, and those it saw are not known.';
  const node = planNode(state, activation.node);
  const change = before.slots
    .changes(context.slots)
    .find(({ key, inBefore, inAfter }) => inBefore !== inAfter && sees(node, key));
  return (
    change && `It lists the keys of the context, and \`${change.key}\` ${change.inAfter ? 'was added' : 'is gone'}.`
  );
}

/** The recorded result as if the node had just given it. */
export function recordedResult(step: StepCommitted<StoredValue>): Returned {
  const { output, port, acts } = step;
  const writeSet = recordedWrites(step);
  return { output, writeSet, port, ...(acts === undefined ? {} : { acts }) };
}
