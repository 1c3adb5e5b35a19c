import type { NodeDefinition } from '../../model/node-definition.ts';
import { timeoutPort } from '../ports-of.ts';
import { questionProperties, timeoutProperty } from '../shared-properties.ts';

const { assignee, ...question } = questionProperties;

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
      ...question,
      instructions: { ...question.instructions, default: '' },
      key: {
        type: 'string',
        title: 'Context key',
        description: "Writes the answer under this key. Without it an object's keys are written one by one.",
      },
      assignee,
      deadlineMs: timeoutProperty('Deadline'),
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
