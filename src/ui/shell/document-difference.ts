import type { GraphDocument, GraphNode } from '../../model/graph-document.ts';

/** Whether two documents could run differently: labels, descriptions, positions and notes do not count. */
export function differsInBehaviour(a: GraphDocument, b: GraphDocument): boolean {
  if (a === b) return false;
  if (a.nodes !== b.nodes && !sameText(a.nodes.map(behaviourOf), b.nodes.map(behaviourOf))) return true;
  const plainEdges = ({ edges }: GraphDocument) => edges.map(({ label: _label, ...edge }) => edge);
  if (a.edges !== b.edges && !sameText(plainEdges(a), plainEdges(b))) return true;
  return !sameText([a.context, a.limits], [b.context, b.limits]);
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
