import { fillDefaults, validateJson } from '../../context/schema.ts';
import type { NodeExecutor } from '../../model/activation.ts';
import type { JsonObject, Value } from '../../model/value.ts';
import { failure, returned } from '../node-failure.ts';
import { schemaMismatch } from '../schema-mismatch.ts';

/** The execution's input with defaults filled in and checked; its keys become writes. */
export const inputExecutor: NodeExecutor = {
  execute(activation) {
    const schema = toSchema(activation.config['schema']);
    const input: Value = fillDefaults(schema, activation.executionInput ?? {});
    const problems = validateJson(schema, input);
    if (problems.length > 0) {
      return failure(activation, schemaMismatch('execution/input', "The execution's input", problems));
    }
    return returned(input);
  },
};

const toSchema = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : { type: 'object' };
