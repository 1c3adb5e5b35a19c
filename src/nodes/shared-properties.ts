import type { JsonObject } from '../model/value.ts';

/** Settings that several kinds have, as parts of their schemas. */

/** A way out that a setting names. */
export const portProperty = {
  type: 'string',
  title: 'Port',
  description: 'Edges that hang on this port are taken.',
  minLength: 1,
  maxLength: 64,
} satisfies JsonObject;

/** A year. */
export const longestWaitMs = 31_536_000_000;

/** After which a kind with {@link timeoutPort} gives up. */
export const timeoutProperty = (title: string): JsonObject => ({
  type: 'number',
  title,
  description: 'Milliseconds; then it goes on by the port `timeout`. Empty: waits for ever.',
  minimum: 0,
  maximum: longestWaitMs,
});

/** What a person is asked. */
export const questionProperties = {
  title: { type: 'string', title: 'Title', description: 'What is asked, in a few words.', minLength: 1 },
  instructions: {
    type: 'string',
    title: 'Instructions',
    description: 'What the person needs to know to answer.',
    format: 'textarea',
  },
  schema: {
    type: 'object',
    title: 'Schema of the answer',
    description: 'JSON Schema; the form is made from it, and the answer is checked by it.',
    contentMediaType: 'application/schema+json',
  },
  assignee: {
    type: 'string',
    title: 'Assignee',
    description: 'Who is asked: a name or a group. Shown with the question.',
    maxLength: 200,
  },
} satisfies JsonObject;
