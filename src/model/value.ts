import type { ValueHash } from './ids.ts';

/**
 * What the context can hold: JSON plus `Date`, `Map`, `Set`, `BigInt`, typed arrays, `ArrayBuffer`,
 * `undefined`, `NaN`, the infinities and `-0`. Values are immutable once they are in the context.
 * `unknown` here, because TypeScript cannot say "no cycles, no class instances";
 * `context/check-value.ts` does, with the path of what it refuses.
 */
export type Value = unknown;

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** What a value looks like from outside, without carrying it. */
export interface ValueSummary {
  /** `object`, `array`, `string`, `number`, `boolean`, `null`, `undefined`, `bigint`, `Date`, `Map`, `Set`, `ArrayBuffer`, or a typed array's name. */
  readonly type: string;
  /** Items, keys, characters or bytes, where the type has a size. */
  readonly size?: number;
  /** For arrays of objects or of arrays: how many columns the first row has. */
  readonly columns?: number;
  /** One line of at most 120 characters for people: `[483 rows × 19]`, `"split: stratified…"`, `0.94`. */
  readonly text: string;
}

/** A value by content: enough to show, compare and fetch it. */
export interface ValueRef {
  readonly hash: ValueHash;
  /** Length of the value's stored encoding in bytes. */
  readonly bytes: number;
  readonly summary: ValueSummary;
}
