import type { NodeDefinition } from '../../model/node-definition.ts';
import { onlyNext } from '../ports-of.ts';

/** Computes with one JSONata expression over the context. */
export const transformDefinition: NodeDefinition = {
  kind: 'transform',
  title: 'Transform',
  description: 'Computes a value with a JSONata expression over the context.',
  group: 'compute',
  icon: 'wand-sparkles',
  configSchema: {
    type: 'object',
    title: 'Transform',
    properties: {
      expression: {
        type: 'string',
        title: 'Expression',
        description:
          'JSONata over the context. Without an output key its result must be an object, whose keys are written.',
        minLength: 1,
        contentMediaType: 'application/jsonata',
      },
    },
    required: ['expression'],
    additionalProperties: false,
  },
  defaultConfig: { expression: '{ "result": 1 + 1 }' },
  effects: 'pure',
  executable: true,
  ports: onlyNext,
  expressionPaths: ['expression'],
};
