import type { WorkbenchCommand } from '../workbench/command-registry.ts';
import type { ViewState } from '../workbench/view-state.ts';
import type { Workbench } from '../workbench/workbench.ts';
import { createWorkflow, duplicateWorkflow } from './workflow-actions.ts';

/** Workflows, rooms, theme, help. */
export function shellCommands(workbench: Workbench): readonly WorkbenchCommand[] {
  return [...workflowCommands(workbench), ...roomCommands(workbench), ...helpCommands(workbench)];
}

function workflowCommands(workbench: Workbench): readonly WorkbenchCommand[] {
  const { view, editor, debug } = workbench;
  const group = 'Workflow';
  const open = () => editor.store.getState().document !== undefined || 'No workflow is open.';
  return [
    { id: 'workflow.new', title: 'New workflow', group, run: () => createWorkflow(workbench) },
    {
      id: 'workflow.import',
      title: 'Import a workflow or an execution…',
      group,
      run: () => view.setState({ dialog: { type: 'import' } }),
    },
    {
      id: 'workflow.export',
      title: 'Export workflow…',
      group,
      enabled: open,
      run: () => view.setState({ dialog: { type: 'export', what: 'workflow' } }),
    },
    {
      id: 'workflow.duplicate',
      title: 'Duplicate workflow',
      group,
      enabled: open,
      run: async () => {
        const { workflow } = editor.store.getState();
        if (workflow !== undefined) await duplicateWorkflow(workbench, workflow);
      },
    },
    {
      id: 'execution.export',
      title: 'Export execution…',
      group,
      enabled: () => debug.store.getState().execution !== undefined || 'No execution is shown.',
      run: () => view.setState({ dialog: { type: 'export', what: 'execution' } }),
    },
    {
      id: 'execution.editContext',
      title: 'Edit context…',
      group: 'Run',
      enabled: () =>
        ['created', 'paused'].includes(debug.store.getState().execution?.status ?? '') || 'Pause an execution first.',
      run: () => view.setState({ dialog: { type: 'edit-context' } }),
    },
  ];
}

function roomCommands({ view }: Workbench): readonly WorkbenchCommand[] {
  const show = (id: string, title: string, state: Partial<ViewState>): WorkbenchCommand => ({
    id: `view.${id}`,
    title: `Show ${title}`,
    group: 'View',
    run: () => view.setState(state),
  });
  return [
    show('workflows', 'workflows', { leftTab: 'workflows', leftOpen: true }),
    show('build', 'node palette and outline', { leftTab: 'build', leftOpen: true }),
    show('executions', 'executions', { leftTab: 'executions', leftOpen: true }),
    show('timeline', 'timeline', { bottomTab: 'timeline' }),
    show('console', 'console', { bottomTab: 'console' }),
    show('branches', 'branches', { bottomTab: 'branches' }),
    show('problems', 'problems', { bottomTab: 'problems' }),
    show('diff', 'diff', { detailTab: 'diff' }),
    show('context', 'context', { detailTab: 'context' }),
    show('compare', 'comparison', { detailTab: 'compare' }),
    ...(['light', 'dark', 'system'] as const).map((theme) => ({
      id: `view.theme.${theme}`,
      title: theme === 'system' ? 'Theme as the system has it' : `Use the ${theme} theme`,
      group: 'View',
      run: () => view.setState({ theme }),
    })),
  ];
}

function helpCommands({ view }: Workbench): readonly WorkbenchCommand[] {
  return [
    {
      id: 'view.palette',
      title: 'Command palette',
      group: 'Help',
      keys: ['$mod+k'],
      whileTyping: true,
      run: () => view.setState({ dialog: { type: 'palette' } }),
    },
    {
      id: 'view.addNode',
      title: 'Add a node…',
      group: 'Add',
      keys: ['a'],
      run: () => view.setState({ dialog: { type: 'palette', query: 'Add ' } }),
    },
    {
      id: 'view.keys',
      title: 'Keys',
      group: 'Help',
      keys: ['Shift+?', '?'],
      run: () => view.setState({ dialog: { type: 'keys' } }),
    },
    { id: 'view.tour', title: 'Take the tour', group: 'Help', run: () => view.setState({ tour: 'running' }) },
  ];
}
