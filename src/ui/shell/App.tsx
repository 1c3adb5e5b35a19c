import '../theme/theme.ts';
import { CSPProvider } from '@base-ui/react/csp-provider';
import { Tooltip } from '@base-ui/react/tooltip';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { runCommands } from '../run-bar/run-commands.ts';
import { applyTheme } from '../theme/theme.ts';
import { stepCommands } from '../timeline/step-actions.ts';
import { ToastList } from '../widgets/ToastList.tsx';
import { WorkbenchProvider } from '../workbench/workbench.ts';
import type { Workbench } from '../workbench/workbench.ts';
import { bindKeys } from './key-bindings.ts';
import { Layout } from './Layout.tsx';
import { invalidateOnChanges } from './lists.ts';
import { ShellDialogs } from './ShellDialogs.tsx';
import { shellCommands } from './shell-commands.ts';
import { Tour } from './Tour.tsx';

/** The whole bench in the browser, over whatever engine, editor and debugger it is handed. */
export function App({ workbench }: { readonly workbench: Workbench }) {
  const [queries] = useState(createQueries);
  useEffect(() => workbench.commands.register(runCommands(workbench)), [workbench]);
  useEffect(() => workbench.commands.register(stepCommands(workbench)), [workbench]);
  useEffect(() => workbench.commands.register(shellCommands(workbench)), [workbench]);
  useEffect(() => bindKeys(workbench.commands, globalThis.window), [workbench]);
  useEffect(() => invalidateOnChanges(workbench.client, queries), [workbench, queries]);
  const theme = useStore(workbench.view, (state) => state.theme);
  useEffect(() => applyTheme(theme), [theme]);
  return (
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queries}>
        <WorkbenchProvider value={workbench}>
          <Tooltip.Provider delay={500}>
            <Layout />
            <ShellDialogs />
            <Tour />
            <ToastList toasts={workbench.toasts} />
          </Tooltip.Provider>
        </WorkbenchProvider>
      </QueryClientProvider>
    </CSPProvider>
  );
}

/** What is read lives in this browser: the network's state says nothing about it, and a second try would fail alike. */
function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { networkMode: 'always', retry: false, refetchOnWindowFocus: false, staleTime: Infinity },
      mutations: { networkMode: 'always' },
    },
  });
}
