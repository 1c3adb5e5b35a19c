import { useMemo } from 'react';
import { otherSideOf } from '../../debugger/compare.ts';
import { selectedRowOf } from './use-debug.ts';
import type { TimelineRow } from '../../debugger/timeline-model.ts';
import type { CheckpointId, ExecutionId } from '../../model/ids.ts';
import type { WorkbenchCommand } from '../workbench/command-registry.ts';
import { breakAt, breaksAt, placeOfRow } from '../workbench/path-breakpoints.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import type { Workbench } from '../workbench/workbench.ts';

/** What one can do with a step. Failures are shown to the user, never thrown. */
export interface StepActions {
  readonly rollback: (checkpoint: CheckpointId) => void;
  readonly fork: (checkpoint: CheckpointId) => void;
  /** Puts a point beside the selected one, or, where it is the selected one, beside the head. */
  readonly compare: (checkpoint: CheckpointId, execution?: ExecutionId) => void;
}

export function createStepActions(workbench: Workbench): StepActions {
  const { client, debug, view, toasts } = workbench;
  const run = (work: (id: ExecutionId) => Promise<void>) => {
    const id = debug.store.getState().execution?.id;
    if (id !== undefined) work(id).catch((error: unknown) => toasts.error(error));
  };
  return {
    rollback: (checkpoint) =>
      run(async (id) => {
        await client.executions.rollback(id, checkpoint);
        debug.select(undefined);
      }),
    fork: (checkpoint) =>
      run(async (id) => {
        const forked = await client.executions.fork(id, checkpoint);
        await debug.inspect(forked.id);
        const back = () => debug.inspect(id);
        toasts.show({ text: `Forked as #${forked.number}`, action: { label: 'Back to the original', run: back } });
      }),
    compare: (checkpoint, execution) => {
      const state = debug.store.getState();
      const own = state.execution?.id;
      if (own === undefined) return;
      const elsewhere = execution !== undefined && execution !== own;
      if (!elsewhere && checkpoint === state.selected) debug.select(undefined);
      const other = elsewhere ? checkpoint : besideOf(workbench, checkpoint);
      debug.compare({ execution: execution ?? own, checkpoint: other });
      view.setState({ detailTab: 'compare' });
    },
  };
}

/** A point compared with itself says nothing: then the newest other branch stands beside it, or the step before. */
function besideOf({ debug }: Workbench, checkpoint: CheckpointId): CheckpointId {
  const state = debug.store.getState();
  if (checkpoint !== state.selected) return checkpoint;
  return otherSideOf(state, checkpoint) ?? state.rows[state.rowOf.get(checkpoint) ?? -1]?.parent ?? checkpoint;
}

export function useStepActions(): StepActions {
  const workbench = useWorkbench();
  return useMemo(() => createStepActions(workbench), [workbench]);
}

/** The checkpoint that a row's actions are about: its own, or for a failed attempt the one before it. */
export function checkpointOf(row: TimelineRow | undefined): CheckpointId | undefined {
  return row?.checkpoint ?? row?.parent;
}

/** The same as commands, for the palette and keys. */
export function stepCommands(workbench: Workbench): readonly WorkbenchCommand[] {
  const actions = createStepActions(workbench);
  const selected = () => checkpointOf(selectedRowOf(workbench.debug.store.getState()));
  const enabled = (): true | string => (selected() === undefined ? 'No step is selected.' : true);
  const place = () => placeOfRow(selectedRowOf(workbench.debug.store.getState()));
  const command = (id: string, title: string, act: (checkpoint: CheckpointId) => void): WorkbenchCommand => ({
    id,
    title,
    group: 'Step',
    enabled,
    run: () => {
      const checkpoint = selected();
      if (checkpoint !== undefined) act(checkpoint);
    },
  });
  return [
    command('step.rollback', 'Roll back to here', actions.rollback),
    command('step.fork', 'Fork from here', actions.fork),
    command('step.compare', 'Compare', (checkpoint) => actions.compare(checkpoint)),
    {
      id: 'step.breakHere',
      title: 'Break at this path only',
      group: 'Step',
      enabled: () => {
        const here = place();
        if (here === undefined) return 'No step of a node is selected.';
        return breaksAt(workbench, here) === undefined || 'There is a breakpoint already.';
      },
      run: () => {
        const here = place();
        if (here !== undefined) breakAt(workbench, here);
      },
    },
  ];
}
