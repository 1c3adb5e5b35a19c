import type { NodeDefinition } from '../../model/node-definition.ts';
import { timeoutPort } from '../ports-of.ts';

/** Asks a person by a form and waits for the answer. */
export const humanDefinition: NodeDefinition = {
  kind: 'human',
  title: 'Human',
  description: 'Asks a person by a form and goes on with the answer; waits without burning time.',
  group: 'people',
  icon: 'user-round',
  configSchema: {
    type: 'object',
    title: 'Human',
    properties: {
      title: { type: 'string', title: 'Title', description: 'What is asked, in a few words.', minLength: 1 },
      instructions: {
        type: 'string',
        title: 'Instructions',
        description: 'What the person needs to know to answer.',
        default: '',
        format: 'textarea',
      },
      schema: {
        type: 'object',
        title: 'Schema of the answer',
        description: 'JSON Schema; the form is made from it, and the answer is checked by it.',
        contentMediaType: 'application/schema+json',
      },
      key: {
        type: 'string',
        title: 'Context key',
        description: "Writes the answer under this key. Without it an object's keys are written one by one.",
      },
      assignee: {
        type: 'string',
        title: 'Assignee',
        description: 'Who is asked: a name or a group. Shown with the question.',
        maxLength: 200,
      },
      deadlineMs: {
        type: 'number',
        title: 'Deadline',
        description: 'Milliseconds; then it goes on by the port `timeout`. Empty: waits for ever.',
        minimum: 0,
        maximum: 31_536_000_000,
      },
    },
    required: ['title', 'schema'],
    additionalProperties: false,
  },
  defaultConfig: {
    title: 'Approve?',
    instructions: '',
    schema: {
      type: 'object',
      properties: {
        approved: { type: 'boolean', title: 'Approved', default: false },
        comment: { type: 'string', title: 'Comment', default: '' },
      },
      required: ['approved'],
    },
  },
  effects: 'once',
  executable: true,
  ports: ({ config }) => timeoutPort(config?.['deadlineMs']),
};
