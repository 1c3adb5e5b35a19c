import { ownGraph, subGraphNamed } from '../model/graph-names.ts';
import { applyEdit, type GraphEdit } from '../graph/edit.ts';
import type { GraphDocument } from '../model/graph-document.ts';

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

const isOfDocument = ({ type }: GraphEdit): boolean => type === 'update-document' || type === 'replace-document';
