import { nodesOfAllGraphs, planNodeId, splitPlanId } from '../model/graph-names.ts';
import { nodesOnPath } from '../graph/node-at-path.ts';
import { withLocalIds } from '../model/activation-path.ts';
import type { GraphEdit } from '../graph/edit.ts';
import type { Breakpoint } from '../model/breakpoint.ts';
import type { GraphDocument } from '../model/graph-document.ts';
import type { NodeId } from '../model/ids.ts';
import type { NodeKinds } from '../model/node-definition.ts';
import type { BreakpointChange } from './history.ts';

/** What happened to the document that breakpoints stand in. They name nodes as a plan does. */
export interface Edited {
  readonly edits: readonly GraphEdit[];
  /** The graph whose nodes the edits are about. */
  readonly graph: string;
  /** Where it is not given, whatever is not in `after` is gone. */
  readonly before?: GraphDocument;
  readonly after: GraphDocument;
  /** Without them, paths stay as they are. */
  readonly kinds?: NodeKinds;
  readonly renamesGraph?: { readonly from: string; readonly to: string } | undefined;
}

/**
 * What edits mean for breakpoints: those of a renamed node or graph follow it, as do paths that lead through a renamed scope;
 * those of a node that is gone go. What was not in the document (a node of a workflow that it refers to) is left alone.
 */
export function breakpointChange(breakpoints: readonly Breakpoint[], edited: Edited): BreakpointChange {
  const nodes = nodeIds(edited.after);
  const known = edited.before === undefined ? undefined : nodeIds(edited.before);
  const removed: Breakpoint[] = [];
  const added: Breakpoint[] = [];
  for (const breakpoint of breakpoints) {
    const isThere = nodes.has(breakpoint.node) || known?.has(breakpoint.node) === false;
    const node = isThere ? breakpoint.node : renamedTo(breakpoint.node, edited);
    const path = pathAfter(breakpoint, edited);
    if (isThere && path === breakpoint.path) continue;
    removed.push(breakpoint);
    if (isThere || nodes.has(node)) added.push({ ...breakpoint, node, ...(path === undefined ? {} : { path }) });
  }
  return { removed, added };
}

const nodeIds = (document: GraphDocument): ReadonlySet<string> =>
  new Set(Array.from(nodesOfAllGraphs(document), ({ graph, node }) => planNodeId(graph, node.id)));

/** A path that led nowhere in the document (it may in an older execution) stays as it is. */
function pathAfter({ path }: Breakpoint, edited: Edited): Breakpoint['path'] {
  const { before, after, kinds } = edited;
  if (path === undefined || before === undefined || kinds === undefined) return path;
  const way = nodesOnPath(before, path, kinds);
  if (way === undefined) return path;
  const nodes = nodeIds(after);
  return withLocalIds(
    path,
    way.map((node) => splitPlanId(nodes.has(node) ? node : renamedTo(node, edited)).local),
  );
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
