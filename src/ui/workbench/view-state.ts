import type { ActivationPath, EdgeId, NodeId } from '../../model/ids.ts';

/** A place in a variant's code. */
export interface Reveal {
  readonly node: NodeId;
  readonly variant: string;
  readonly line: number;
  readonly column?: number;
}

/** What the user looks at; never part of a document or an execution. Panel sizes and theme are remembered in localStorage. */
export interface ViewState {
  readonly theme: 'light' | 'dark' | 'system';
  readonly leftTab: 'workflows' | 'build' | 'executions';
  /** Whether the left room stands open where there is little room; elsewhere it always does. */
  readonly leftOpen: boolean;
  readonly inspectorTab: 'variants' | 'settings' | 'contract' | 'retry' | 'last';
  readonly bottomTab: 'timeline' | 'console' | 'branches' | 'problems';
  readonly detailTab: 'diff' | 'context' | 'io' | 'logs' | 'compare';
  /** A place in a variant's code that the inspector shows, as soon as the node is; a new object shows it again. */
  readonly reveal: Reveal | undefined;
  readonly selectedNodes: readonly NodeId[];
  readonly selectedEdges: readonly EdgeId[];
  /** Which dialog is open, if any. */
  readonly dialog:
    | undefined
    | { readonly type: 'palette'; readonly query?: string }
    | { readonly type: 'keys' }
    | { readonly type: 'run-input'; readonly startPaused: boolean }
    | { readonly type: 'swap'; readonly node: NodeId; readonly variant?: string }
    /** The form of a human node that waits. */
    | { readonly type: 'answer'; readonly path: ActivationPath }
    /** A message to the execution under inspection. */
    | { readonly type: 'send'; readonly name?: string; readonly key?: string }
    | { readonly type: 'import' }
    | { readonly type: 'export'; readonly what: 'workflow' | 'execution' }
    | { readonly type: 'edit-context'; readonly scope?: ActivationPath };
  readonly tour: 'unseen' | 'running' | 'done';
}
