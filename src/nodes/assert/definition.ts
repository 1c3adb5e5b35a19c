import type { NodeDefinition } from '../../model/node-definition.ts';
import { onlyNext } from '../ports-of.ts';

/** Fails with `node/assert` when its expression is not true. */
export const assertDefinition: NodeDefinition = {
  kind: 'assert',
  title: 'Assert',
  description: 'Fails unless an expression over the context is true.',
  group: 'check',
  icon: 'shield-check',
  configSchema: {
    type: 'object',
    title: 'Assert',
    properties: {
      expression: {
        type: 'string',
        title: 'Expression',
        description: 'JSONata over the context that must give true.',
        minLength: 1,
        contentMediaType: 'application/jsonata',
      },
      message: {
        type: 'string',
        title: 'Message',
        description: 'Said when it does not hold.',
        default: '',
      },
    },
    required: ['expression'],
    additionalProperties: false,
  },
  defaultConfig: { expression: '1 < 2', message: '' },
  effects: 'pure',
  executable: true,
  ports: onlyNext,
  expressionPaths: ['expression'],
};
