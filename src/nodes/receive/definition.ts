import type { NodeDefinition } from '../../model/node-definition.ts';
import { timeoutPort } from '../ports-of.ts';
import { timeoutProperty } from '../shared-properties.ts';

/** Waits for a message, from a `send` node, from code or from outside. */
export const receiveDefinition: NodeDefinition = {
  kind: 'receive',
  title: 'Receive',
  description: 'Waits for a message by name and key and goes on with its value; waits without burning time.',
  group: 'control',
  icon: 'inbox',
  configSchema: {
    type: 'object',
    title: 'Receive',
    properties: {
      name: {
        type: 'string',
        title: 'Message',
        description: 'Name of the message to wait for.',
        minLength: 1,
        maxLength: 200,
      },
      key: {
        type: 'string',
        title: 'Key',
        description: 'JSONata over the context: only a message with this key is taken. Empty: only one without a key.',
        contentMediaType: 'application/jsonata',
      },
      timeoutMs: timeoutProperty('Give up after'),
    },
    required: ['name'],
    additionalProperties: false,
  },
  defaultConfig: { name: 'ready' },
  effects: 'idempotent',
  executable: true,
  ports: ({ config }) => timeoutPort(config?.['timeoutMs']),
  expressionPaths: ['key'],
};
