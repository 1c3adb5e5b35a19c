import type { NodeDefinition } from '../../model/node-definition.ts';
import { onlyNext } from '../ports-of.ts';

/** Cancels nodes that run beside it: one activity, or a region. */
export const cancelDefinition: NodeDefinition = {
  kind: 'cancel',
  title: 'Cancel',
  description: 'Cancels what waits or runs at other nodes of the same graph.',
  group: 'control',
  icon: 'circle-x',
  configSchema: {
    type: 'object',
    title: 'Cancel',
    properties: {
      nodes: {
        type: 'array',
        title: 'Nodes',
        description: 'Ids of nodes of this graph: their activations and the tokens on the way to them are taken away.',
        items: { type: 'string', minLength: 1 },
      },
    },
    required: ['nodes'],
    additionalProperties: false,
  },
  defaultConfig: { nodes: [] },
  effects: 'pure',
  executable: true,
  ports: onlyNext,
};
