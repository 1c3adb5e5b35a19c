import { countWords, orWords, typeWords, valueWords } from './plain-words.ts';

/** What a JSON Schema validator found: a keyword, where it stands in the schema and which part of the data breaks it. */
export interface SchemaFault {
  readonly keyword: string;
  /** JSON pointers with a `#` before them. */
  readonly keywordLocation: string;
  readonly instanceLocation: string;
  /** The validator's own words: the last resort. */
  readonly error: string;
}

/**
 * What is wrong, to be said of the place: `must be a number, but is "far"`. Where the fault is a missing or an unknown key, the
 * place is the object around it.
 */
export function faultWords(fault: SchemaFault, schema: unknown, data: unknown): string {
  const rule = ruleAt(pointerParts(fault.keywordLocation), schema);
  const value = valueAt(pointerParts(fault.instanceLocation), data);
  const is = `, but is ${valueWords(value)}`;
  switch (fault.keyword) {
    case 'type':
      return `must be ${orWords(listOf(rule).map((type) => typeWords(String(type))))}${is}`;
    case 'enum':
      return `must be ${orWords(listOf(rule).map(valueWords))}${is}`;
    case 'const':
      return `must be ${valueWords(rule)}${is}`;
    case 'required':
      return `lacks “${lastQuoted(fault.error)}”`;
    case 'anyOf':
    case 'oneOf':
      return alternativeWords(rule, is);
    case 'minimum':
      return `must be ${String(rule)} or more${is}`;
    case 'maximum':
      return `must be ${String(rule)} or less${is}`;
    case 'exclusiveMinimum':
      return `must be more than ${String(rule)}${is}`;
    case 'exclusiveMaximum':
      return `must be less than ${String(rule)}${is}`;
    case 'multipleOf':
      return `must be a multiple of ${String(rule)}${is}`;
    case 'minLength':
      return value === '' ? 'must not be empty' : `must have at least ${count(rule, 'character')}${is}`;
    case 'maxLength':
      return `must have at most ${count(rule, 'character')}`;
    case 'minItems':
      return `must have at least ${count(rule, 'item')}${sizeOf(value)}`;
    case 'maxItems':
      return `must have at most ${count(rule, 'item')}${sizeOf(value)}`;
    case 'minProperties':
      return `must have at least ${count(rule, 'key')}`;
    case 'maxProperties':
      return `must have at most ${count(rule, 'key')}`;
    case 'uniqueItems':
      return 'must not have the same item twice';
    case 'contains':
    case 'minContains':
    case 'maxContains':
      return 'does not have the right number of the items that are asked for';
    case 'pattern':
      return `must match \`${String(rule)}\`${is}`;
    case 'format':
      return `must be a valid ${String(rule)}${is}`;
    case 'propertyNames':
      return `has the key “${lastQuoted(fault.error)}”, which does not have an allowed name`;
    case 'dependentRequired':
    case 'dependencies':
      return `lacks “${lastQuoted(fault.error)}”, which another of its keys asks for`;
    case 'not':
      return `must not be ${valueWords(value)}`;
    case 'if':
    case 'then':
    case 'else':
      return 'does not fit what its other values ask for';
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return `has the key “${lastQuoted(fault.error)}”, which is not known here`;
    case 'false':
      return 'is not allowed here';
    default:
      return `does not fit the rule \`${fault.keyword}\``;
  }
}

/** Alternatives that differ in what they require are told by those names, others by their values and types. */
function alternativeWords(rule: unknown, is: string): string {
  const parts = listOf(rule).filter(isContainer);
  const required = parts.flatMap((part) => (Array.isArray(part['required']) ? [listOf(part['required'])] : []));
  if (parts.every((part) => Object.keys(part).join() === 'required')) {
    return `needs ${orWords(required.map((names) => names.map((name) => `“${String(name)}”`).join(' with ')))}`;
  }
  const forms = parts.map(formsOf);
  return forms.some((form) => form.length === 0)
    ? 'fits none of the allowed forms'
    : `must be ${orWords([...new Set(forms.flat())])}${is}`;
}

function formsOf(part: { readonly [key: string]: unknown }): readonly string[] {
  if (Array.isArray(part['enum'])) return listOf(part['enum']).map(valueWords);
  if (Object.hasOwn(part, 'const')) return [valueWords(part['const'])];
  return Object.hasOwn(part, 'type') ? listOf(part['type']).map((type) => typeWords(String(type))) : [];
}

const count = (rule: unknown, unit: string): string => countWords(Number(rule), unit);
const sizeOf = (value: unknown): string => (Array.isArray(value) ? `, but has ${value.length}` : '');
const listOf = (rule: unknown): readonly unknown[] => (Array.isArray(rule) ? (rule as readonly unknown[]) : [rule]);
const lastQuoted = (error: string): string => [...error.matchAll(/"((?:[^"\\]|\\.)*)"/g)].at(-1)?.[1] ?? '';

function pointerParts(pointer: string): string[] {
  return pointer
    .replace(/^#?\/?/, '')
    .split('/')
    .filter((part) => part !== '')
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'));
}

const valueAt = (parts: readonly string[], data: unknown): unknown =>
  parts.reduce<unknown>((at, part) => (isContainer(at) && Object.hasOwn(at, part) ? at[part] : undefined), data);

/** The keyword's value; the way may lead through local references. */
function ruleAt(parts: readonly string[], schema: unknown): unknown {
  let at: unknown = schema;
  for (const part of parts) {
    at = valueAt([part], at);
    if (part === '$ref' && typeof at === 'string') at = valueAt(pointerParts(at), schema);
  }
  return at;
}

function isContainer(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null;
}
