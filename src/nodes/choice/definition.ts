import type { Variant } from '../../model/graph-document.ts';
import type { NodeDefinition } from '../../model/node-definition.ts';
import { longestWaitMs, portProperty, questionProperties } from '../shared-properties.ts';
import { parseChoiceConfig } from './config.ts';

const portsOf = (variant: Variant) => ({
  names: [...new Set(parseChoiceConfig(variant.config ?? {}).map(({ port }) => port))],
  any: false,
});

/** Waits for several things at once; what happens first decides, the rest is withdrawn. */
export const choiceDefinition: NodeDefinition = {
  kind: 'choice',
  title: 'Choice',
  description: 'Waits for several things at once: what happens first chooses the way on, the others are withdrawn.',
  group: 'control',
  icon: 'signpost',
  configSchema: {
    type: 'object',
    title: 'Choice',
    properties: {
      of: {
        type: 'array',
        title: 'Alternatives',
        description: 'What it waits for. Of those that are there already, the first in this order wins.',
        minItems: 1,
        items: {
          type: 'object',
          title: 'Alternative',
          description: 'A port, and the one thing that leads there.',
          properties: {
            port: portProperty,
            message: {
              type: 'object',
              title: 'Message',
              description: 'A message comes.',
              properties: {
                name: { type: 'string', title: 'Message', description: 'Name of the message.', minLength: 1 },
                key: {
                  type: 'string',
                  title: 'Key',
                  description: 'JSONata over the context: only a message with this key is taken.',
                  contentMediaType: 'application/jsonata',
                },
              },
              required: ['name'],
              additionalProperties: false,
            },
            afterMs: {
              type: 'number',
              title: 'After',
              description: 'So many milliseconds pass.',
              minimum: 0,
              maximum: longestWaitMs,
            },
            until: {
              type: 'string',
              title: 'At',
              description: 'JSONata over the context: a moment comes, given as ISO text or as epoch milliseconds.',
              minLength: 1,
              contentMediaType: 'application/jsonata',
            },
            human: {
              type: 'object',
              title: 'Answer',
              description: 'A person answers a form.',
              properties: questionProperties,
              required: ['title', 'schema'],
              additionalProperties: false,
            },
            condition: {
              type: 'string',
              title: 'Condition',
              description: 'JSONata over the context becomes true.',
              minLength: 1,
              contentMediaType: 'application/jsonata',
            },
          },
          required: ['port'],
          minProperties: 2,
          maxProperties: 2,
          additionalProperties: false,
        },
      },
    },
    required: ['of'],
    additionalProperties: false,
  },
  defaultConfig: {
    of: [
      { port: 'received', message: { name: 'ready' } },
      { port: 'timeout', afterMs: 60_000 },
    ],
  },
  effects: 'idempotent',
  executable: true,
  ports: (variant) => portsOf(variant),
  expressionPaths: ['of[].message.key', 'of[].until', 'of[].condition'],
};
