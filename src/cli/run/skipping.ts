import type { ActivationRequest, NodeExecutor } from '../../model/activation.ts';
import type { GraphNode } from '../../model/graph-document.ts';

/** What stands in for a node that is skipped; wherever the document is run, also where nobody knows of skipping. */
const standIn: NonNullable<GraphNode['variants']>[number] = {
  id: 'skipped',
  name: 'Skipped',
  config: { source: 'export default () => {};\n', params: {} },
};

/** A node in the same place that does nothing and goes on by `next`. Every kind's ports are allowed to it. */
export function passThrough(node: GraphNode): GraphNode {
  const { id, label, position, join, split, start } = node;
  return {
    id,
    kind: 'code',
    ...(label === undefined ? {} : { label }),
    ...(position === undefined ? {} : { position }),
    ...(join === undefined ? {} : { join }),
    ...(split === undefined ? {} : { split }),
    ...(start === undefined ? {} : { start }),
    ...(node.onError === 'edge' ? { onError: 'edge' as const } : {}),
    variants: [standIn],
    active: standIn.id,
  };
}

/** Nothing is started for a stand-in: what it would give is known, and its steps are marked. */
export function skippingExecutors(executors: ReadonlyMap<string, NodeExecutor>): ReadonlyMap<string, NodeExecutor> {
  const code = executors.get('code');
  if (code === undefined) return executors;
  const skipping: NodeExecutor = {
    execute: (activation, tools) =>
      isStandIn(activation) ? { type: 'returned', value: undefined, forced: true } : code.execute(activation, tools),
  };
  return new Map([...executors, ['code', skipping]]);
}

const isStandIn = ({ variant, config }: ActivationRequest): boolean =>
  variant === standIn.id && config['source'] === standIn.config?.['source'];
