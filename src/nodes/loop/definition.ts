import type { NodeDefinition } from '../../model/node-definition.ts';
import { exportsProperty, graphProperties, graphsOfVariant, scopePorts } from '../graph-reference.ts';

/** Runs a sub-graph again and again, each iteration going on from the one before. */
export const loopDefinition: NodeDefinition = {
  kind: 'loop',
  title: 'Loop',
  description: 'Repeats a sub-graph while a condition holds, until one does, or once per item.',
  group: 'control',
  icon: 'repeat',
  configSchema: {
    type: 'object',
    title: 'Loop',
    properties: {
      ...graphProperties,
      while: {
        type: 'string',
        title: 'While',
        description: 'JSONata, asked before each iteration over what the iterations so far wrote; false ends the loop.',
        contentMediaType: 'application/jsonata',
      },
      until: {
        type: 'string',
        title: 'Until',
        description: 'JSONata, asked after each iteration over what the iterations so far wrote; true ends the loop.',
        contentMediaType: 'application/jsonata',
      },
      over: {
        type: 'string',
        title: 'For each of',
        description: 'JSONata that gives the list or the object whose items are gone through one after the other.',
        contentMediaType: 'application/jsonata',
      },
      as: {
        type: 'string',
        title: 'Item as',
        description: 'For each: key under which the sub-graph finds its item.',
        default: 'item',
        minLength: 1,
      },
      counterAs: {
        type: 'string',
        title: 'Counter as',
        description: 'Key under which it finds the number of the iteration, from 1.',
        default: 'iteration',
        minLength: 1,
      },
      maxIterations: {
        type: 'integer',
        title: 'At most',
        description: 'Iterations before the loop fails with `execution/iteration-limit`.',
        minimum: 1,
        default: 1000,
      },
      result: {
        type: 'string',
        title: 'Result',
        description:
          "JSONata over the last iteration's context when the loop is done; what it gives is returned and needs the node's output key.",
        contentMediaType: 'application/jsonata',
      },
      exports: exportsProperty,
    },
    anyOf: [{ required: ['graph'] }, { required: ['workflow'] }],
    additionalProperties: false,
  },
  defaultConfig: { graph: '', until: 'iteration >= 3' },
  effects: 'pure',
  executable: true,
  ports: scopePorts,
  graphs: graphsOfVariant,
  expressionPaths: ['while', 'until', 'over', 'result'],
};
