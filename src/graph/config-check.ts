import { Validator, type Schema } from '@cfworker/json-schema';
import { faultWords, type SchemaFault } from '../base/schema-words.ts';
import type { JsonObject } from '../model/value.ts';
import { parsePointer, type DocumentPath } from './document-path.ts';

/** Where a config breaks its kind's schema. */
export interface ConfigFault {
  readonly path: DocumentPath;
  /** To be said of that place: `must be a number, but is "far"`. */
  readonly words: string;
  /** The schema's keyword that does not hold. */
  readonly keyword: string;
}

const validators = new WeakMap<JsonObject, Validator>();
const checked = new WeakMap<JsonObject, WeakMap<JsonObject, readonly ConfigFault[]>>();

/** Keywords that only repeat, one level up, what a deeper fault says. */
const wrappers = new Set(['properties', 'patternProperties', 'items', 'prefixItems', 'allOf', '$ref', 'false']);

/** Checks a config by its kind's schema. Both are immutable, so that the answer is remembered by reference. */
export function checkConfig(config: JsonObject, schema: JsonObject): readonly ConfigFault[] {
  const known = checked.get(schema) ?? new WeakMap<JsonObject, readonly ConfigFault[]>();
  checked.set(schema, known);
  const before = known.get(config);
  if (before !== undefined) return before;
  const { errors } = validatorOf(schema).validate(config);
  const faults = causesOf(errors).map((error) => ({
    path: parsePointer(error.instanceLocation),
    words: faultWords(error, schema, config),
    keyword: error.keyword,
  }));
  known.set(config, faults);
  return faults;
}

/** Of alternatives none of which fits only that; of what contains a fault only the fault. */
function causesOf<T extends SchemaFault>(errors: readonly T[]): readonly T[] {
  const alternatives = errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf');
  const inside = ({ keywordLocation }: T): boolean =>
    alternatives.some((outer) => keywordLocation.startsWith(`${outer.keywordLocation}/`));
  return errors.filter((error) => !wrappers.has(error.keyword) && !inside(error));
}

function validatorOf(schema: JsonObject): Validator {
  const known = validators.get(schema);
  if (known !== undefined) return known;
  const made = new Validator(schema as Schema, '2020-12', false);
  validators.set(schema, made);
  return made;
}
