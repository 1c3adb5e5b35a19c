import Copy from 'lucide-react/icons/copy';
import Download from 'lucide-react/icons/download';
import Ellipsis from 'lucide-react/icons/ellipsis';
import Pencil from 'lucide-react/icons/pencil';
import Trash2 from 'lucide-react/icons/trash-2';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { ExecutionSummary } from '../../model/execution.ts';
import { explainStandstill } from '../run-bar/standstill.ts';
import { Button, IconButton } from '../widgets/Button.tsx';
import { EmptyState } from '../widgets/EmptyState.tsx';
import { Menu } from '../widgets/Menu.tsx';
import type { MenuEntry } from '../widgets/Menu.tsx';
import { RelativeTime } from '../widgets/RelativeTime.tsx';
import { StatusMark } from '../widgets/StatusMark.tsx';
import { useWorkbench } from '../workbench/workbench.ts';
import styles from './LeftRail.module.css';
import { duplicateExecution, inspectExecution, removeExecution } from './execution-actions.ts';
import { useExecutions } from './lists.ts';
import { NameDialog } from './NameDialog.tsx';

/** The executions of the open workflow, newest first. */
export function Executions() {
  const { editor, client, toasts, commands } = useWorkbench();
  const workflow = useStore(editor.store, (state) => state.workflow);
  const { data, error } = useExecutions(workflow);
  const [renaming, setRenaming] = useState<ExecutionSummary>();
  if (error !== null) return <EmptyState title="The executions can't be read">{error.message}</EmptyState>;
  if (data === undefined || data.length === 0) {
    return (
      <EmptyState
        title="No executions yet"
        action={<Button onClick={() => void commands.run('execution.startPaused')}>Start paused</Button>}
      >
        Each run of this workflow is kept here, with every step, to look at, roll back and compare.
      </EmptyState>
    );
  }
  const rename = (name: string) => {
    if (renaming === undefined) return;
    client.executions
      .rename(renaming.id, name === '' ? undefined : name)
      .catch((problem: unknown) => toasts.error(problem));
  };
  return (
    <>
      <ul aria-label="Executions">
        {data.map((execution) => (
          <ExecutionRow
            key={execution.id}
            execution={execution}
            origin={data.find(({ id }) => id === execution.forkedFrom?.execution)?.number}
            onRename={() => setRenaming(execution)}
          />
        ))}
      </ul>
      <NameDialog
        open={renaming !== undefined}
        title={`Rename execution #${renaming?.number ?? ''}`}
        name={renaming?.name ?? ''}
        optional
        onName={rename}
        onClose={() => setRenaming(undefined)}
      />
    </>
  );
}

function ExecutionRow({
  execution,
  origin,
  onRename,
}: {
  readonly execution: ExecutionSummary;
  /** The number of the execution that it was forked from, where that is listed. */
  readonly origin: number | undefined;
  readonly onRename: () => void;
}) {
  const workbench = useWorkbench();
  const shown = useStore(workbench.debug.store, (state) => state.execution?.id === execution.id);
  // The shown one is known live; the list only learns of it when it is read again.
  const live = useStore(workbench.debug.store, (state) =>
    state.execution?.id === execution.id ? state.execution : execution,
  );
  const document = useStore(workbench.editor.store, (state) => state.document);
  const { word, where, state } = explainStandstill(live, document);
  const status = `#${live.number} ${word}${where === '' ? '' : ` ${where}`}`;
  return (
    <li className={styles['row']} data-on={shown}>
      <button
        type="button"
        className={styles['pick']}
        aria-current={shown}
        onClick={() => void inspectExecution(workbench, execution.id)}
      >
        <StatusMark state={state} size={13} />
        <span className={styles['text']} title={status}>
          {execution.name ?? status}
          {execution.name === undefined ? undefined : <small>{status}</small>}
          {execution.forkedFrom === undefined ? undefined : (
            <small title={`Forked from execution ${execution.forkedFrom.execution}`}>
              {origin === undefined ? 'forked' : `forked from #${origin}`}
            </small>
          )}
        </span>
        <span className={styles['when']}>
          <RelativeTime at={live.updatedAt} />
        </span>
      </button>
      <Menu
        align="end"
        items={executionMenu(workbench, execution, onRename)}
        trigger={
          <IconButton
            className={styles['more'] ?? ''}
            label={`More for execution #${execution.number}`}
            icon={<Ellipsis />}
          />
        }
      />
    </li>
  );
}

function executionMenu(
  workbench: ReturnType<typeof useWorkbench>,
  execution: ExecutionSummary,
  onRename: () => void,
): readonly MenuEntry[] {
  return [
    { label: 'Rename', icon: <Pencil />, onSelect: onRename },
    { label: 'Duplicate', icon: <Copy />, onSelect: () => void duplicateExecution(workbench, execution.id) },
    {
      label: 'Export…',
      icon: <Download />,
      onSelect: () =>
        void inspectExecution(workbench, execution.id).then(() =>
          workbench.view.setState({ dialog: { type: 'export', what: 'execution' } }),
        ),
    },
    { type: 'separator' },
    { label: 'Delete', icon: <Trash2 />, danger: true, onSelect: () => void removeExecution(workbench, execution) },
  ];
}
