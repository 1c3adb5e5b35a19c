import type { GraphDocument, GraphNode, Variant } from '../model/graph-document.ts';
import { nodeInPlan, ownGraph, planNodeId, subGraphNamed } from '../model/graph-names.ts';
import { graphsOf } from './graphs.ts';
import { workflowReference } from './version-pins.ts';

/**
 * A variant as a document has it in which workflows are embedded: the one to which it refers is one of the graphs there. As it is
 * where it refers to none, or to one (or a version) that is not embedded for `ran`, the same variant in that document.
 */
export function variantAsEmbedded(variant: Variant, ran: Variant | undefined, embedded: GraphDocument): Variant {
  const reference = workflowReference(variant);
  const graph = ran?.config?.['graph'];
  if (reference === undefined || typeof graph !== 'string') return variant;
  const origin = subGraphNamed(embedded, graph)?.origin;
  const isPinnedElsewhere = reference.version !== undefined && reference.version !== String(origin?.version);
  if (origin?.workflow !== reference.workflow || isPinnedElsewhere) return variant;
  const { workflow: _workflow, version: _version, ...rest } = variant.config ?? {};
  return { ...variant, config: { ...rest, graph } };
}

/** A document as it would be after the workflows to which it refers were embedded as they are in another document. */
export function documentAsEmbedded(document: GraphDocument, embedded: GraphDocument): GraphDocument {
  const taken = Object.entries(embedded.graphs ?? {}).filter(
    ([name, { origin }]) => origin !== undefined && subGraphNamed(document, name) === undefined,
  );
  if (taken.length === 0) return document;
  const bodies = graphsOf(document).map(({ name, body }) => {
    const nodes = body.nodes.map((node) =>
      nodeAsEmbedded(node, nodeInPlan(embedded, planNodeId(name, node.id)), embedded),
    );
    return [name, { ...body, nodes }] as const;
  });
  const [, own] = bodies[0] ?? [];
  const named = bodies.filter(([name]) => name !== ownGraph);
  return { ...document, nodes: own?.nodes ?? [], graphs: Object.fromEntries([...named, ...taken]) };
}

function nodeAsEmbedded(node: GraphNode, ran: GraphNode | undefined, embedded: GraphDocument): GraphNode {
  if (node.variants === undefined || ran === undefined) return node;
  const variants = node.variants.map((variant) => {
    return variantAsEmbedded(
      variant,
      ran.variants?.find(({ id }) => id === variant.id),
      embedded,
    );
  });
  return { ...node, variants };
}
