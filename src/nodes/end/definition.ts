import type { NodeDefinition } from '../../model/node-definition.ts';
import { noPorts } from '../ports-of.ts';

/** Leaves an iteration, a scope, or the execution: continue, break, and explicit termination. */
export const endDefinition: NodeDefinition = {
  kind: 'end',
  title: 'End',
  description: 'Ends the iteration or item, the scope around it, or the whole execution at once.',
  group: 'control',
  icon: 'circle-stop',
  configSchema: {
    type: 'object',
    title: 'End',
    properties: {
      what: {
        type: 'string',
        title: 'What ends',
        description:
          '`iteration`: this iteration or item (continue). `scope`: the loop, map or subflow around it (break). `execution`: everything. What else is in there is cancelled.',
        enum: ['iteration', 'scope', 'execution'],
        default: 'scope',
      },
    },
    required: ['what'],
    additionalProperties: false,
  },
  defaultConfig: { what: 'scope' },
  effects: 'pure',
  executable: true,
  ports: noPorts,
};
