import { Validator } from '@cfworker/json-schema';
import type { OutputUnit, Schema } from '@cfworker/json-schema';
import { faultWords } from '../base/schema-words.ts';
import type { ErrorInfo } from '../model/errors.ts';
import type { ContextChange, ValuePath } from '../model/event.ts';
import type { JsonObject, JsonValue, Value } from '../model/value.ts';
import { formatPath } from './check-value.ts';
import type { ContextVersion, WrittenBy } from './context-version.ts';
import { toSchemaView } from './schema-view.ts';
import type { StoredValue } from './stored-value.ts';
import { setOwn } from './value-kind.ts';

/** One thing that a value and its schema disagree about. */
export interface SchemaProblem {
  /** Where in the value, as people read it: `rows[3].score`; empty for the value itself. */
  readonly path: string;
  /** The same in parts: names and indexes. */
  readonly segments: ValuePath;
  /** The schema's keyword that does not hold: `minimum`, `required`, … */
  readonly rule: string;
  readonly message: string;
}

export type CompiledSchema = (value: Value) => readonly SchemaProblem[];

const compiled = new WeakMap<object, CompiledSchema>();

/** Validates against a JSON Schema (draft 2020-12); no problems: valid. Compiles each schema object once. */
export function validateJson(schema: JsonObject, value: Value): readonly SchemaProblem[] {
  return compileSchema(schema)(value);
}

/** A schema that can't be used (an unresolved `$ref`, a broken pattern) is itself reported as a problem of rule `$schema`. */
export function compileSchema(schema: JsonObject): CompiledSchema {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  // The validator writes into the schema, which is not ours.
  const validator = new Validator(structuredClone(schema) as Schema, '2020-12', false);
  const validate: CompiledSchema = (value) => {
    try {
      const view = toSchemaView(value);
      return leavesOf(validator.validate(view).errors).map((unit) => toProblem(unit, faultWords(unit, schema, view)));
    } catch (cause) {
      return [{ path: '', segments: [], rule: '$schema', message: `The schema can't be used: ${messageOf(cause)}` }];
    }
  };
  compiled.set(schema, validate);
  return validate;
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

/** Only the innermost reasons; for alternatives, that none of them fits. */
function leavesOf(errors: readonly OutputUnit[]): readonly OutputUnit[] {
  const alternatives = errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf' || keyword === 'not');
  const inside = (unit: OutputUnit, outer: OutputUnit): boolean =>
    unit !== outer && unit.keywordLocation.startsWith(`${outer.keywordLocation}/`);
  return errors.filter(
    (unit) =>
      !alternatives.some((outer) => inside(unit, outer)) &&
      (alternatives.includes(unit) || !errors.some((other) => inside(other, unit))),
  );
}

function toProblem({ keyword, instanceLocation }: OutputUnit, words: string): SchemaProblem {
  const segments = toSegments(instanceLocation);
  return { path: toPath(segments), segments, rule: keyword, message: `It ${words}.` };
}

/** `#/rows/3/score` in its parts. */
const toSegments = (pointer: string): ValuePath =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));

/** As people read it: `rows[3].score`. */
const toPath = (segments: ValuePath): string => formatPath('', segments).replace(/^\./, '');

/** The value with what is missing filled in from the schema's `default`s; the same reference where nothing was. */
export function fillDefaults(schema: JsonObject, value: Value): Value {
  return fill(schema, value, { root: schema, depth: 0 });
}

interface FillPlace {
  readonly root: JsonObject;
  readonly depth: number;
}

const maxSchemaDepth = 64;

function fill(schema: JsonValue | undefined, value: Value, { root, depth }: FillPlace): Value {
  if (!isJsonObject(schema) || depth > maxSchemaDepth) return value;
  const place = { root, depth: depth + 1 };
  const start = value === undefined && Object.hasOwn(schema, 'default') ? schema['default'] : value;
  const referred = fill(resolveRef(schema['$ref'], root), start, place);
  const parts = Array.isArray(schema['allOf']) ? (schema['allOf'] as readonly JsonValue[]) : [];
  const combined = parts.reduce<Value>((filled, part) => fill(part, filled, place), referred);
  if (Array.isArray(combined)) return fillItems(schema['items'], combined, place);
  return isRecord(combined) ? fillProperties(schema['properties'], combined, place) : combined;
}

function fillItems(items: JsonValue | undefined, list: readonly Value[], place: FillPlace): Value {
  const filled = list.map((item) => fill(items, item, place));
  return filled.every((item, index) => Object.is(item, list[index])) ? list : filled;
}

function fillProperties(properties: JsonValue | undefined, value: Record<string, Value>, place: FillPlace): Value {
  if (!isJsonObject(properties)) return value;
  let filled: Record<string, Value> | undefined;
  for (const key of Object.keys(properties)) {
    const before = Object.hasOwn(value, key) ? value[key] : undefined;
    const after = fill(properties[key], before, place);
    if (Object.is(before, after)) continue;
    filled ??= copyOf(value);
    setOwn(filled, key, after);
  }
  return filled ?? value;
}

function copyOf(value: Record<string, Value>): Record<string, Value> {
  const copy: Record<string, Value> = {};
  for (const key of Object.keys(value)) setOwn(copy, key, value[key]);
  return copy;
}

/** Local references only: `#/$defs/name`. */
export function resolveRef(ref: JsonValue | undefined, root: JsonObject): JsonValue | undefined {
  if (typeof ref !== 'string' || !ref.startsWith('#/')) return undefined;
  let at: JsonValue | undefined = root;
  for (const part of ref.slice(2).split('/')) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    at = isJsonObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  }
  return at;
}

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isRecord = (value: Value): value is Record<string, Value> =>
  isJsonObject(value) && Object.prototype.toString.call(value) === '[object Object]';

export interface CheckContext {
  readonly schema: JsonObject;
  /** After the changes. */
  readonly context: ContextVersion;
  readonly changes: readonly ContextChange<StoredValue>[];
  readonly by: WrittenBy;
}

/**
 * Checks what a commit changed against the context's schema. Keys that were not written yet are not missing: of
 * `required` only the removal of a key is refused. Costs what the changed keys cost, unless the schema relates keys to
 * each other at its top (`allOf`, `if`, `dependentRequired`, …), which takes the whole context.
 */
export function checkContext({ schema, context, changes, by }: CheckContext): readonly ErrorInfo[] {
  return contextProblems({ schema, context, changes }).map((problem) => schemaError(problem, by));
}

/** The same as problems of a schema; the first segment of each is the key, of one about the whole context there is none. */
export function contextProblems({ schema, context, changes }: Omit<CheckContext, 'by'>): readonly SchemaProblem[] {
  const removed = changes.filter(({ key, after }) => after === undefined && isRequired(schema, key));
  const problems = removed.map(({ key }) => ({
    path: toPath([key]),
    segments: [key],
    rule: 'required',
    message: `\`${key}\` is required.`,
  }));
  const checked = relatesKeys(schema)
    ? validateJson(withoutRequired(schema), objectOf(slotValues(context)))
    : validateJson(withoutRequired(schema), objectOf(writtenValues(changes)));
  return [...problems, ...checked];
}

const keyRules = new Set([
  'type',
  'properties',
  'patternProperties',
  'additionalProperties',
  'propertyNames',
  'required',
]);
const annotations = /^(\$.*|title|description|default|examples|definitions|deprecated|readOnly|writeOnly)$/;

const relatesKeys = (schema: JsonObject): boolean =>
  Object.keys(schema).some((keyword) => !keyRules.has(keyword) && !annotations.test(keyword));

const isRequired = ({ required }: JsonObject, key: string): boolean =>
  Array.isArray(required) && required.includes(key);

const relaxed = new WeakMap<JsonObject, JsonObject>();
function withoutRequired(schema: JsonObject): JsonObject {
  const known = relaxed.get(schema);
  if (known !== undefined) return known;
  const { required: _, ...rest } = schema;
  relaxed.set(schema, rest);
  return rest;
}

function* slotValues(context: ContextVersion): Iterable<readonly [string, Value]> {
  for (const [key, slot] of context.slots.entries()) yield [key, slot.value.value];
}

function* writtenValues(changes: readonly ContextChange<StoredValue>[]): Iterable<readonly [string, Value]> {
  for (const { key, after } of changes) if (after !== undefined) yield [key, after.value];
}

function objectOf(entries: Iterable<readonly [string, Value]>): Record<string, Value> {
  const object: Record<string, Value> = {};
  for (const [key, value] of entries) setOwn(object, key, value);
  return object;
}

/** As the error that refuses a commit: key, path, rule and writer. */
export function schemaError({ path, segments, rule, message }: SchemaProblem, by: WrittenBy): ErrorInfo {
  const [key] = segments;
  const writer = by.path === undefined ? 'The edit' : `\`${by.path}\``;
  return {
    code: 'context/schema',
    message: `${writer} leaves \`${path === '' ? 'the context' : path}\` against its schema (\`${rule}\`): ${message}`,
    place: {
      path,
      ...(key === undefined ? {} : { key: String(key) }),
      ...(by.path === undefined ? {} : { node: by.path }),
    },
    remedy: 'Write a value that fits, or change the schema in the document.',
  };
}
