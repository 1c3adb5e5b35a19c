import { createContext, useContext } from 'react';
import type { StoreApi } from 'zustand/vanilla';
import type { DebugSession } from '../../debugger/debug-state.ts';
import type { EditorSession } from '../../editor/editor-state.ts';
import type { EngineClient } from '../../host/engine-client.ts';
import type { GraphDocument } from '../../model/graph-document.ts';
import type { NodeKinds } from '../../model/node-definition.ts';
import type { Toasts } from '../widgets/toasts.ts';
import type { CommandRegistry } from './command-registry.ts';
import type { ViewState } from './view-state.ts';

/** Everything that panels work with; made once by `app/` and handed down by React context. */
export interface Workbench {
  readonly client: EngineClient;
  readonly editor: EditorSession;
  readonly debug: DebugSession;
  readonly view: StoreApi<ViewState>;
  readonly commands: CommandRegistry;
  readonly kinds: NodeKinds;
  /** Short messages with an optional action such as Undo; `toasts.error(thrown)` shows any failure. */
  readonly toasts: Toasts;
  /** The shipped examples as they came, for putting one back. */
  readonly examples?: ExampleCatalogue;
}

export interface ExampleCatalogue {
  /** @param name what `WorkflowRecord.example` says */
  load(name: string): Promise<GraphDocument>;
}

const WorkbenchContext = createContext<Workbench | undefined>(undefined);
export const WorkbenchProvider = WorkbenchContext.Provider;

export function useWorkbench(): Workbench {
  const workbench = useContext(WorkbenchContext);
  if (workbench === undefined) throw new Error('useWorkbench needs a WorkbenchProvider above it');
  return workbench;
}
