import { formatPath } from '../../context/check-value.ts';

type Segment = string | number;

/** Where a value contains itself, as `value.next.next`; `undefined` where it does not. Needs no call stack. */
export function findCycle(root: unknown): string | undefined {
  const above = new Set<object>();
  const finished = new Set<object>();
  const path: Segment[] = [];
  const pending: Visit[] = [{ value: root, depth: 0 }];
  for (let visit = pending.pop(); visit !== undefined; visit = pending.pop()) {
    const { value, segment, depth, leaving } = visit;
    if (typeof value !== 'object' || value === null || finished.has(value)) continue;
    if (leaving === true) {
      above.delete(value);
      finished.add(value);
      continue;
    }
    if (segment !== undefined) path.splice(depth - 1, path.length, segment);
    if (above.has(value)) return formatPath('value', path);
    above.add(value);
    pending.push({ value, depth, leaving: true });
    for (const [key, inner] of Object.entries(value)) {
      pending.push({ value: inner, segment: Array.isArray(value) ? Number(key) : key, depth: depth + 1 });
    }
  }
  return undefined;
}

interface Visit {
  readonly value: unknown;
  readonly segment?: Segment;
  readonly depth: number;
  readonly leaving?: boolean;
}
