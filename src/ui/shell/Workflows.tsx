import Copy from 'lucide-react/icons/copy';
import Download from 'lucide-react/icons/download';
import Ellipsis from 'lucide-react/icons/ellipsis';
import Pencil from 'lucide-react/icons/pencil';
import Plus from 'lucide-react/icons/plus';
import RotateCcw from 'lucide-react/icons/rotate-ccw';
import Trash2 from 'lucide-react/icons/trash-2';
import Upload from 'lucide-react/icons/upload';
import WorkflowIcon from 'lucide-react/icons/workflow';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { WorkflowRecord } from '../../storage/ports.ts';
import { Button, IconButton } from '../widgets/Button.tsx';
import { EmptyState } from '../widgets/EmptyState.tsx';
import { formatCount } from '../widgets/format.ts';
import { Menu } from '../widgets/Menu.tsx';
import type { MenuEntry } from '../widgets/Menu.tsx';
import { RelativeTime } from '../widgets/RelativeTime.tsx';
import { useWorkbench } from '../workbench/workbench.ts';
import type { Workbench } from '../workbench/workbench.ts';
import styles from './LeftRail.module.css';
import { useWorkflows } from './lists.ts';
import { NameDialog } from './NameDialog.tsx';
import { duplicateWorkflow, openWorkflow, removeWorkflow, renameWorkflow, resetExample } from './workflow-actions.ts';

/** All workflows of this browser. */
export function Workflows() {
  const workbench = useWorkbench();
  const { data, error } = useWorkflows();
  const [renaming, setRenaming] = useState<WorkflowRecord>();
  const attempt = useAttempt();
  if (error !== null) return <EmptyState title="The workflows can't be read">{error.message}</EmptyState>;
  return (
    <>
      <div className={styles['actions']}>
        <Button size="small" icon={<Plus />} onClick={() => void workbench.commands.run('workflow.new')}>
          New workflow
        </Button>
        <Button size="small" icon={<Upload />} onClick={() => void workbench.commands.run('workflow.import')}>
          Import
        </Button>
      </div>
      {data?.length === 0 ? (
        <EmptyState title="No workflows">Make a new one, or import a file.</EmptyState>
      ) : (
        <ul aria-label="Workflows">
          {data?.map((record) => (
            <WorkflowRow key={record.id} record={record} onRename={() => setRenaming(record)} attempt={attempt} />
          ))}
        </ul>
      )}
      <NameDialog
        open={renaming !== undefined}
        title="Rename workflow"
        name={renaming?.document.name ?? ''}
        onName={(name) => renaming !== undefined && attempt(renameWorkflow(workbench, renaming, name))}
        onClose={() => setRenaming(undefined)}
      />
    </>
  );
}

type Attempt = (work: Promise<void>) => void;

/** Lets work go on by itself and shows its failure. */
function useAttempt(): Attempt {
  const { toasts } = useWorkbench();
  return (work) => {
    work.catch((error: unknown) => toasts.error(error));
  };
}

interface RowProps {
  readonly record: WorkflowRecord;
  readonly onRename: () => void;
  readonly attempt: Attempt;
}

function WorkflowRow({ record, onRename, attempt }: RowProps) {
  const workbench = useWorkbench();
  const { kinds } = workbench;
  const open = useStore(workbench.editor.store, (state) => state.workflow === record.id);
  const liveName = useStore(workbench.editor.store, (state) => (open ? state.document?.name : undefined));
  const name = liveName ?? record.document.name;
  return (
    <li className={styles['row']} data-on={open}>
      <button
        type="button"
        className={styles['pick']}
        aria-current={open}
        onClick={() => attempt(openWorkflow(workbench, record.id))}
      >
        <WorkflowIcon width={14} height={14} aria-hidden="true" />
        <span className={styles['text']}>
          {name}
          <small>
            {record.example === undefined ? '' : 'example · '}
            {formatCount(
              record.document.nodes.filter(({ kind }) => kinds.get(kind)?.executable !== false).length,
              'node',
            )}{' '}
            · <RelativeTime at={record.updatedAt} />
          </small>
        </span>
      </button>
      <Menu
        align="end"
        items={workflowMenu(workbench, { record, onRename, attempt })}
        trigger={<IconButton className={styles['more'] ?? ''} label={`More for ${name}`} icon={<Ellipsis />} />}
      />
    </li>
  );
}

function workflowMenu(workbench: Workbench, { record, onRename, attempt }: RowProps): readonly MenuEntry[] {
  const resettable = record.example !== undefined && workbench.examples !== undefined;
  return [
    { label: 'Rename', icon: <Pencil />, onSelect: onRename },
    { label: 'Duplicate', icon: <Copy />, onSelect: () => attempt(duplicateWorkflow(workbench, record.id)) },
    {
      label: 'Export…',
      icon: <Download />,
      onSelect: () =>
        attempt(
          openWorkflow(workbench, record.id).then(() =>
            workbench.view.setState({ dialog: { type: 'export', what: 'workflow' } }),
          ),
        ),
    },
    ...(resettable
      ? [
          {
            label: 'Reset example',
            icon: <RotateCcw />,
            onSelect: () => attempt(resetExample(workbench, record)),
          } satisfies MenuEntry,
        ]
      : []),
    { type: 'separator' },
    { label: 'Delete', icon: <Trash2 />, danger: true, onSelect: () => attempt(removeWorkflow(workbench, record)) },
  ];
}
