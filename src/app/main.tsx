import { createRoot } from 'react-dom/client';
import { createDebugSession } from '../debugger/debug-session.ts';
import { createDraftStore } from '../editor/draft-store.ts';
import { createEditorSession } from '../editor/editor-session.ts';
import { systemClock } from '../host/system-clock.ts';
import { nodeKinds } from '../nodes/registry.ts';
import { App } from '../ui/shell/App.tsx';
import { openWorkflow } from '../ui/shell/workflow-actions.ts';
import { createToasts } from '../ui/widgets/toasts.ts';
import { createCommandRegistry } from '../ui/workbench/command-registry-store.ts';
import { createViewStore } from '../ui/workbench/view-store.ts';
import type { Workbench } from '../ui/workbench/workbench.ts';
import { startEngine } from './engine.ts';
import { ensureExamples, exampleCatalogue } from './example-catalogue.ts';
import { parseRoute } from './route.ts';
import { bindRoute, followRoute } from './route-binding.ts';
import { createConsole } from './window-wtb.ts';

const client = startEngine();
const storage = localStorageOrNone();
const toasts = createToasts();
const workbench: Workbench = {
  client,
  editor: createEditorSession({
    workflows: client.workflows,
    executions: client.executions,
    kinds: nodeKinds,
    clock: systemClock,
    checkExpression: async (text) => {
      const fault = await client.checkExpression(text);
      return fault === undefined ? undefined : { message: fault.message, position: (fault.place?.column ?? 1) - 1 };
    },
    checkSource: (source) => client.checkSource(source),
    onHide: (listener) => {
      addEventListener('pagehide', listener);
      return () => removeEventListener('pagehide', listener);
    },
    ...(storage === undefined ? {} : { drafts: createDraftStore(storage) }),
  }),
  debug: createDebugSession({ client }),
  view: createViewStore(storage),
  commands: createCommandRegistry((problem) => toasts.error(problem)),
  kinds: nodeKinds,
  toasts,
  examples: exampleCatalogue,
};

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element #root');
createRoot(root).render(<App workbench={workbench} />);
open().catch((error: unknown) => toasts.error(error));

/** Shows what the address names, or the newest workflow; from then on address and bench go together. */
async function open(): Promise<void> {
  const route = parseRoute(location.hash);
  const first = await ensureExamples(client);
  if (route.workflow !== undefined) await followRoute(workbench, route).catch((error: unknown) => toasts.error(error));
  if (workbench.editor.store.getState().workflow === undefined && first !== undefined) {
    await openWorkflow(workbench, first.id);
  }
  bindRoute(workbench, window);
  window.wtb = createConsole(workbench);
}

/** `undefined` where the browser refuses site data. */
function localStorageOrNone(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
