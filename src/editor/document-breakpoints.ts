import { nodesOfAllGraphs, planNodeId, splitPlanId } from '../model/graph-names.ts';
import type { GraphEdit } from '../graph/edit.ts';
import type { Breakpoint } from '../model/breakpoint.ts';
import type { GraphDocument } from '../model/graph-document.ts';
import type { NodeId } from '../model/ids.ts';
import type { BreakpointChange } from './history.ts';

/** What happened to the document that breakpoints stand in. They name nodes as a plan does. */
export interface Edited {
  readonly edits: readonly GraphEdit[];
  /** The graph whose nodes the edits are about. */
  readonly graph: string;
  readonly after: GraphDocument;
  readonly renamesGraph?: { readonly from: string; readonly to: string } | undefined;
}

/** What edits mean for breakpoints: those of a renamed node or graph follow it, those of a node that is gone go. */
export function breakpointChange(breakpoints: readonly Breakpoint[], edited: Edited): BreakpointChange {
  const nodes = new Set<string>(
    Array.from(nodesOfAllGraphs(edited.after), ({ graph, node }) => planNodeId(graph, node.id)),
  );
  const removed: Breakpoint[] = [];
  const added: Breakpoint[] = [];
  for (const breakpoint of breakpoints) {
    if (nodes.has(breakpoint.node)) continue;
    removed.push(breakpoint);
    const to = renamedTo(breakpoint.node, edited);
    if (nodes.has(to)) added.push({ ...breakpoint, node: to });
  }
  return { removed, added };
}

function renamedTo(node: string, { edits, graph, renamesGraph }: Edited): NodeId {
  const old = splitPlanId(node);
  const renamed = (id: string, edit: GraphEdit): string =>
    edit.type === 'rename-node-id' && edit.node === id ? edit.to : id;
  const local = old.graph === graph ? edits.reduce(renamed, old.local) : old.local;
  return planNodeId(renamesGraph?.from === old.graph ? renamesGraph.to : old.graph, local);
}

export function withChange(breakpoints: readonly Breakpoint[], change: BreakpointChange): readonly Breakpoint[] {
  if (change.removed.length === 0 && change.added.length === 0) return breakpoints;
  const gone = new Set([...change.removed, ...change.added].map((breakpoint) => breakpoint.id));
  return [...breakpoints.filter((breakpoint) => !gone.has(breakpoint.id)), ...change.added];
}

export function withoutChange(breakpoints: readonly Breakpoint[], change: BreakpointChange): readonly Breakpoint[] {
  return withChange(breakpoints, { removed: change.added, added: change.removed });
}
