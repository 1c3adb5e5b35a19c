import { useSyncExternalStore } from 'react';
import type { WorkbenchCommand } from './command-registry.ts';
import { useWorkbench } from './workbench.ts';

/** A command, whether it makes sense now, and its click handler. Renders again when the registry changes. */
export function useCommand(id: string): {
  readonly command: WorkbenchCommand | undefined;
  readonly enabled: true | string;
  readonly run: () => void;
} {
  const { commands } = useWorkbench();
  const command = useSyncExternalStore(
    (listener) => commands.subscribe(listener),
    () => commands.get(id),
  );
  return { command, enabled: command?.enabled?.() ?? true, run: () => void commands.run(id) };
}
