import { Document, isCollection, isMap, isNode, isScalar, isSeq } from 'yaml';
import type { GraphDocument, GraphEdge, GraphNode, SubGraph } from '../model/graph-document.ts';

const documentKeys = [
  '$schema',
  'format',
  'id',
  'name',
  'description',
  'context',
  'limits',
  'nodes',
  'edges',
  'graphs',
];
const graphKeys = ['label', 'description', 'origin', 'context', 'nodes', 'edges'];
const nodeKeys = ['id', 'kind', 'label', 'description', 'position', 'start', 'join', 'input'];
const lastNodeKeys = ['active', 'variants'];
const edgeKeys = ['id', 'source', 'target', 'port', 'when', 'default', 'label'];

/** What fits on a line of this many characters stands on one, unless it holds a text of several lines. */
const lineLength = 110;

/**
 * The document as YAML for people: keys in a fixed order, edges and other small things on a line each, texts of several lines
 * as blocks. The same document always gives the same text, and reading it gives an equal document.
 */
export function toYaml(document: GraphDocument): string {
  const text = new Document(documentForm(document), { version: '1.2', aliasDuplicateObjects: false });
  layOut(text.contents);
  return text.toString({ lineWidth: 0 });
}

/** As maps and not as objects: they keep every key, also `__proto__` and those that look like numbers, in its place. */
type Form = ReadonlyMap<string, unknown>;

function documentForm(document: GraphDocument): Form {
  const form = ordered(bodyForm(document), documentKeys);
  const { graphs } = document;
  if (graphs !== undefined)
    form.set('graphs', new Map(Object.entries(graphs).map(([name, graph]) => [name, graphForm(graph)])));
  return form;
}

const graphForm = (graph: SubGraph): Form => ordered(bodyForm(graph), graphKeys);

function bodyForm(body: GraphDocument | SubGraph): object {
  return { ...body, nodes: body.nodes.map(nodeForm), edges: body.edges.map(edgeForm) };
}

const nodeForm = (node: GraphNode): Form => ordered(node, nodeKeys, lastNodeKeys);
const edgeForm = (edge: GraphEdge): Form => ordered(edge, edgeKeys);

/** The entries with these keys first, those last, and all others between in the order in which they are. */
function ordered(value: object, first: readonly string[], last: readonly string[] = []): Map<string, unknown> {
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  const rank = (key: string): number => {
    const at = first.indexOf(key);
    return at >= 0 ? at : first.length + last.indexOf(key) + 1;
  };
  return new Map(entries.toSorted(([a], [b]) => rank(a) - rank(b)));
}

/** The document and its graphs stay open with their lists; in these, whatever is short enough gets a line of its own. */
function layOut(graph: unknown): void {
  if (!isMap(graph)) return;
  for (const { key, value } of graph.items) {
    const name = isScalar(key) ? key.value : undefined;
    const isList = name === 'nodes' || name === 'edges';
    if (isNode(key) && (isList || name === 'graphs')) key.spaceBefore = true;
    if (isList && isSeq(value)) for (const item of value.items) closeShort(item);
    else if (name === 'graphs' && isMap(value)) for (const each of value.items) layOut(each.value);
    else closeShort(value);
  }
}

/** Puts the largest collections that fit on a line there. Gives the width on a line, infinite where that can't be. */
function closeShort(node: unknown): number {
  if (isScalar(node)) return widthOf(node.value);
  if (!isCollection(node)) return 0;
  let width = 4;
  if (isMap(node)) for (const { key, value } of node.items) width += closeShort(key) + closeShort(value) + 4;
  else for (const item of node.items) width += closeShort(item) + 2;
  if (width <= lineLength) node.flow = true;
  return width;
}

const widthOf = (value: unknown): number =>
  typeof value !== 'string' ? 8 : value.includes('\n') ? Number.POSITIVE_INFINITY : value.length;
