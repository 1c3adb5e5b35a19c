import type { ValuePath } from '../model/event.ts';
import type { ActivationPath } from '../model/ids.ts';
import type { ContextSlot } from './context-version.ts';
import { overlaps } from './value-path.ts';

/** Who wrote meanwhile; `undefined` for edits by hand and removals. */
export interface Interference {
  readonly writer: ActivationPath | undefined;
}

/**
 * Who wrote a key, or this place in it (or one around or inside it), between the snapshot and the head; the latest of
 * them. `undefined` where nobody did. Costs the number of writes in between.
 */
export function interference(
  base: ContextSlot | undefined,
  current: ContextSlot | undefined,
  path: ValuePath | undefined,
): Interference | undefined {
  if (base === current) return undefined;
  if (current === undefined) return { writer: undefined };
  if (path === undefined || current.trail === undefined) return { writer: current.writer };
  const { root } = current.trail;
  for (let trail: ContextSlot['trail'] = current.trail; trail !== undefined; trail = trail.before) {
    if (trail.checkpoint === base?.writtenAt) return undefined;
    if (trail.paths.some((other) => overlaps(other, path))) return { writer: trail.writer };
  }
  if (root === undefined) return base === undefined ? undefined : { writer: undefined };
  return root.writtenAt === base?.writtenAt ? undefined : { writer: root.writer };
}
