import type { GraphDocument, SubGraph } from '../model/graph-document.ts';
import { ownGraph } from '../model/graph-names.ts';
import type { DocumentPath } from './document-path.ts';

/** What the document's own graph and a named one have in common. */
export type GraphBody = Pick<SubGraph, 'nodes' | 'edges' | 'context'>;

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
    { name: ownGraph, body: document, path: [] },
    ...named.map(([name, body]): NamedGraph => ({ name, body, path: ['graphs', name] })),
  ];
}
