import type { NodeDefinition } from '../../model/node-definition.ts';
import { onlyNext } from '../ports-of.ts';

/** Sends a message to whoever waits for its name and key, as it commits. */
export const sendDefinition: NodeDefinition = {
  kind: 'send',
  title: 'Send',
  description: 'Sends a message to a node of this execution that waits for its name and key.',
  group: 'control',
  icon: 'send',
  configSchema: {
    type: 'object',
    title: 'Send',
    properties: {
      name: {
        type: 'string',
        title: 'Message',
        description: 'Name of the message; only who waits for the same name gets it.',
        minLength: 1,
        maxLength: 200,
      },
      key: {
        type: 'string',
        title: 'Key',
        description: 'JSONata over the context: which one is meant, such as an order number. Empty: no key.',
        contentMediaType: 'application/jsonata',
      },
      value: {
        type: 'string',
        title: 'Value',
        description: 'JSONata over the context: what is sent. Empty: the input of the node.',
        contentMediaType: 'application/jsonata',
      },
      persistent: {
        type: 'boolean',
        title: 'Keep until received',
        description: 'Whether it waits for a receiver; otherwise it is lost where nobody waits for it yet.',
        default: false,
      },
    },
    required: ['name'],
    additionalProperties: false,
  },
  defaultConfig: { name: 'ready', persistent: true },
  effects: 'idempotent',
  executable: true,
  ports: onlyNext,
  expressionPaths: ['key', 'value'],
};
