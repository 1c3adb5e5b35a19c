export interface Frozen {
  /** Whether nothing in it can change any more: no dates, maps, sets or bytes. */
  readonly complete: boolean;
  /** A rough size, for bounding caches. */
  readonly bytes: number;
}

/** Freezes plain objects and arrays all the way down; the value has no cycles. */
export function deepFreeze(root: unknown): Frozen {
  let complete = true;
  let bytes = 0;
  const pending: unknown[] = [root];
  while (pending.length > 0) {
    const value = pending.pop();
    bytes += typeof value === 'string' ? 16 + value.length * 2 : 16;
    if (typeof value !== 'object' || value === null) continue;
    if (isPlain(value)) {
      Object.freeze(value);
      for (const item of Object.values(value)) pending.push(item);
      continue;
    }
    complete = false;
    if ('byteLength' in value && typeof value.byteLength === 'number') bytes += value.byteLength;
    if (value instanceof Map) for (const entry of value) pending.push(entry[0], entry[1]);
    if (value instanceof Set) for (const item of value) pending.push(item);
  }
  return { complete, bytes };
}

function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
