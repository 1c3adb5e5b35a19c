import { nodesOfAllGraphs, planNodeId, splitPlanId } from '../../model/graph-names.ts';
import { displayPath } from '../../debugger/format-timeline.ts';
import type { TimelineRow } from '../../debugger/timeline-model.ts';
import type { GraphDocument, GraphNode } from '../../model/graph-document.ts';

/** What people call nodes and variants, in the document that the execution is pinned to. */
export interface Names {
  readonly label: (node: string) => string;
  readonly variant: (node: string | undefined, variant: string | undefined) => string;
}

const known = new WeakMap<GraphDocument, Names>();
const bare: Names = { label: (node) => node, variant: (_node, variant) => variant ?? '' };

export function namesOf(document: GraphDocument | undefined): Names {
  if (document === undefined) return bare;
  const found = known.get(document);
  if (found !== undefined) return found;
  const nodes = new Map<string, GraphNode>(
    Array.from(nodesOfAllGraphs(document), ({ graph, node }) => [planNodeId(graph, node.id), node]),
  );
  const names: Names = {
    label: (node) => nodes.get(node)?.label ?? splitPlanId(node).local,
    variant: (node, variant) =>
      nodes.get(node ?? '')?.variants?.find((candidate) => candidate.id === variant)?.name ?? variant ?? '',
  };
  known.set(document, names);
  return names;
}

/** The words of a row's step column: `train#2`, `start`, `edit by hand`, `swap Train`. */
export function rowTitle(row: TimelineRow, names: Names): string {
  switch (row.type) {
    case 'start':
      return 'start';
    case 'edit':
      return 'edit by hand';
    case 'swap':
      return `swap ${row.node === undefined ? '' : names.label(row.node)}`;
    case 'scope':
      return row.path ?? '';
    default:
      return displayPath(row);
  }
}

/** `step 6`, `the start`, `an edit after step 5`: how a row is spoken of in headers and buttons. */
export function rowReference(row: TimelineRow): string {
  if (row.type === 'start') return 'start';
  if (row.type === 'edit') return `edit after ${row.step}`;
  if (row.type === 'swap') return `swap after ${row.step}`;
  if (row.type === 'scope') return `begin of ${row.path}`;
  return row.type === 'failed' ? `failed ${row.step}` : `step ${row.step}`;
}
