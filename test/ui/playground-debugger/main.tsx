import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { createStore } from 'zustand/vanilla';
import { createDebugSession } from '../../../src/debugger/debug-session.ts';
import type { EditorSession, EditorState } from '../../../src/editor/editor-state.ts';
import { executionId } from '../../../src/model/ids.ts';
import { DetailPanel } from '../../../src/ui/detail/DetailPanel.tsx';
import { applyTheme } from '../../../src/ui/theme/theme.ts';
import { TimelinePanel } from '../../../src/ui/timeline/TimelinePanel.tsx';
import { createToasts } from '../../../src/ui/widgets/toasts.ts';
import { ToastList } from '../../../src/ui/widgets/ToastList.tsx';
import { createCommandRegistry } from '../../../src/ui/workbench/command-registry-store.ts';
import { createViewStore } from '../../../src/ui/workbench/view-store.ts';
import { WorkbenchProvider } from '../../../src/ui/workbench/workbench.ts';
import type { Workbench } from '../../../src/ui/workbench/workbench.ts';
import { createRecordedClient } from './recorded-client.ts';
import { detective, recordings } from './recordings.ts';

/** The debugger's panels over recorded executions: `?theme=dark&x=x11`. */
const wanted = new URLSearchParams(location.search);
const client = createRecordedClient(recordings(), detective);
const toasts = createToasts();
const workbench: Workbench = {
  client,
  editor: { store: createStore<Partial<EditorState>>(() => ({})) } as unknown as EditorSession,
  debug: createDebugSession({ client }),
  view: createViewStore(undefined),
  commands: createCommandRegistry((problem) => void toasts.error(problem)),
  kinds: new Map(),
  toasts,
};
Object.assign(window, { playground: workbench });
applyTheme(wanted.get('theme') === 'dark' ? 'dark' : 'light');

createRoot(document.querySelector('#root') as HTMLElement).render(
  <QueryClientProvider client={new QueryClient()}>
    <WorkbenchProvider value={workbench}>
      <main
        style={{
          display: 'grid',
          gridTemplateColumns: '1.02fr 1fr',
          height: wanted.get('height') ?? '100%',
          gap: 1,
          background: 'var(--line)',
        }}
      >
        <div style={{ minWidth: 0, minHeight: 0, background: 'var(--panel)' }}>
          <TimelinePanel problems={<p>No problems.</p>} problemCount={0} />
        </div>
        <div style={{ minWidth: 0, minHeight: 0, background: 'var(--panel)' }}>
          <DetailPanel />
        </div>
      </main>
      <ToastList toasts={toasts} />
    </WorkbenchProvider>
  </QueryClientProvider>,
);
void workbench.debug.inspect(executionId(wanted.get('x') ?? 'x12'));
