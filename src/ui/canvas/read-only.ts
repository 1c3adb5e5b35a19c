import type { WorkbenchCommand } from '../workbench/command-registry.ts';
import type { Workbench } from '../workbench/workbench.ts';

const reason = 'This graph is shown as the execution runs it. Open its workflow to edit it.';

export const isReadOnly = ({ editor }: Pick<Workbench, 'editor'>): boolean =>
  editor.store.getState().borrowed !== undefined;

/** Whether the graph that is shown can't be edited; who tried is told why. */
export function refuseEdit(workbench: Pick<Workbench, 'editor' | 'toasts'>): boolean {
  if (!isReadOnly(workbench)) return false;
  workbench.toasts.show({ text: reason });
  return true;
}

const editing: ReadonlySet<string> = new Set([
  'node.rename',
  'node.duplicate',
  'node.delete',
  'node.connect',
  'node.insert',
  'edit.cut',
  'edit.paste',
  'edit.arrange',
  'graph.extract',
]);

const edits = (id: string): boolean => editing.has(id) || id.startsWith('node.add.') || id.startsWith('node.move.');

/** The commands, those that edit the graph disabled while it can't be. */
export function whereEditable(
  workbench: Pick<Workbench, 'editor'>,
  commands: readonly WorkbenchCommand[],
): readonly WorkbenchCommand[] {
  return commands.map((command) => {
    if (!edits(command.id)) return command;
    return { ...command, enabled: () => (isReadOnly(workbench) ? reason : (command.enabled?.() ?? true)) };
  });
}
