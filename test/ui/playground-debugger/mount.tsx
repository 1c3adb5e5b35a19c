import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { createStore } from 'zustand/vanilla';
import { createDebugSession } from '../../../src/debugger/debug-session.ts';
import type { EditorSession, EditorState } from '../../../src/editor/editor-state.ts';
import { DetailPanel } from '../../../src/ui/detail/DetailPanel.tsx';
import { TimelinePanel } from '../../../src/ui/timeline/TimelinePanel.tsx';
import { createToasts } from '../../../src/ui/widgets/toasts.ts';
import { ToastList } from '../../../src/ui/widgets/ToastList.tsx';
import { createCommandRegistry } from '../../../src/ui/workbench/command-registry-store.ts';
import { createViewStore } from '../../../src/ui/workbench/view-store.ts';
import { WorkbenchProvider } from '../../../src/ui/workbench/workbench.ts';
import type { Workbench } from '../../../src/ui/workbench/workbench.ts';
import { createRecordedClient } from './recorded-client.ts';
import { detective, recordings } from './recordings.ts';

/** A workbench over recorded executions: everything about looking works, nothing runs. */
export function createRecordedWorkbench(): Workbench {
  const client = createRecordedClient(recordings(), detective);
  const toasts = createToasts();
  return {
    client,
    editor: { store: createStore<Partial<EditorState>>(() => ({})) } as unknown as EditorSession,
    debug: createDebugSession({ client }),
    view: createViewStore(undefined),
    commands: createCommandRegistry((problem) => void toasts.error(problem)),
    kinds: new Map(),
    toasts,
  };
}

/** Timeline and details side by side. Gives what takes them away again. */
export function mountPanels(root: HTMLElement, workbench: Workbench, height = '100%'): () => void {
  const mounted = createRoot(root);
  mounted.render(
    <QueryClientProvider client={new QueryClient()}>
      <WorkbenchProvider value={workbench}>
        <main style={{ display: 'grid', gridTemplateColumns: '1.02fr 1fr', height, gap: 1, background: 'var(--line)' }}>
          <div style={{ minWidth: 0, minHeight: 0, background: 'var(--panel)' }}>
            <TimelinePanel problems={<p>No problems.</p>} problemCount={0} />
          </div>
          <div style={{ minWidth: 0, minHeight: 0, background: 'var(--panel)' }}>
            <DetailPanel />
          </div>
        </main>
        <ToastList toasts={workbench.toasts} />
      </WorkbenchProvider>
    </QueryClientProvider>,
  );
  return () => mounted.unmount();
}
