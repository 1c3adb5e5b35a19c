import type { GraphNode, Variant } from '../model/graph-document.ts';
import type { JsonObject } from '../model/value.ts';

/** How scope kinds refer to the graph that they run, in their config's JSON Schema. */
export const graphProperties: JsonObject = {
  graph: {
    type: 'string',
    title: 'Graph',
    description: 'Name of the sub-graph that runs: one of `graphs` of this document.',
    format: 'graph',
  },
  workflow: {
    type: 'string',
    title: 'Workflow',
    description: 'Instead of a graph: another workflow of the library; sees nothing but what it is handed.',
    format: 'workflow',
  },
  version: {
    type: 'string',
    title: 'Version',
    description: 'Which version of that workflow; the latest where it is empty.',
  },
};

export const exportsProperty: JsonObject = {
  type: 'array',
  title: 'Keys that flow out',
  description: 'Only these keys of what was written inside reach the context around it. Empty: all.',
  items: { type: 'string', minLength: 1 },
};

/** Names of the graphs that a variant runs: a stored workflow is one only once it is embedded. */
export function graphsOfVariant({ config }: Variant): readonly string[] {
  const graph = config?.['graph'];
  return typeof graph === 'string' && graph !== '' ? [graph] : [];
}

export const scopePorts = (_variant: Variant, _node: GraphNode) => ({ names: ['next'], any: false });
