import { nodeInPlan } from '../../model/graph-names.ts';
import type { GraphDocument, GraphNode, Variant } from '../../model/graph-document.ts';

/** What people call a node. */
export function nodeLabel(node: Pick<GraphNode, 'id' | 'label'>): string {
  return node.label === undefined || node.label.trim() === '' ? node.id : node.label;
}

/** @param id as a plan names it: `score`, or `scoreItem/score` in a named graph */
export function labelOf(document: GraphDocument | undefined, id: string | undefined): string {
  const node = id === undefined ? undefined : nodeInPlan(document, id);
  return node === undefined ? (id ?? '') : nodeLabel(node);
}

export function variantLabel(variant: Variant): string {
  return variant.name === undefined || variant.name.trim() === '' ? variant.id : variant.name;
}

/** The variant that a new execution starts with. */
export function activeVariant(node: GraphNode): Variant | undefined {
  return node.variants?.find((variant) => variant.id === node.active) ?? node.variants?.[0];
}
