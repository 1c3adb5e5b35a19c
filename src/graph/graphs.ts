import type { ContextDeclaration, GraphDocument, GraphEdge, GraphNode } from '../model/graph-document.ts';
import type { DocumentPath } from './document-path.ts';

/** What the document's own graph and a named one have in common. */
export interface GraphBody {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly context?: ContextDeclaration | undefined;
}

export interface NamedGraph {
  /** Key in `graphs`; empty for the document's own. */
  readonly name: string;
  readonly body: GraphBody;
  /** Where it stands: `graphs.item`; empty for the document's own. */
  readonly path: DocumentPath;
}

/** The document's own graph, then the named ones in document order. */
export function graphsOf(document: GraphDocument): NamedGraph[] {
  const named = Object.entries(document.graphs ?? {});
  return [
    { name: '', body: document, path: [] },
    ...named.map(([name, body]): NamedGraph => ({ name, body, path: ['graphs', name] })),
  ];
}

/** The graph of that name; the empty name is the document's own. */
export function graphOf(document: GraphDocument, name: string): GraphBody | undefined {
  if (name === '') return document;
  return document.graphs !== undefined && Object.hasOwn(document.graphs, name) ? document.graphs[name] : undefined;
}

/** How plans, breakpoints and events name a node (or an edge): its id, in a named graph `graph/node`. */
export function qualifiedId(graph: string, id: string): string {
  return graph === '' ? id : `${graph}/${id}`;
}

/** The parts of a {@link qualifiedId}. */
export function splitQualifiedId(id: string): { readonly graph: string; readonly local: string } {
  const slash = id.indexOf('/');
  return slash < 0 ? { graph: '', local: id } : { graph: id.slice(0, slash), local: id.slice(slash + 1) };
}
