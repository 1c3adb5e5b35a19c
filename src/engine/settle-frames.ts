import { withSlot, withoutKey } from '../context/context-version.ts';
import type { ContextVersion } from '../context/context-version.ts';
import type { StoredValue } from '../context/stored-value.ts';
import type { WriteConflict, WriteSet } from '../context/write-set.ts';
import type { ExpressionEvaluator } from '../model/activation.ts';
import type { ContextChange } from '../model/event.ts';
import { outward } from './frame-context.ts';
import type { FrameWrites } from './frame-context.ts';
import { fitted, settleWrites } from './settle-writes.ts';
import type { SettledWrites, SettleWrites } from './settle-writes.ts';

export interface SettleFrames extends SettleWrites {
  /** What flows out, in order of index; the request's own write set comes last. */
  readonly frames: readonly FrameWrites[];
  readonly exports: readonly string[] | undefined;
}

/**
 * Merges what a scope's frames wrote, and then what it returned itself, onto the context around it: every write set by the
 * merge rules in the order in which it was committed, so that rules that add up do; then all of it by the schema at once.
 * What two frames wrote, or a frame and somebody outside, is a concurrent write; what one frame wrote twice is not.
 */
export function settleFrames(
  request: SettleFrames,
  expressions: ExpressionEvaluator,
): SettledWrites | Promise<SettledWrites> {
  return new FrameMerge(request, expressions).next();
}

class FrameMerge {
  private readonly request: SettleFrames;
  private readonly expressions: ExpressionEvaluator;
  private readonly parts: Iterator<{ readonly frame: number; readonly writeSet: WriteSet }>;
  private readonly conflicts: WriteConflict[] = [];
  private readonly touched = new Set<string>();
  private context: ContextVersion;
  /** What the frame under way began on, with its own writes so far. */
  private base: ContextVersion;
  private frame = -1;

  constructor(request: SettleFrames, expressions: ExpressionEvaluator) {
    this.request = request;
    this.expressions = expressions;
    this.context = request.current;
    this.base = request.base;
    this.parts = allParts(request);
  }

  next(): SettledWrites | Promise<SettledWrites> {
    const { by, rules } = this.request;
    for (let part = this.parts.next(); part.done !== true; part = this.parts.next()) {
      const { frame, writeSet } = part.value;
      if (frame !== this.frame) this.base = this.request.base;
      this.frame = frame;
      const { base, context: current } = this;
      const unchecked = { ...rules, schema: undefined };
      const settled = settleWrites({ base, current, writeSet, by, rules: unchecked }, this.expressions);
      if (settled instanceof Promise) return settled.then((later) => this.take(later, writeSet) ?? this.next());
      const refused = this.take(settled, writeSet);
      if (refused !== undefined) return refused;
    }
    return this.finish();
  }

  private take(settled: SettledWrites, { writes, removed, patches = [] }: WriteSet): SettledWrites | undefined {
    this.conflicts.push(...settled.conflicts);
    if (settled.type === 'refused') return { ...settled, conflicts: this.conflicts };
    this.context = settled.context;
    for (const key of [...writes.map((write) => write.key), ...removed, ...patches.map((patch) => patch.key)]) {
      this.touched.add(key);
      const slot = this.context.slots.get(key);
      this.base = slot === undefined ? withoutKey(this.base, key) : withSlot(this.base, key, slot);
    }
    return undefined;
  }

  private finish(): SettledWrites {
    const { current } = this.request;
    const changes = [...this.touched].sort().flatMap((key): ContextChange<StoredValue>[] => {
      const [before, after] = [current.slots.get(key), this.context.slots.get(key)];
      if (before === after) return [];
      return [{ key, ...(before && { before: before.value }), ...(after && { after: after.value }) }];
    });
    return fitted({ type: 'applied', context: this.context, changes, conflicts: this.conflicts }, this.request);
  }
}

function* allParts({ frames, exports, writeSet }: SettleFrames) {
  yield* outward(frames, exports);
  yield { frame: frames.length, writeSet };
}
