import { contextView } from '../context/context-version.ts';
import { consElements } from '../base/persistent-queue.ts';
import type { StoredValue } from '../context/stored-value.ts';
import type { ScopeView } from '../model/checkpoint.ts';
import type { ForkedScope } from '../model/event.ts';
import { activationPath, checkpointId } from '../model/ids.ts';
import type { Plan } from '../model/plan.ts';
import type { Control, Frame } from './control.ts';
import { lettersOf } from './deliveries.ts';
import { ownValues, writeSetsOf } from './frame-context.ts';
import type { FrameContext } from './frame-context.ts';
import { givenValues } from './scope-turn.ts';
import type { CheckpointRecord, ExecutionState } from './state.ts';
import { valuesOf } from './value-pool.ts';

/** What the scopes open at a checkpoint see, the outermost first, then by path. */
export function scopeViews({ scopes, index }: CheckpointRecord, { frames }: Control): ScopeView[] {
  if (scopes.size === 0) return [];
  const open = [...scopes.values()].filter(({ path }) => isOpen(frames.get(path)));
  const depth = ({ path }: FrameContext) => frames.get(path)?.depth ?? 0;
  open.sort((a, b) => depth(a) - depth(b) || indexIn(frames, a) - indexIn(frames, b));
  return open.map((frame) => ({
    scope: activationPath(frame.path),
    entries: contextView(frame.view, checkpointId(index)).entries,
    own: ownKeys(frame),
  }));
}

/** One that was left by an `end` is over, though not closed yet. */
const isOpen = (frame: Frame | undefined): boolean => frame?.closed === false && frame.ending?.outcome !== 'ended';

const indexIn = (frames: Control['frames'], { path }: FrameContext): number => frames.get(path)?.index ?? 0;

function ownKeys({ own }: FrameContext): string[] {
  const keys = new Set<string>();
  for (const { writes, removed, patches = [] } of writeSetsOf(own)) {
    for (const { key } of [...writes, ...patches]) keys.add(key);
    for (const key of removed) keys.add(key);
  }
  return [...keys].sort();
}

/** Everything that the frames of a checkpoint hold. */
export function* scopesValues({ scopes }: Pick<CheckpointRecord, 'scopes'>): IterableIterator<StoredValue> {
  for (const { view, own } of scopes.values()) {
    yield* valuesOf(view);
    yield* ownValues(own);
  }
}

/** What a control holds: messages, and by checkpoint what is to be undone or to be spawned. */
export function* carriedValues(state: ExecutionState, control: Control): IterableIterator<StoredValue> {
  for (const { value } of lettersOf(control)) yield value;
  for (const { done } of [control.root, ...control.frames.values()]) {
    for (const undo of consElements(done)) if ('given' in undo) yield* givenValues(state, undo.given);
  }
  for (const { scope, undoes } of control.live.values()) {
    for (const given of scope?.spawned ?? []) yield* givenValues(state, given);
    if (undoes !== undefined) yield* givenValues(state, undoes);
  }
}

export function forkedScopes(plan: Plan, { scopes }: CheckpointRecord): ForkedScope<StoredValue>[] {
  return [...scopes.values()].map(({ path, view, own, locals, rules, isolated }) => ({
    scope: activationPath(path),
    graph: plan.graphs[rules]?.name ?? '',
    isolated,
    locals,
    entries: [...view.slots.entries()].map(([key, { value }]) => ({ key, value })),
    own: [...writeSetsOf(own)],
  }));
}
