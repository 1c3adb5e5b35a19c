import { nextUp } from '../../debugger/next-up.ts';
import { frameOfPath } from '../../debugger/frame-index.ts';
import type { ExecutionStatus, ExecutionSummary } from '../../model/execution.ts';
import type { Value } from '../../model/value.ts';
import type { WorkbenchCommand } from '../workbench/command-registry.ts';
import type { Workbench } from '../workbench/workbench.ts';

const resumable: readonly ExecutionStatus[] = ['paused', 'interrupted'];
const active: readonly ExecutionStatus[] = ['created', 'running', 'pausing', 'paused', 'interrupted'];

/** Run, pause, resume, step, step back, stop: enabled by how the execution under inspection stands. */
export function runCommands(workbench: Workbench): readonly WorkbenchCommand[] {
  const current = () => workbench.debug.store.getState().execution;
  const withExecution = (act: (execution: ExecutionSummary) => Promise<unknown>) => async () => {
    const execution = current();
    if (execution === undefined) return;
    await act(execution);
    workbench.debug.select(undefined);
  };
  const when = (statuses: readonly ExecutionStatus[], reason: string) => () => {
    const execution = current();
    if (execution === undefined) return 'Nothing runs yet.';
    if (execution.driver === 'elsewhere') return 'Another tab drives this execution.';
    return statuses.includes(execution.status) || reason;
  };
  const { executions } = workbench.client;
  const commands: readonly Omit<WorkbenchCommand, 'group'>[] = [
    {
      id: 'execution.stepBack',
      title: 'Step back',
      keys: ['u'],
      enabled: () => {
        const { execution, rows, rowOf, head } = workbench.debug.store.getState();
        // An edit by hand or a swap is taken back like a step, also where no node has run yet.
        const isAtStart = head === undefined || rows[rowOf.get(head) ?? -1]?.parent === undefined;
        if (execution === undefined || isAtStart) return 'There is no step to go back by.';
        return execution.driver === 'elsewhere' ? 'Another tab drives this execution.' : true;
      },
      run: withExecution(({ id }) => executions.stepBack(id)),
    },
    {
      id: 'execution.pause',
      title: 'Pause',
      keys: ['F8', 'p'],
      enabled: when(['running'], 'It is not running.'),
      run: withExecution(({ id }) => executions.pause(id)),
    },
    {
      id: 'execution.resume',
      title: 'Resume',
      keys: ['F8', 'p'],
      enabled: when(resumable, 'It is not paused.'),
      run: withExecution(({ id }) => executions.resume(id)),
    },
    {
      id: 'execution.cancelInFlight',
      title: 'Pause and cancel what is running',
      enabled: when(['running', 'pausing'], 'Nothing is in flight.'),
      run: withExecution(({ id }) => executions.pause(id, 'cancel')),
    },
    {
      id: 'execution.step',
      title: 'Step',
      keys: ['F10', 'n'],
      enabled: when(resumable, 'Pause first.'),
      run: withExecution(({ id }) => executions.step(id)),
    },
    {
      id: 'execution.stepInto',
      title: 'Step into',
      keys: ['F11', 's'],
      enabled: when(resumable, 'Pause first.'),
      run: withExecution(({ id }) => executions.step(id, undefined, 'into')),
    },
    {
      id: 'execution.stepOut',
      title: 'Step out',
      keys: ['Shift+F11', 'f'],
      enabled: () => {
        const can = when(resumable, 'Pause first.')();
        if (can !== true) return can;
        return standsInside(current()) || 'It stands in the outermost graph.';
      },
      run: withExecution(({ id }) => executions.step(id, undefined, 'out')),
    },
    {
      id: 'execution.stop',
      title: 'Stop',
      keys: ['Shift+F8'],
      enabled: when(active, 'It has ended.'),
      run: withExecution(({ id }) => executions.stop(id)),
    },
    {
      id: 'execution.send',
      title: 'Send message…',
      enabled: when(['running', 'pausing', 'paused', 'interrupted'], 'It has ended.'),
      run: () => workbench.view.setState({ dialog: { type: 'send' } }),
    },
    {
      id: 'execution.startPaused',
      title: 'Start paused',
      keys: ['$mod+Shift+Enter'],
      enabled: () => canStart(workbench),
      run: () => requestStart(workbench, true),
    },
    {
      id: 'execution.run',
      title: 'Run',
      keys: ['$mod+Enter'],
      enabled: () => canStart(workbench),
      run: () => requestStart(workbench, false),
    },
  ];
  return commands.map((command) => ({ ...command, group: 'Run' }));
}

/** Whether who is next stands in an item, an iteration or a subflow. */
function standsInside(execution: ExecutionSummary | undefined): boolean {
  const next = execution === undefined ? undefined : nextUp(execution);
  return next !== undefined && frameOfPath(next.path) !== undefined;
}

function canStart({ editor }: Workbench): true | string {
  const { document } = editor.store.getState();
  if (document === undefined) return 'No workflow is open.';
  return document.nodes.length > 0 || 'Add a node first.';
}

/** Asks for the input where the workflow has an `input` node, else starts. */
async function requestStart(workbench: Workbench, startPaused: boolean): Promise<void> {
  const { document, problems } = workbench.editor.store.getState();
  if (problems.some(({ severity }) => severity === 'error')) {
    workbench.view.setState({ bottomTab: 'problems' });
    sayErrors(workbench);
    return;
  }
  if (document?.nodes.some(({ kind }) => kind === 'input') === true) {
    workbench.view.setState({ dialog: { type: 'run-input', startPaused } });
    return;
  }
  await startExecution(workbench, { startPaused });
}

/** Said as long as it is true, of this workflow, and no longer than any such message. */
function sayErrors({ editor, toasts }: Pick<Workbench, 'editor' | 'toasts'>): void {
  const { workflow } = editor.store.getState();
  const toast = toasts.show({ tone: 'bad', text: 'The workflow has errors; see Problems.' });
  const stop = editor.store.subscribe((state) => {
    const holds = state.workflow === workflow && state.problems.some(({ severity }) => severity === 'error');
    const shown = toasts.store.getState().some(({ id }) => id === toast);
    if (holds && shown) return;
    stop();
    toasts.dismiss(toast);
  });
}

/** Starts the workflow as it stands in the editor and looks at the new execution. */
export async function startExecution(
  { editor, client, debug }: Pick<Workbench, 'editor' | 'client' | 'debug'>,
  options: { readonly startPaused: boolean; readonly input?: Value },
): Promise<ExecutionSummary | undefined> {
  await editor.flush();
  const { workflow, document } = editor.store.getState();
  if (workflow === undefined || document === undefined) return undefined;
  const started = await client.executions.start({
    workflow,
    document,
    options: { startPaused: options.startPaused },
    ...('input' in options ? { input: options.input } : {}),
  });
  await debug.inspect(started.id);
  return started;
}
