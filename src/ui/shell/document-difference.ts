import { documentAsEmbedded } from '../../graph/embedded-references.ts';
import type { GraphBody } from '../../graph/graphs.ts';
import { graphNames, subGraphNamed } from '../../model/graph-names.ts';
import type { GraphDocument, GraphNode } from '../../model/graph-document.ts';

/**
 * Whether a document could run differently from that of an execution: labels, descriptions, positions and notes do not count,
 * nor does what became of the workflows to which it refers.
 */
export function differsInBehaviour(ran: GraphDocument, document: GraphDocument): boolean {
  return ran !== document && documentsDiffer(ran, documentAsEmbedded(document, ran));
}

function documentsDiffer(a: GraphDocument, b: GraphDocument): boolean {
  if (graphsDiffer(a, b)) return true;
  const names = graphNames(a);
  if (!sameText(names, graphNames(b))) return true;
  if (a.graphs !== b.graphs && names.some((name) => namedGraphsDiffer(a, b, name))) return true;
  return !sameText([a.context, a.limits], [b.context, b.limits]);
}

function graphsDiffer(a: GraphBody, b: GraphBody): boolean {
  if (a.nodes !== b.nodes && !sameText(a.nodes.map(behaviourOf), b.nodes.map(behaviourOf))) return true;
  const plainEdges = ({ edges }: GraphBody) => edges.map(({ label: _label, ...edge }) => edge);
  return a.edges !== b.edges && !sameText(plainEdges(a), plainEdges(b));
}

function namedGraphsDiffer(a: GraphDocument, b: GraphDocument, name: string): boolean {
  const [one, other] = [subGraphNamed(a, name), subGraphNamed(b, name)];
  if (one === undefined || other === undefined || one === other) return one !== other;
  return graphsDiffer(one, other) || !sameText(one.context, other.context);
}

function behaviourOf(node: GraphNode): unknown {
  if (node.kind === 'note') return undefined;
  const { label: _label, description: _description, position: _position, variants, active, ...rest } = node;
  return { ...rest, active, variants: variants?.map(({ id, config }) => ({ id, config })) };
}

/** Key order may differ after a round trip through the store. */
function sameText(a: unknown, b: unknown): boolean {
  return JSON.stringify(a, sortedKeys) === JSON.stringify(b, sortedKeys);
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
