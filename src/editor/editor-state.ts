import type { StoreApi } from 'zustand/vanilla';
import type { GraphEdit } from '../graph/edit.ts';
import type { Problem } from '../graph/problem.ts';
import type { Breakpoint } from '../model/breakpoint.ts';
import type { ErrorInfo } from '../model/errors.ts';
import type { GraphDocument } from '../model/graph-document.ts';
import type { WorkflowId } from '../model/ids.ts';

/** The document being edited, as everybody who shows it sees it. Selection and zoom are not here: they are the view's. */
export interface EditorState {
  readonly workflow: WorkflowId | undefined;
  readonly document: GraphDocument | undefined;
  /** Name of the graph that is shown and edited; empty for the document's own. */
  readonly graph: string;
  /** The document seen through that graph: its nodes and edges are that graph's. The document itself while its own is shown. */
  readonly shown: GraphDocument | undefined;
  /**
   * Where the graph that is shown is none of the document's own: the document that it is of, that of an execution, say, with the
   * workflows to which this one refers. Such a graph can be looked at and not edited.
   */
  readonly borrowed: GraphDocument | undefined;
  /** The stored version that the document is based on. */
  readonly version: number;
  readonly problems: readonly Problem[];
  readonly breakpoints: readonly Breakpoint[];
  /** What undo and redo would do (`Move 3 nodes`), or `undefined` where there is nothing. */
  readonly undoLabel: string | undefined;
  readonly redoLabel: string | undefined;
  readonly saving: 'saved' | 'unsaved' | 'saving' | 'conflict' | 'failed';
  readonly saveError: ErrorInfo | undefined;
}

/** The one door for changes to the document. Implemented by `editor/editor-session.ts`. */
export interface EditorSession {
  readonly store: StoreApi<EditorState>;
  /** Saves what is unsaved, then shows the workflow. Undo history starts anew. */
  open(workflow: WorkflowId): Promise<void>;
  /**
   * Applies edits as one undoable command; those of nodes and edges to the graph that is shown. Successive commands with the
   * same `mergeKey` become one (typing, dragging). While a borrowed graph is shown, only the document as a whole can be edited:
   * other commands change nothing.
   */
  edit(edits: readonly GraphEdit[], command: EditCommand): void;
  /** Shows one of the document's graphs, or else one of `lender`; the own one where neither has one of that name. */
  showGraph(name: string, lender?: GraphDocument): void;
  undo(): void;
  redo(): void;
  /** Resolves when everything edited so far is saved. */
  flush(): Promise<void>;
  /** After a conflict: keep ours (saves over it) or take theirs (ours stays reachable by undo). */
  resolveConflict(keep: 'ours' | 'theirs'): Promise<void>;
  setBreakpoints(breakpoints: readonly Breakpoint[]): void;
  dispose(): void;
}

export interface EditCommand {
  readonly label: string;
  readonly mergeKey?: string;
  /** A named graph that gets another name by these edits: breakpoints in it follow, and it stays the one shown. */
  readonly renamesGraph?: { readonly from: string; readonly to: string };
}
