import { PlatformError } from './events.ts';

const errors: Readonly<Record<string, ErrorConstructor>> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

/** `structuredClone` of what a context can hold, and of errors, regular expressions and cycles. */
export function cloneValue(value: unknown, seen = new Map<object, unknown>()): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') throw refusal(typeof value);
  if (typeof value !== 'object' || value === null) return value;
  if (seen.has(value)) return seen.get(value);
  const keep = <T extends object>(copy: T): T => {
    seen.set(value, copy);
    return copy;
  };
  const more = (part: unknown): unknown => cloneValue(part, seen);
  if (value instanceof Date) return keep(new Date(value.getTime()));
  if (value instanceof RegExp) return keep(new RegExp(value.source, value.flags));
  if (value instanceof ArrayBuffer) return keep(value.slice(0));
  if (ArrayBuffer.isView(value)) return keep(cloneView(value, more(value.buffer) as ArrayBuffer));
  if (value instanceof Error) return cloneError(value, keep, more);
  if (value instanceof Map) {
    const copy = keep(new Map<unknown, unknown>());
    for (const [key, item] of value) copy.set(more(key), more(item));
    return copy;
  }
  if (value instanceof Set) {
    const copy = keep(new Set<unknown>());
    for (const item of value) copy.add(more(item));
    return copy;
  }
  if (value instanceof WeakMap || value instanceof WeakSet || value instanceof Promise) throw refusal('this object');
  const copy: object = keep(Array.isArray(value) ? listOf(value.length) : {});
  for (const key of Object.keys(value)) {
    const item = more((value as Record<string, unknown>)[key]);
    Object.defineProperty(copy, key, { value: item, writable: true, enumerable: true, configurable: true });
  }
  return copy;
}

function cloneView(value: ArrayBufferView, buffer: ArrayBuffer): ArrayBufferView {
  if (value instanceof DataView) return new DataView(buffer, value.byteOffset, value.byteLength);
  const Same = value.constructor as Uint8ArrayConstructor;
  return new Same(buffer, value.byteOffset, (value as Uint8Array).length);
}

function cloneError(value: Error, keep: <T extends object>(copy: T) => T, more: (part: unknown) => unknown): Error {
  const Same = errors[value.name] ?? Error;
  const copy = keep(new Same(value.message));
  const fields = { stack: value.stack, ...('cause' in value ? { cause: more(value.cause) } : {}) };
  for (const [key, field] of Object.entries(fields)) {
    Object.defineProperty(copy, key, { value: field, writable: true, configurable: true, enumerable: false });
  }
  return copy;
}

/** A list of holes. */
function listOf(length: number): unknown[] {
  const list: unknown[] = [];
  list.length = length;
  return list;
}

const refusal = (what: string): Error => new PlatformError(`${what} could not be cloned.`, 'DataCloneError');
