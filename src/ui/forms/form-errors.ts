import { type OutputUnit, type Schema, Validator } from '@cfworker/json-schema';
import type { JsonObject, JsonValue } from '../../model/value.ts';
import { childPointer, choicesOf, isObject, numberOf, pathOf, requiredKeys, resolveSchema } from './form-schema.ts';

/** Messages by JSON pointer of the field that they belong to; the empty pointer is the whole value. */
export type FormErrors = ReadonlyMap<string, string>;

/** Keywords that only say that something below them failed. */
const containers = new Set([
  'properties',
  'items',
  'prefixItems',
  'additionalItems',
  'additionalProperties',
  '$ref',
  'allOf',
  'patternProperties',
]);

/** Checks a value against its schema; each message stands at the field that a person must change. */
export function formErrors(schema: JsonObject, value: JsonValue): FormErrors {
  const found = new Map<string, string>();
  for (const unit of unitsOf(schema, value)) {
    if (containers.has(unit.keyword)) continue;
    const pointer = pointerOf(unit);
    if (!found.has(pointer)) found.set(pointer, messageOf(unit, schema));
  }
  addEmptied({ schema, root: schema, pointer: '', depth: 0 }, value, found);
  return found;
}

interface Place {
  readonly schema: JsonObject;
  readonly root: JsonObject;
  readonly pointer: string;
  readonly depth: number;
}

/**
 * To a person, a required text that is empty is missing, although JSON Schema lets it pass. A schema that means
 * otherwise says so by `minLength: 0` or by an empty default.
 */
function addEmptied(
  { schema: given, root, pointer, depth }: Place,
  value: JsonValue,
  found: Map<string, string>,
): void {
  const schema = resolveSchema(given, root);
  if (depth > 32) return;
  const into = (below: JsonValue | undefined, key: string | number): Place => ({
    schema: isObject(below) ? below : {},
    root,
    pointer: childPointer(pointer, key),
    depth: depth + 1,
  });
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) addEmptied(into(schema['items'], index), item as JsonValue, found);
  }
  if (!isObject(value) || !isObject(schema['properties'])) return;
  const required = new Set(requiredKeys(schema));
  for (const [key, item] of Object.entries(value)) {
    const place = into(Object.hasOwn(schema['properties'], key) ? schema['properties'][key] : undefined, key);
    const property = resolveSchema(place.schema, root);
    const emptied =
      item === '' && required.has(key) && property['type'] === 'string' && choicesOf(property) === undefined;
    const meant = property['minLength'] === 0 || property['default'] === '';
    if (emptied && !meant && !found.has(place.pointer)) found.set(place.pointer, 'This is needed.');
    addEmptied(place, item, found);
  }
}

function unitsOf(schema: JsonObject, value: JsonValue): readonly OutputUnit[] {
  try {
    return validatorOf(schema).validate(value).errors;
  } catch (thrown) {
    const error = `The schema itself cannot be used: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
    return [{ keyword: 'schema', keywordLocation: '#', instanceLocation: '#', error }];
  }
}

const validators = new WeakMap<JsonObject, Validator>();

/** The validator writes into its schema, which is not ours: it gets a copy. */
function validatorOf(schema: JsonObject): Validator {
  const known = validators.get(schema);
  if (known !== undefined) return known;
  const validator = new Validator(structuredClone(schema) as Schema, '2020-12', false);
  validators.set(schema, validator);
  return validator;
}

/** A missing property is reported at its parent: the message belongs to the field that is missing. */
function pointerOf(unit: OutputUnit): string {
  const pointer = unit.instanceLocation.slice(1);
  const missing = unit.keyword === 'required' ? /property "([\s\S]*)"\.?$/.exec(unit.error)?.[1] : undefined;
  return missing === undefined ? pointer : childPointer(pointer, missing);
}

function limitOf(unit: OutputUnit, root: JsonObject): number | undefined {
  let at: JsonValue | undefined = root;
  for (const part of pathOf(unit.keywordLocation.slice(1)).slice(0, -1)) {
    at = isObject(at) ? at[part] : Array.isArray(at) ? (at as readonly JsonValue[])[Number(part)] : undefined;
  }
  return isObject(at) ? numberOf(at, unit.keyword) : undefined;
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'null',
};

function messageOf(unit: OutputUnit, root: JsonObject): string {
  const limit = limitOf(unit, root);
  switch (unit.keyword) {
    case 'required':
      return 'This is needed.';
    case 'type': {
      const expected = /Expected "([^"]+)"/.exec(unit.error)?.[1];
      return expected === undefined ? unit.error : `This must be ${typeNames[expected] ?? expected}.`;
    }
    case 'enum':
    case 'const':
    case 'oneOf':
    case 'anyOf':
      return 'This is none of the allowed values.';
    case 'minLength':
      return limit === 1 ? 'This is needed.' : `At least ${limit} characters.`;
    case 'maxLength':
      return `At most ${limit} characters.`;
    case 'minimum':
      return `${limit} or more.`;
    case 'maximum':
      return `${limit} or less.`;
    case 'exclusiveMinimum':
      return `More than ${limit}.`;
    case 'exclusiveMaximum':
      return `Less than ${limit}.`;
    case 'multipleOf':
      return `A multiple of ${limit}.`;
    case 'minItems':
      return limit === 1 ? 'At least one item.' : `At least ${limit} items.`;
    case 'maxItems':
      return `At most ${limit} items.`;
    case 'uniqueItems':
      return 'No two items may be the same.';
    case 'pattern':
      return 'This does not have the demanded form.';
    case 'format':
      return unit.error.replace(/^String does not match format "([^"]+)"\.?$/, 'This is not a valid $1.');
    case 'false':
      return 'This key is not allowed.';
    default:
      return unit.error;
  }
}
