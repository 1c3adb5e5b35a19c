import type { Point } from '../host/engine-client.ts';
import { frameOfPoint } from '../host/named-point.ts';
import type { ContextEntry, ContextView } from '../model/checkpoint.ts';

/** What is seen at a point: of a path in a scope the context of its frame, as in differences. */
export function entriesAt(view: ContextView, point: Point): readonly ContextEntry[] {
  const frame = frameOfPoint(point);
  return view.scopes?.find(({ scope }) => scope === frame)?.entries ?? view.entries;
}
