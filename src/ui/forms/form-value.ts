import type { JsonObject, JsonValue } from '../../model/value.ts';
import { choicesOf, fieldKind, isObject, requiredKeys, resolveSchema } from './form-schema.ts';

/** The value with one property set, or taken away where `next` is `undefined`. Order of keys is kept. */
export function withProperty(value: JsonObject, key: string, next: JsonValue | undefined): JsonObject {
  if (next !== undefined) return { ...value, [key]: next };
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
}

export function withItem<T>(items: readonly T[], index: number, next: T): readonly T[] {
  return items.map((item, i) => (i === index ? next : item));
}

/** The list with one item moved by one place up or down; the same list where it cannot go further. */
export function moveItem<T>(items: readonly T[], index: number, by: -1 | 1): readonly T[] {
  const to = index + by;
  const item = items[index];
  if (item === undefined || to < 0 || to >= items.length) return items;
  return items.toSpliced(index, 1).toSpliced(to, 0, item);
}

/** What a fresh field starts with: the default, else the smallest value of the type that makes sense in a form. */
export function startValue(given: JsonValue | undefined, root: JsonObject, depth = 0): JsonValue | undefined {
  const schema = resolveSchema(given, root);
  if (schema['default'] !== undefined) return schema['default'];
  if (schema['const'] !== undefined) return schema['const'];
  switch (fieldKind(schema)) {
    case 'object':
      return depth > 8 ? {} : startObject(schema, root, depth);
    case 'array':
      return [];
    case 'boolean':
      return false;
    case 'choice':
      return choicesOf(schema)?.[0]?.value;
    case 'string':
    case 'text':
    case 'expression':
    case 'code':
    case 'file-text':
      return '';
    default:
      return undefined;
  }
}

/** Required properties get their start value; optional ones only a default that the schema names. */
function startObject(schema: JsonObject, root: JsonObject, depth: number): JsonObject {
  const properties = schema['properties'];
  if (!isObject(properties)) return {};
  const required = new Set(requiredKeys(schema));
  const entries: [string, JsonValue][] = [];
  for (const [key, given] of Object.entries(properties)) {
    const property = resolveSchema(given, root);
    const start = required.has(key) ? startValue(property, root, depth + 1) : property['default'];
    if (start !== undefined) entries.push([key, start]);
  }
  return Object.fromEntries(entries);
}

/** What was there before, laid over what the schema starts with: keys that the schema no longer knows are dropped. */
export function rememberedValue(schema: JsonObject, remembered: JsonValue | undefined): JsonValue {
  const start = startValue(schema, schema) ?? {};
  if (!isObject(start) || !isObject(remembered)) return remembered ?? start;
  const properties = schema['properties'];
  const known = isObject(properties)
    ? Object.entries(remembered).filter(([key]) => Object.hasOwn(properties, key))
    : [];
  return { ...start, ...Object.fromEntries(known) };
}
