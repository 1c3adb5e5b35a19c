import type { NodeDefinition } from '../../model/node-definition.ts';
import { onlyNext } from '../ports-of.ts';
import { longestWaitMs } from '../shared-properties.ts';

/** Waits for a time without burning any; survives a reload. */
export const delayDefinition: NodeDefinition = {
  kind: 'delay',
  title: 'Delay',
  description: 'Waits for a while, or until a moment that an expression gives.',
  group: 'control',
  icon: 'timer',
  configSchema: {
    type: 'object',
    title: 'Delay',
    properties: {
      ms: {
        type: 'number',
        title: 'Milliseconds',
        description: 'How long to wait. Not used where “Until” is given.',
        minimum: 0,
        maximum: longestWaitMs,
        default: 1000,
      },
      until: {
        type: 'string',
        title: 'Until',
        description: 'JSONata over the context that gives a date as ISO text or as epoch milliseconds.',
        contentMediaType: 'application/jsonata',
      },
    },
    additionalProperties: false,
  },
  defaultConfig: { ms: 1000 },
  effects: 'pure',
  executable: true,
  ports: onlyNext,
  expressionPaths: ['until'],
};
