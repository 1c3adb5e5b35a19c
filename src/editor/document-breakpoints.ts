import type { GraphEdit } from '../graph/edit.ts';
import type { Breakpoint } from '../model/breakpoint.ts';
import type { GraphDocument } from '../model/graph-document.ts';
import { nodeId } from '../model/ids.ts';
import type { BreakpointChange } from './history.ts';

/** What edits mean for breakpoints: those of a renamed node follow it, those of a node that is gone go. */
export function breakpointChange(
  breakpoints: readonly Breakpoint[],
  edits: readonly GraphEdit[],
  after: GraphDocument,
): BreakpointChange {
  const nodes = new Set(after.nodes.map((node) => node.id));
  const removed: Breakpoint[] = [];
  const added: Breakpoint[] = [];
  for (const breakpoint of breakpoints) {
    if (nodes.has(breakpoint.node)) continue;
    removed.push(breakpoint);
    const to = renamedTo(breakpoint.node, edits);
    if (nodes.has(to)) added.push({ ...breakpoint, node: nodeId(to) });
  }
  return { removed, added };
}

function renamedTo(node: string, edits: readonly GraphEdit[]): string {
  return edits.reduce((id, edit) => (edit.type === 'rename-node-id' && edit.node === id ? edit.to : id), node);
}

export function withChange(breakpoints: readonly Breakpoint[], change: BreakpointChange): readonly Breakpoint[] {
  if (change.removed.length === 0 && change.added.length === 0) return breakpoints;
  const gone = new Set([...change.removed, ...change.added].map((breakpoint) => breakpoint.id));
  return [...breakpoints.filter((breakpoint) => !gone.has(breakpoint.id)), ...change.added];
}

export function withoutChange(breakpoints: readonly Breakpoint[], change: BreakpointChange): readonly Breakpoint[] {
  return withChange(breakpoints, { removed: change.added, added: change.removed });
}
