import { cons, consElements, consList } from '../base/persistent-queue.ts';
import type { Cons } from '../base/persistent-queue.ts';
import { emptyContext } from '../context/context-version.ts';
import type { ContextVersion } from '../context/context-version.ts';
import type { WriteSet } from '../context/write-set.ts';
import type { ContextLimits } from '../context/context-limits.ts';
import type { PlanGraph } from '../model/plan.ts';
import type { StoredValue } from '../context/stored-value.ts';
import { frameAt } from './control.ts';
import type { Activation, FrameName } from './control.ts';
import { rootRulesOf } from './settle-writes.ts';
import type { WriteRules } from './settle-writes.ts';
import { recordOf } from './state.ts';
import type { CheckpointRecord, ExecutionState } from './state.ts';

/** The context of one frame: what is seen in it, and what was written in it and will flow out. */
export interface FrameContext {
  readonly path: string;
  readonly view: ContextVersion;
  /** Keys that it was handed; they never flow out. */
  readonly locals: readonly string[];
  /** What its steps wrote, last first. Empty for a graph with a context of its own. */
  readonly own: Cons<OwnWrites> | undefined;
  /** Index of the graph whose declaration holds here; 0 for the document's own. */
  readonly rules: number;
  readonly isolated: boolean;
}

/** One step's write set as it gave it, or (for a scope) those of its frames, in the order in which they apply. */
export type OwnWrites =
  | { readonly type: 'writes'; readonly writeSet: WriteSet }
  | {
      readonly type: 'frames';
      readonly frames: readonly FrameWrites[];
      readonly exports: readonly string[] | undefined;
    };

export interface FrameWrites {
  readonly locals: readonly string[];
  readonly own: Cons<OwnWrites> | undefined;
}

/** The context of the frame with this path; the outermost for the empty one. */
export function contextIn(
  { context, scopes }: Pick<ExecutionState | CheckpointRecord, 'context' | 'scopes'>,
  frame: string,
): ContextVersion | undefined {
  return frame === '' ? context : scopes.get(frame)?.view;
}

/** What an activation sees: the context of its frame as of its snapshot. */
export function contextSeen(
  state: ExecutionState,
  { snapshot, frame }: Pick<Activation, 'snapshot' | 'frame'>,
): ContextVersion {
  const record = snapshot === undefined ? undefined : recordOf(state, snapshot);
  const seen = record === undefined ? undefined : contextIn(record, frame);
  return seen ?? contextIn(state, frame) ?? emptyContext;
}

/**
 * The frame to whose context an activation writes: its own, or for a handler the innermost one around that does not fail or is
 * cancelled as well, as what was undone has been undone for those around. Nothing leaves a graph with a context of its own.
 */
export function frameWritten(
  { control, scopes }: Pick<ExecutionState, 'control' | 'scopes'>,
  { frame: path, undoes }: Pick<Activation, 'frame' | 'undoes'>,
): string {
  if (undoes === undefined) return path;
  let at = path;
  while (at !== '') {
    const frame = frameAt(control, at);
    const outcome = frame?.ending?.outcome;
    if ((outcome !== 'failed' && outcome !== 'cancelled') || scopes.get(at)?.isolated !== false) return at;
    at = frame?.parent ?? '';
  }
  return '';
}

/** The frames from that of a handler outward as far as the one that it writes to, that one left out. */
export function framesLeft(
  { control }: Pick<ExecutionState, 'control'>,
  { frame }: Pick<Activation, 'frame'>,
  written: string,
): string[] {
  const left: string[] = [];
  for (let at = frame; at !== written && at !== ''; at = frameAt(control, at)?.parent ?? '') left.push(at);
  return left;
}

const known = new WeakMap<PlanGraph, WriteRules>();

/** What holds for writes in a frame. */
export function rulesIn(state: ExecutionState, frame: string): WriteRules {
  const { plan } = state;
  const graph = plan.graphs[frame === '' ? 0 : (state.scopes.get(frame)?.rules ?? 0)];
  if (graph?.context === undefined || graph.index === 0) return rootRulesOf(plan);
  let rules = known.get(graph);
  if (rules === undefined) {
    const { merge, schema, onInvalid } = graph.context;
    rules = { merge, schema, onInvalid, limits: plan.limits as ContextLimits };
    known.set(graph, rules);
  }
  return rules;
}

/** The completed frames of a scope in order of index: what flows out of them. */
export function framesWrites(state: ExecutionState, { scope }: Activation): FrameWrites[] {
  const names: FrameName[] = [...consElements(scope?.completed)];
  names.sort((a, b) => a.index - b.index);
  const found: FrameWrites[] = [];
  for (const { path } of names) {
    const frame = state.scopes.get(path);
    if (frame?.own !== undefined) found.push({ locals: frame.locals, own: frame.own });
  }
  return found;
}

/** Every write set in them in the order in which they apply, cut down to what flows out; each with the number of its frame. */
export function* outward(
  frames: readonly FrameWrites[],
  exports: readonly string[] | undefined,
): IterableIterator<{ readonly frame: number; readonly writeSet: WriteSet }> {
  const allowed = exports === undefined ? undefined : new Set(exports);
  for (const [frame, { locals, own }] of frames.entries()) {
    const hidden = new Set(locals);
    const flows = (key: string) => !hidden.has(key) && (allowed === undefined || allowed.has(key));
    for (const writeSet of writeSetsOf(own)) {
      const cut = only(writeSet, flows);
      if (!isEmpty(cut)) yield { frame, writeSet: cut };
    }
  }
}

/** In the order in which they apply. */
export function* writeSetsOf(own: Cons<OwnWrites> | undefined): IterableIterator<WriteSet> {
  for (const entry of consList(own).reverse()) {
    if (entry.type === 'writes') yield entry.writeSet;
    else for (const { writeSet } of outward(entry.frames, entry.exports)) yield writeSet;
  }
}

/** What is left of a write set that leaves these frames: without what they were handed. */
export function withoutLocals(writeSet: WriteSet, locals: readonly string[]): WriteSet {
  const hidden = new Set(locals);
  return only(writeSet, (key) => !hidden.has(key));
}

function only({ writes, removed, patches }: WriteSet, flows: (key: string) => boolean): WriteSet {
  const cut = { writes: writes.filter(({ key }) => flows(key)), removed: removed.filter(flows) };
  const places = patches?.filter(({ key }) => flows(key));
  return places === undefined || places.length === 0 ? cut : { ...cut, patches: places };
}

export const isEmpty = ({ writes, removed, patches }: WriteSet): boolean =>
  writes.length === 0 && removed.length === 0 && (patches?.length ?? 0) === 0;

export const ownStep = (own: FrameContext['own'], writeSet: WriteSet): FrameContext['own'] =>
  isEmpty(writeSet) ? own : cons<OwnWrites>({ type: 'writes', writeSet }, own);

/** Values that have to be at hand when a frame's writes flow out. */
export function* ownValues(own: FrameContext['own']): IterableIterator<StoredValue> {
  for (const entry of consElements(own)) {
    if (entry.type === 'frames') {
      for (const frame of entry.frames) yield* ownValues(frame.own);
      continue;
    }
    for (const { value } of entry.writeSet.writes) yield value;
    for (const patch of entry.writeSet.patches ?? []) if ('value' in patch) yield patch.value;
  }
}
