import type { JsonObject, JsonValue } from '../../model/value.ts';

/** How a part of a schema is shown. What the form has no field for is edited as JSON text. */
export type FieldKind =
  | 'string'
  | 'text'
  | 'expression'
  | 'code'
  | 'file-text'
  | 'number'
  | 'boolean'
  | 'choice'
  | 'alternatives'
  | 'object'
  | 'array'
  | 'json';

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const textOf = (schema: JsonObject, key: string): string | undefined => {
  const value = schema[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

export const numberOf = (schema: JsonObject, key: string): number | undefined => {
  const value = schema[key];
  return typeof value === 'number' ? value : undefined;
};

/** Follows `$ref` within the document (`#/$defs/…`); what cannot be followed is left as it is. */
export function resolveSchema(schema: JsonValue | undefined, root: JsonObject): JsonObject {
  let at: JsonValue | undefined = schema;
  for (let hops = 0; hops < 16; hops++) {
    if (!isObject(at)) return {};
    const ref = textOf(at, '$ref');
    if (ref === undefined) return at;
    const target = pointed(root, ref);
    if (target === undefined) return at;
    const { $ref: _, ...beside } = at;
    at = { ...target, ...beside };
  }
  return {};
}

function pointed(root: JsonObject, ref: string): JsonObject | undefined {
  if (!ref.startsWith('#/')) return undefined;
  let at: JsonValue | undefined = root;
  for (const part of pathOf(ref.slice(1))) {
    if (!isObject(at) || !Object.hasOwn(at, part)) return undefined;
    at = at[part];
  }
  return isObject(at) ? at : undefined;
}

/** The parts of a JSON pointer (`/cases/0/when`). */
export function pathOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

export const childPointer = (pointer: string, key: string | number): string =>
  `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;

export interface Choice {
  readonly value: JsonValue;
  readonly label: string;
  readonly description: string | undefined;
}

/** The values to choose from, where the schema names them: `enum`, or `oneOf`/`anyOf` of `const`s. */
export function choicesOf(schema: JsonObject): readonly Choice[] | undefined {
  const names = schema['enum'];
  if (Array.isArray(names)) {
    return (names as readonly JsonValue[]).map((value) => ({ value, label: labelOf(value), description: undefined }));
  }
  const options = schema['oneOf'] ?? schema['anyOf'];
  if (!Array.isArray(options) || options.length === 0) return undefined;
  const choices = (options as readonly JsonValue[]).map(constOf);
  return choices.every((choice) => choice !== undefined) ? choices : undefined;
}

function constOf(option: JsonValue): Choice | undefined {
  if (!isObject(option) || !Object.hasOwn(option, 'const')) return undefined;
  const value = option['const'] as JsonValue;
  return { value, label: textOf(option, 'title') ?? labelOf(value), description: textOf(option, 'description') };
}

const labelOf = (value: JsonValue): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** One way to fill a field in: a fixed value, or an object with fields of its own. */
export interface Alternative {
  readonly label: string;
  /** Absent for an object. */
  readonly value?: JsonValue;
  readonly schema?: JsonObject;
}

/** Fixed values and objects to choose among, where `oneOf` or `anyOf` names them; `undefined` where it names anything else. */
export function alternativesOf(schema: JsonObject): readonly Alternative[] | undefined {
  const options = schema['oneOf'] ?? schema['anyOf'];
  if (schema['type'] !== undefined || !Array.isArray(options) || options.length === 0) return undefined;
  const found = (options as readonly JsonValue[]).map(alternativesIn);
  return found.every((each) => each !== undefined) ? found.flat() : undefined;
}

function alternativesIn(option: JsonValue): readonly Alternative[] | undefined {
  if (!isObject(option)) return undefined;
  if (isObject(option['properties'])) return [{ label: textOf(option, 'title') ?? 'Settings', schema: option }];
  const fixed = constOf(option);
  if (fixed !== undefined) return [fixed];
  const names = option['enum'];
  if (!Array.isArray(names)) return undefined;
  return (names as readonly JsonValue[]).map((value) => ({ value, label: labelOf(value) }));
}

/** The properties of which an object has exactly one beside those that it must have: `undefined` where it is no such choice. */
export function exclusiveKeys(schema: JsonObject): readonly string[] | undefined {
  const required = requiredKeys(schema);
  const count = required.length + 1;
  if (schema['minProperties'] !== count || schema['maxProperties'] !== count) return undefined;
  const properties = schema['properties'];
  return isObject(properties) ? Object.keys(properties).filter((key) => !required.includes(key)) : undefined;
}

function stringKind(schema: JsonObject): FieldKind {
  const media = textOf(schema, 'contentMediaType');
  const format = textOf(schema, 'format');
  if (format === 'file-text' || format === 'x-file-text') return 'file-text';
  if (media === 'application/jsonata') return 'expression';
  if (media === 'text/typescript' || media === 'text/javascript') return 'code';
  const long = (numberOf(schema, 'maxLength') ?? 0) >= 400;
  const multiline = schema['x-multiline'] === true || format === 'textarea' || format === 'multiline';
  return multiline || long ? 'text' : 'string';
}

/** Which field shows a (resolved) schema. */
export function fieldKind(schema: JsonObject): FieldKind {
  if (choicesOf(schema) !== undefined) return 'choice';
  if (alternativesOf(schema) !== undefined) return 'alternatives';
  switch (schema['type']) {
    case 'string':
      return stringKind(schema);
    case 'number':
    case 'integer':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'array':
      return isObject(schema['items']) ? 'array' : 'json';
    case 'object':
      return isObject(schema['properties']) ? 'object' : 'json';
    default:
      return schema['type'] === undefined && isObject(schema['properties']) ? 'object' : 'json';
  }
}

export const requiredKeys = (schema: JsonObject): readonly string[] => {
  const keys = schema['required'];
  return Array.isArray(keys) ? keys.filter((key): key is string => typeof key === 'string') : [];
};

/** A property's name as people read it: its title, or the key in words (`maxDelayMs` → `Max delay ms`). */
export function titleOf(schema: JsonObject, key: string): string {
  const title = textOf(schema, 'title');
  if (title !== undefined) return title;
  const words = key
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]+/g, ' ')
    .trim()
    .toLowerCase();
  return words === '' ? key : words.charAt(0).toUpperCase() + words.slice(1);
}
