import { z } from 'zod';
import { freshEdgeId, freshId, withNodesNamed, type GraphEdit } from '../graph/edit.ts';
import { offsetBesideOthers } from '../graph/copy-place.ts';
import { findTooDeep } from '../graph/json-text.ts';
import { formatPath } from '../graph/document-path.ts';
import { maxDocumentBytes, maxDocumentDepth } from '../model/defaults.ts';
import { edgeSchema, graphSchema, nodeSchema } from '../model/graph-document.ts';
import type { GraphDocument, GraphEdge, GraphNode, Position, SubGraph } from '../model/graph-document.ts';
import { WtbError } from '../model/errors.ts';
import { issueSentence } from '../model/issue-words.ts';
import { bringGraphs, graphsRunFrom } from './clipboard-graphs.ts';

/** What lies on the clipboard: JSON text, so that it crosses tabs, windows and chat messages. */
const clipboardSchema = z.strictObject({
  format: z.literal('wtb/clipboard/1'),
  nodes: z.array(nodeSchema).min(1),
  edges: z.array(edgeSchema),
  graphs: z.record(z.string(), graphSchema).optional(),
});

export interface Pasted {
  /** One undoable command. */
  readonly edits: readonly GraphEdit[];
  /** The new nodes' ids, to be selected. */
  readonly ids: readonly string[];
}

/** The nodes, the edges among them and the graphs that they run as text; `undefined` when none of the ids is there. */
export function copyNodes(document: GraphDocument, ids: Iterable<string>): string | undefined {
  const wanted = new Set(ids);
  const nodes = document.nodes.filter((node) => wanted.has(node.id));
  if (nodes.length === 0) return undefined;
  const edges = document.edges.filter((edge) => wanted.has(edge.source) && wanted.has(edge.target));
  const graphs = graphsRunFrom(document, nodes);
  const carried = Object.keys(graphs).length === 0 ? {} : { graphs };
  return JSON.stringify({ format: 'wtb/clipboard/1', nodes, edges, ...carried }, undefined, 2);
}

/** Whether text looks like copied nodes, so that a paste elsewhere can be told from one that failed. */
export function isClipboardText(text: string): boolean {
  return text.length <= maxDocumentBytes && /^\s*\{\s*"format"\s*:\s*"wtb\/clipboard\//.test(text);
}

/**
 * The edits that add copied nodes under fresh ids, the edges among them included. Their upper left corner comes to
 * `at`; without it they stand a little beside where they were. Throws `WtbError` `import/unsupported` or
 * `import/too-large` for other text.
 */
export function pasteNodes(document: GraphDocument, text: string, at?: Position): Pasted {
  const parsed = parseClipboard(text);
  const { edges } = parsed;
  const brought = bringGraphs(document, parsed.graphs);
  const nodes = brought.rename(parsed.nodes);
  const taken = new Set(document.nodes.map((node) => node.id));
  const renamed = new Map<string, string>();
  for (const { id } of nodes) {
    const fresh = freshId(id, taken);
    taken.add(fresh);
    renamed.set(id, fresh);
  }
  const offset = at === undefined ? offsetBesideOthers(document, nodes.map(positionOf)) : offsetTo(nodes, at);
  const added = nodes.map((node): GraphEdit => {
    const id = renamed.get(node.id) ?? node.id;
    const named = withNodesNamed(node, (other) => renamed.get(other));
    return { type: 'add-node', node: { ...moved(named, offset), id } };
  });
  return { edits: [...brought.edits, ...added, ...edgeEdits(document, edges, renamed)], ids: [...renamed.values()] };
}

/** Copies of nodes beside the originals, as Ctrl+D makes them. */
export function duplicateNodes(document: GraphDocument, ids: Iterable<string>): Pasted {
  const text = copyNodes(document, ids);
  return text === undefined ? { edits: [], ids: [] } : pasteNodes(document, text);
}

interface Clipped {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly graphs: Readonly<Record<string, SubGraph>>;
}

function parseClipboard(text: string): Clipped {
  if (text.length > maxDocumentBytes) {
    throw new WtbError({
      code: 'import/too-large',
      message: 'The copied text has more than 5 MB.',
      remedy: 'Copy fewer nodes, or export the workflow to a file.',
    });
  }
  if (findTooDeep(text, maxDocumentDepth) !== undefined) throw notNodes('it nests too deep');
  const parsed = clipboardSchema.safeParse(jsonOf(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = formatPath((issue?.path ?? []) as (string | number)[]);
    throw notNodes(path === '' ? undefined : issueSentence(path, issue?.message ?? ''), path);
  }
  const nodes = [...new Map(parsed.data.nodes.map((node) => [node.id, node])).values()];
  return { nodes, edges: parsed.data.edges, graphs: parsed.data.graphs ?? {} };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notNodes();
  }
}

function notNodes(detail?: string, path?: string): WtbError {
  return new WtbError({
    code: 'import/unsupported',
    message: `The clipboard does not hold nodes of a workflow${detail === undefined ? '' : ` (${detail.replace(/[.]$/u, '')})`}.`,
    ...(path === undefined ? {} : { place: { path } }),
    remedy: 'Copy nodes on the canvas first, or import a workflow file.',
  });
}

function offsetTo(nodes: readonly GraphNode[], at: Position): Position {
  const positions = nodes.map(positionOf);
  const left = Math.min(...positions.map((position) => position.x));
  const top = Math.min(...positions.map((position) => position.y));
  return { x: at.x - left, y: at.y - top };
}

const positionOf = (node: GraphNode): Position => node.position ?? { x: 0, y: 0 };

function moved(node: GraphNode, by: Position): GraphNode {
  const { x, y } = positionOf(node);
  return { ...node, position: { x: x + by.x, y: y + by.y } };
}

function edgeEdits(
  document: GraphDocument,
  edges: readonly GraphEdge[],
  renamed: ReadonlyMap<string, string>,
): GraphEdit[] {
  const taken = new Set(document.edges.map((edge) => edge.id));
  let grown = document;
  return edges.flatMap((edge) => {
    const [source, target] = [renamed.get(edge.source), renamed.get(edge.target)];
    if (source === undefined || target === undefined) return [];
    const id = taken.has(edge.id) ? freshEdgeId(grown) : edge.id;
    taken.add(id);
    const added = { ...edge, id, source, target };
    grown = { ...grown, edges: [...grown.edges, added] };
    return { type: 'add-edge', edge: added } satisfies GraphEdit;
  });
}
