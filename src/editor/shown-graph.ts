import { graphNamed, ownGraph, subGraphNamed } from '../model/graph-names.ts';
import { applyEdit, type GraphEdit } from '../graph/edit.ts';
import type { GraphDocument } from '../model/graph-document.ts';
import type { EditorState } from './editor-state.ts';

/**
 * A document seen through one of its graphs: the nodes and edges are that graph's, and the context is the one that its
 * nodes see. Everything that reads nodes and edges of a document works on it as it does on the whole.
 */
export function documentShowing(document: GraphDocument, graph: string): GraphDocument {
  const named = subGraphNamed(document, graph);
  if (graph === ownGraph || named === undefined) return document;
  const { nodes, edges, context } = named;
  return { ...document, nodes, edges, ...(context === undefined ? {} : { context }) };
}

/** What is looked at: a graph of the document by name, else of the lender, else the document's own. */
export function lookAtGraph(
  document: GraphDocument,
  wanted: string,
  lender: GraphDocument | undefined,
): Pick<EditorState, 'document' | 'graph' | 'shown' | 'borrowed'> {
  const isOwn = graphNamed(document, wanted) !== undefined;
  const borrowed = isOwn || subGraphNamed(lender, wanted) === undefined ? undefined : lender;
  const graph = isOwn || borrowed !== undefined ? wanted : ownGraph;
  return { document, graph, shown: documentShowing(borrowed ?? document, graph), borrowed };
}

/** Applies edits where they belong: those of nodes and edges to the named graph, the others to the document. */
export function applyEditsIn(document: GraphDocument, graph: string, edits: readonly GraphEdit[]): GraphDocument {
  return edits.reduce((current, edit) => applyIn(current, graph, edit), document);
}

function applyIn(document: GraphDocument, graph: string, edit: GraphEdit): GraphDocument {
  const named = subGraphNamed(document, graph);
  if (graph === ownGraph || isOfDocument(edit)) return applyEdit(document, edit);
  if (named === undefined) return document;
  const before = { ...document, nodes: named.nodes, edges: named.edges };
  const { nodes, edges } = applyEdit(before, edit);
  if (nodes === named.nodes && edges === named.edges) return document;
  return { ...document, graphs: { ...document.graphs, [graph]: { ...named, nodes, edges } } };
}

export const isOfDocument = ({ type }: GraphEdit): boolean => type === 'update-document' || type === 'replace-document';
