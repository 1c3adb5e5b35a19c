import { emptyMap } from '../base/persistent-map.ts';
import type { PersistentMap } from '../base/persistent-map.ts';
import type { ContextEntry, ContextView } from '../model/checkpoint.ts';
import type { ContextChange, ValuePath } from '../model/event.ts';
import type { ActivationPath, CheckpointId } from '../model/ids.ts';
import type { StoredValue } from './stored-value.ts';

/** What a key holds, and who put it there. */
export interface ContextSlot {
  readonly value: StoredValue;
  /** The checkpoint that wrote it. */
  readonly writtenAt: CheckpointId;
  /** The activation that wrote it; `undefined` for initial values and edits by hand. */
  readonly writer: ActivationPath | undefined;
  /** The latest write, where it was one of places in the key; absent after a write of the whole key. */
  readonly trail?: SlotTrail;
}

/** Writes of places in a key since it was last written as a whole, the latest first. */
export interface SlotTrail {
  readonly checkpoint: CheckpointId;
  readonly writer: ActivationPath | undefined;
  readonly paths: readonly ValuePath[];
  readonly before: SlotTrail | undefined;
  /** The write of the whole key that they began on; `undefined` where the key was missing. */
  readonly root: Pick<ContextSlot, 'writtenAt' | 'writer'> | undefined;
}

/** The context at one point: immutable, sharing with its neighbours all that is the same. */
export interface ContextVersion {
  readonly slots: PersistentMap<ContextSlot>;
  /** Sum of the values' size bounds: never less than {@link contextBytes}, and free. */
  readonly bytesBound: number;
}

/** Who makes a change: the checkpoint it leads to, and the activation (`undefined` for edits by hand). */
export interface WrittenBy {
  readonly checkpoint: CheckpointId;
  readonly path: ActivationPath | undefined;
}

class Version implements ContextVersion {
  readonly slots: PersistentMap<ContextSlot>;
  readonly bytesBound: number;

  constructor(slots: PersistentMap<ContextSlot>, bytesBound: number) {
    this.slots = slots;
    this.bytesBound = bytesBound;
  }
}

class Slot implements ContextSlot {
  readonly value: StoredValue;
  readonly writtenAt: CheckpointId;
  readonly writer: ActivationPath | undefined;

  constructor(value: StoredValue, by: WrittenBy) {
    this.value = value;
    this.writtenAt = by.checkpoint;
    this.writer = by.path;
  }
}

export const emptyContext: ContextVersion = new Version(emptyMap(), 0);

/** A context from whole slots, as when one is restored from a keyframe. */
export function contextFromSlots(slots: Iterable<readonly [string, ContextSlot]>): ContextVersion {
  let context = emptyContext;
  for (const [key, slot] of slots) context = withSlot(context, key, slot);
  return context;
}

export const withSlot = (context: ContextVersion, key: string, slot: ContextSlot): ContextVersion =>
  overSlot(context, key, slot, context.slots.get(key));

/** `present`: what the key holds. */
function overSlot(
  context: ContextVersion,
  key: string,
  slot: ContextSlot,
  present: ContextSlot | undefined,
): ContextVersion {
  const before = present === undefined ? 0 : present.value.bytesBound;
  return new Version(context.slots.set(key, slot), context.bytesBound - before + slot.value.bytesBound);
}

export function withoutKey(context: ContextVersion, key: string): ContextVersion {
  const slot = context.slots.get(key);
  if (slot === undefined) return context;
  return new Version(context.slots.delete(key), Math.max(0, context.bytesBound - slot.value.bytesBound));
}

/** Folds the changes that an event records: `after` is set, a change without `after` removes. O(changes · log keys). */
export function applyChanges(
  context: ContextVersion,
  changes: readonly ContextChange<StoredValue>[],
  by: WrittenBy,
): ContextVersion {
  let next = context;
  for (const change of changes) next = withChange(next, change, by);
  return next;
}

const withChange = (context: ContextVersion, change: ContextChange<StoredValue>, by: WrittenBy): ContextVersion =>
  overPresent(context, change, by, context.slots.get(change.key));

/** The context with one change; `present`: what its key holds before. */
export function overPresent(
  context: ContextVersion,
  { key, after, paths }: ContextChange<StoredValue>,
  by: WrittenBy,
  present: ContextSlot | undefined,
): ContextVersion {
  if (after === undefined) return withoutKey(context, key);
  const slot: ContextSlot = new Slot(after, by);
  if (paths === undefined) return overSlot(context, key, slot, present);
  return overSlot(context, key, { ...slot, trail: trailOf(present, paths, by) }, present);
}

const trailOf = (present: ContextSlot | undefined, paths: readonly ValuePath[], by: WrittenBy): SlotTrail => ({
  checkpoint: by.checkpoint,
  writer: by.path,
  paths,
  before: present?.trail,
  root: present === undefined ? undefined : present.trail === undefined ? wholeWrite(present) : present.trail.root,
});

const wholeWrite = ({ writtenAt, writer }: ContextSlot): SlotTrail['root'] => ({ writtenAt, writer });

/** Sum of the stored sizes. Encodes what was not encoded yet: ask when it is shown or saved, not at every step. */
export function contextBytes(context: ContextVersion): number {
  let bytes = 0;
  for (const slot of context.slots.values()) bytes += slot.value.bytes;
  return bytes;
}

/** How much the stored size grows by these changes: `contextBytes(after) - contextBytes(before)` without the walk. */
export function bytesDelta(changes: readonly ContextChange<StoredValue>[]): number {
  return changes.reduce((sum, { before, after }) => sum + (after?.bytes ?? 0) - (before?.bytes ?? 0), 0);
}

/** The context as people and clients see it: references, in key order. */
export function contextView(context: ContextVersion, checkpoint: CheckpointId): ContextView {
  const entries: ContextEntry[] = [];
  let bytes = 0;
  for (const [key, slot] of context.slots.entries()) {
    const { hash, bytes: size, summary } = slot.value;
    bytes += size;
    entries.push({ key, value: { hash, bytes: size, summary }, writtenAt: slot.writtenAt, writer: slot.writer });
  }
  return { checkpoint, entries, bytes };
}
