import { Validator, type Schema } from '@cfworker/json-schema';
import type { JsonObject } from '../model/value.ts';
import { parsePointer, type DocumentPath } from './document-path.ts';

/** Where a config breaks its kind's schema. */
export interface ConfigFault {
  readonly path: DocumentPath;
  readonly message: string;
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
  const faults = validatorOf(schema)
    .validate(config)
    .errors.filter((error) => !wrappers.has(error.keyword))
    .map((error) => ({ path: parsePointer(error.instanceLocation), message: error.error }));
  known.set(config, faults);
  return faults;
}

function validatorOf(schema: JsonObject): Validator {
  const known = validators.get(schema);
  if (known !== undefined) return known;
  const made = new Validator(schema as Schema, '2020-12', false);
  validators.set(schema, made);
  return made;
}
