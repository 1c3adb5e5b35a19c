import type { NodeDefinition } from '../../model/node-definition.ts';
import { timeoutPort } from '../ports-of.ts';
import { timeoutProperty } from '../shared-properties.ts';

/** Waits until something holds over the context: a milestone reached by another branch. */
export const waitDefinition: NodeDefinition = {
  kind: 'wait',
  title: 'Wait',
  description: 'Waits until an expression over the context is true, as other branches change it.',
  group: 'control',
  icon: 'hourglass',
  configSchema: {
    type: 'object',
    title: 'Wait',
    properties: {
      until: {
        type: 'string',
        title: 'Until',
        description: 'JSONata over the context that gives true or false; asked again whenever what it reads changes.',
        minLength: 1,
        contentMediaType: 'application/jsonata',
      },
      timeoutMs: timeoutProperty('Give up after'),
    },
    required: ['until'],
    additionalProperties: false,
  },
  defaultConfig: { until: '1 < 2' },
  effects: 'idempotent',
  executable: true,
  ports: ({ config }) => timeoutPort(config?.['timeoutMs']),
  expressionPaths: ['until'],
};
