import { fillDefaults, type SchemaProblem, validateJson } from '../../context/schema.ts';
import type { SimpleWait } from '../../model/execution.ts';
import type { JsonObject, Value } from '../../model/value.ts';
import { configText } from '../node-failure.ts';

export type Question = Extract<SimpleWait, { readonly type: 'human' }>;

/** What a person is asked, by a config's `title`, `instructions`, `schema` and `assignee`. */
export function questionOf(config: JsonObject): Question {
  const assignee = configText(config, 'assignee');
  return {
    type: 'human',
    title: configText(config, 'title') || 'Please answer',
    instructions: configText(config, 'instructions'),
    schema: toSchema(config['schema']),
    ...(assignee === '' ? {} : { assignee }),
  };
}

export interface CheckedAnswer {
  readonly answer: Value;
  readonly problems: readonly SchemaProblem[];
}

/** The answer with the defaults of its schema, and what does not fit. */
export function checkAnswer(schema: JsonObject, raw: Value): CheckedAnswer {
  const answer = fillDefaults(schema, raw);
  return { answer, problems: validateJson(schema, answer) };
}

const toSchema = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : { type: 'object' };
