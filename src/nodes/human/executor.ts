import { fillDefaults, type SchemaProblem, validateJson } from '../../context/schema.ts';
import { setOwn } from '../../context/value-kind.ts';
import type { NodeExecutor } from '../../model/activation.ts';
import type { WaitRequest } from '../../model/execution.ts';
import type { JsonObject, Value } from '../../model/value.ts';
import { configText, failure, resultOf, returned } from '../node-failure.ts';
import { schemaMismatch } from '../schema-mismatch.ts';

/** Asks and waits. An answer that was given before a restart is used, not asked again. */
export const humanExecutor: NodeExecutor = {
  execute: (activation, tools) =>
    resultOf(activation, async () => {
      const { config } = activation;
      const schema = toSchema(config['schema']);
      const check = (raw: Value): Checked => {
        const answer = fillDefaults(schema, raw);
        return { answer, problems: validateJson(schema, answer) };
      };
      // One that does not fit was refused before: it is asked again.
      const given = activation.waits
        .flatMap(({ request, answer }) =>
          request.type === 'human' && answer !== undefined ? [check(answer.value)] : [],
        )
        .find(({ problems }) => problems.length === 0);
      const { answer, problems } = given ?? check(await tools.wait(requestOf(config, schema)));
      if (problems.length > 0) return failure(activation, schemaMismatch('execution/answer', 'The answer', problems));
      const key = configText(config, 'key');
      return returned(key === '' ? answer : entry(key, answer));
    }),
};

interface Checked {
  readonly answer: Value;
  readonly problems: readonly SchemaProblem[];
}

const requestOf = (config: JsonObject, schema: JsonObject): WaitRequest => ({
  type: 'human',
  title: configText(config, 'title') || 'Please answer',
  instructions: configText(config, 'instructions'),
  schema,
});

const toSchema = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : { type: 'object' };

function entry(key: string, value: Value): Value {
  const object: Record<string, Value> = {};
  setOwn(object, key, value);
  return object;
}
