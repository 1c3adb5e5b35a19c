import type { Breakpoint } from '../model/breakpoint.ts';
import type { GraphDocument } from '../model/graph-document.ts';

/** What one gesture of the user did. Documents share what they have in common, so that keeping both costs little. */
export interface Command {
  readonly label: string;
  readonly mergeKey: string | undefined;
  /** When it last grew, in epoch ms. */
  readonly at: number;
  readonly before: GraphDocument;
  readonly after: GraphDocument;
  /** Which graph was shown before and after: undo and redo lead back to what they change. */
  readonly graphs: { readonly before: string; readonly after: string };
  /** Breakpoints that went or came with nodes. */
  readonly breakpoints: BreakpointChange;
}

export interface BreakpointChange {
  readonly removed: readonly Breakpoint[];
  readonly added: readonly Breakpoint[];
}

/** Newest last in both lists. */
export interface History {
  readonly past: readonly Command[];
  readonly future: readonly Command[];
}

export const emptyHistory: History = { past: [], future: [] };
export const noBreakpointChange: BreakpointChange = { removed: [], added: [] };

/** How long a pause may be within which commands of one key still become one. */
const mergeWindowMs = 1500;
const maxCommands = 500;

/** The history with one more command; what was undone before can't be redone any more. */
export function record(history: History, command: Command): History {
  const last = history.past.at(-1);
  if (last === undefined || !continues(last, command, history)) {
    return { past: [...history.past, command].slice(-maxCommands), future: [] };
  }
  const merged = {
    ...command,
    before: last.before,
    graphs: { before: last.graphs.before, after: command.graphs.after },
    breakpoints: joined(last.breakpoints, command.breakpoints),
  };
  return { past: [...history.past.slice(0, -1), merged], future: [] };
}

function continues(last: Command, next: Command, history: History): boolean {
  return (
    next.mergeKey !== undefined &&
    last.mergeKey === next.mergeKey &&
    history.future.length === 0 &&
    last.after === next.before &&
    next.at - last.at <= mergeWindowMs
  );
}

/** From before the first to after the second: what the first added and the second removed is in neither list. */
function joined(first: BreakpointChange, then: BreakpointChange): BreakpointChange {
  const idsOf = (...lists: (readonly Breakpoint[])[]): Set<string> => new Set(lists.flat().map(({ id }) => id));
  const early = idsOf(first.removed, first.added);
  const late = idsOf(then.removed, then.added);
  return {
    removed: [...first.removed, ...then.removed.filter(({ id }) => !early.has(id))],
    added: [...first.added.filter(({ id }) => !late.has(id)), ...then.added],
  };
}

export function undone(history: History): { readonly history: History; readonly command: Command } | undefined {
  const command = history.past.at(-1);
  if (command === undefined) return undefined;
  return { history: { past: history.past.slice(0, -1), future: [...history.future, command] }, command };
}

export function redone(history: History): { readonly history: History; readonly command: Command } | undefined {
  const command = history.future.at(-1);
  if (command === undefined) return undefined;
  // Without its key: what is typed after a redo is a command of its own.
  const done = { ...command, mergeKey: undefined };
  return { history: { past: [...history.past, done], future: history.future.slice(0, -1) }, command };
}
