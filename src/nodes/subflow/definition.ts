import type { NodeDefinition } from '../../model/node-definition.ts';
import { exportsProperty, graphProperties, graphsOfVariant, scopePorts } from '../graph-reference.ts';

/** Runs a sub-graph once, as if its steps stood in the node's place. */
export const subflowDefinition: NodeDefinition = {
  kind: 'subflow',
  title: 'Subflow',
  description: 'Runs a sub-graph, or another workflow, once.',
  group: 'control',
  icon: 'workflow',
  configSchema: {
    type: 'object',
    title: 'Subflow',
    properties: {
      ...graphProperties,
      result: {
        type: 'string',
        title: 'Result',
        description:
          "JSONata over the sub-graph's context when it is done; what it gives is returned and needs the node's output key.",
        contentMediaType: 'application/jsonata',
      },
      exports: exportsProperty,
    },
    anyOf: [{ required: ['graph'] }, { required: ['workflow'] }],
    additionalProperties: false,
  },
  defaultConfig: { graph: '' },
  effects: 'pure',
  executable: true,
  ports: scopePorts,
  graphs: graphsOfVariant,
  expressionPaths: ['result'],
};
