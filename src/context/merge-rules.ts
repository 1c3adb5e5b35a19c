import { WtbError } from '../model/errors.ts';
import type { MergeRule, NamedMergeRule } from '../model/graph-document.ts';
import type { Value } from '../model/value.ts';
import { canonicalText } from './canonical.ts';
import { isPlainJson } from './codec.ts';
import { isPlain, storeOwned, storeValue } from './store-value.ts';
import type { StoredValue } from './stored-value.ts';
import { isPlainObject, setOwn } from './value-kind.ts';
import { summarize } from './value-summary.ts';

/**
 * What a key becomes when a node writes `written` and `present` is there (`undefined`: the key is missing).
 * Throws `WtbError` `context/merge` where the rule can't combine the two types. Only rules that combine get here.
 */
export function combine(
  rule: CombiningRule,
  key: string,
  present: StoredValue | undefined,
  written: StoredValue,
): StoredValue {
  if (present === undefined) {
    checkAlone(rule, key, written.value);
    return isFirstItem(rule, written.value) ? storeValue([written.value]) : written;
  }
  const value = combineValues({ rule, key }, present.value, written.value);
  // A sum of plain numbers may be infinite, and a list without what was special in its parts is plain again.
  const parts = typeof value !== 'number' && isPlain(present) && isPlain(written);
  return storeOwned({
    value,
    bytesBound: present.bytesBound + written.bytesBound,
    plain: parts || isPlainJson(value),
  });
}

/** The same for a place inside a key, as plain values. `deep` replaces there what is no object, as inside any key. */
export function combineAt(
  place: CombiningPlace,
  present: { readonly found: true; readonly value: Value } | { readonly found: false },
  written: Value,
): Value {
  if (place.rule === 'deep' && !(present.found && isPlainObject(present.value) && isPlainObject(written)))
    return written;
  if (present.found) return combineValues(place, present.value, written);
  checkAlone(place.rule, place.key, written);
  return isFirstItem(place.rule, written) ? Object.freeze([written]) : written;
}

export type CombiningRule = Exclude<NamedMergeRule, 'replace' | 'error'>;

/** How a rule is called in events and messages. */
export type RuleName = NamedMergeRule | 'expression';
export const ruleName = (rule: MergeRule): RuleName => (typeof rule === 'string' ? rule : 'expression');

export interface CombiningPlace {
  readonly rule: CombiningRule;
  /** The key, or the place in it as people read it. */
  readonly key: string;
}
type Place = CombiningPlace;

const combineValues = (place: Place, present: Value, written: Value): Value =>
  combiners[place.rule](place, present, written);

const combiners: Record<CombiningRule, (place: Place, present: Value, written: Value) => Value> = {
  append: (_, present, written) => Object.freeze([...toList(present), ...toList(written)]),
  union: (_, present, written) => unite(present, written),
  sum,
  min: extreme,
  max: extreme,
  deep: (place, present, written) =>
    isPlainObject(present) && isPlainObject(written) ? mergeDeep(present, written) : mismatch(place, present, written),
};

/** A single value counts as one item. */
const toList = (value: Value): readonly Value[] => (Array.isArray(value) ? (value as readonly Value[]) : [value]);

/** Items in order of first appearance; a `Set` stays a `Set`. */
function unite(present: Value, written: Value): Value {
  const seen = new Set<string>();
  const items = [...toItems(present), ...toItems(written)].filter((item) => {
    const text = canonicalText(item);
    return !seen.has(text) && seen.add(text);
  });
  return present instanceof Set ? new Set(items) : Object.freeze(items);
}

const toItems = (value: Value): readonly Value[] => (value instanceof Set ? [...(value as Set<Value>)] : toList(value));

function sum(place: Place, present: Value, written: Value): Value {
  if (typeof present === 'number' && typeof written === 'number') return present + written;
  if (typeof present === 'bigint' && typeof written === 'bigint') return present + written;
  return mismatch(place, present, written);
}

function extreme(place: Place, present: Value, written: Value): Value {
  if (!areOrdered(present, written)) return mismatch(place, present, written);
  if (Number.isNaN(written)) return written;
  const takes =
    place.rule === 'min' ? (written as number) < (present as number) : (written as number) > (present as number);
  return takes ? written : present;
}

/** Two of one type that has an order: numbers, BigInts, texts, dates. */
function areOrdered(a: Value, b: Value): boolean {
  const type = orderedType(a);
  return type !== undefined && type === orderedType(b);
}

function orderedType(value: Value): string | undefined {
  if (value instanceof Date) return 'Date';
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string' ? typeof value : undefined;
}

/** Objects merge key by key; anything else is replaced by what was written. */
function mergeDeep(present: Record<string, Value>, written: Record<string, Value>): Value {
  const merged: Record<string, Value> = {};
  for (const key of Object.keys(present)) setOwn(merged, key, present[key]);
  for (const key of Object.keys(written)) {
    const before = Object.hasOwn(merged, key) ? merged[key] : undefined;
    const after = written[key];
    setOwn(merged, key, isPlainObject(before) && isPlainObject(after) ? mergeDeep(before, after) : after);
  }
  return Object.freeze(merged);
}

/** What makes lists makes one from the first single value on, so that whoever reads the key always finds a list. */
const isFirstItem = (rule: CombiningRule, written: Value): boolean =>
  (rule === 'append' || rule === 'union') && !Array.isArray(written) && !(rule === 'union' && written instanceof Set);

/** A first value must be one that the rule can go on with. */
function checkAlone(rule: CombiningRule, key: string, written: Value): void {
  const fits =
    rule === 'sum'
      ? typeof written === 'number' || typeof written === 'bigint'
      : rule === 'min' || rule === 'max'
        ? orderedType(written) !== undefined
        : rule !== 'deep' || isPlainObject(written);
  if (!fits) mismatch({ rule, key }, undefined, written, 'nothing');
}

function mismatch({ rule, key }: Place, present: Value, written: Value, presentType = summarize(present).type): never {
  throw new WtbError({
    code: 'context/merge',
    message: `Merge rule \`${rule}\` of \`${key}\` can't combine ${presentType} with ${summarize(written).type}.`,
    place: { key },
    remedy: `Write ${wanted[rule]} to \`${key}\`, or choose another merge rule for it.`,
  });
}

const wanted: Record<CombiningRule, string> = {
  append: 'a list',
  union: 'a list',
  sum: 'a number (or BigInts throughout)',
  min: 'a number, text or date, of the same type each time',
  max: 'a number, text or date, of the same type each time',
  deep: 'an object',
};
