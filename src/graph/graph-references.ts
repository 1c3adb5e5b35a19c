import type { GraphNode, Variant } from '../model/graph-document.ts';
import { ownGraph } from '../model/graph-names.ts';
import type { NodeKinds } from '../model/node-definition.ts';
import { checkConfig } from './config-check.ts';
import { variantsOf } from './implementation.ts';

const noConfig = {};

/** Names of the graphs that a variant of a node runs. One whose settings don't fit its kind runs none that could be told. */
export function graphsRunBy(node: GraphNode, variant: Variant, kinds: NodeKinds): readonly string[] {
  const definition = kinds.get(node.kind);
  if (definition?.graphs === undefined) return [];
  const isSound = checkConfig(variant.config ?? noConfig, definition.configSchema).length === 0;
  return isSound ? definition.graphs(variant) : [];
}

/** Names of the graphs that any variant of any of the nodes runs. */
export function graphsRunByAny(nodes: readonly GraphNode[], kinds: NodeKinds): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of nodes) {
    if (kinds.get(node.kind)?.graphs === undefined) continue;
    for (const variant of variantsOf(node)) for (const name of graphsRunBy(node, variant, kinds)) names.add(name);
  }
  return names;
}

/** Names of the graphs that any variant of a node names, also one whose settings don't fit. */
export function graphsNamedBy(node: GraphNode, kinds: NodeKinds): readonly string[] {
  const { graphs } = kinds.get(node.kind) ?? {};
  if (graphs === undefined) return [];
  return [...new Set((node.variants ?? []).flatMap((variant) => graphs(variant)))].filter((name) => name !== ownGraph);
}
