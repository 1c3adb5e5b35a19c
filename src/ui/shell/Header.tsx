import CircleHelp from 'lucide-react/icons/circle-question-mark';
import Moon from 'lucide-react/icons/moon';
import Search from 'lucide-react/icons/search';
import Sun from 'lucide-react/icons/sun';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { RunBar } from '../run-bar/RunBar.tsx';
import { resolveTheme } from '../theme/theme.ts';
import { IconButton } from '../widgets/Button.tsx';
import { ChipButton } from '../widgets/Chip.tsx';
import { formatCount } from '../widgets/format.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import styles from './Layout.module.css';

/** What is open and how it is saved · the run bar · problems, palette, keys, theme. */
export function Header() {
  return (
    <header className={styles['header']}>
      <div className={styles['brand']}>
        <Mark />
        <WorkflowName />
        <SavedState />
      </div>
      <RunBar />
      <Extras />
    </header>
  );
}

function Mark() {
  return (
    <svg width="22" height="22" viewBox="0 0 22 22" role="img" aria-label="Workflow Test Bench">
      <rect x="1" y="1" width="20" height="20" rx="6" fill="var(--accent)" />
      <path d="M5 7h4l4 8h4M13 7h4" stroke="var(--panel)" strokeWidth="1.8" fill="none" strokeLinecap="round" />
    </svg>
  );
}

function WorkflowName() {
  const { editor } = useWorkbench();
  const name = useStore(editor.store, (state) => state.document?.name);
  const [editing, setEditing] = useState(false);
  if (name === undefined) return <span className={styles['saved']}>No workflow is open</span>;
  if (editing) return <NameField name={name} onDone={() => setEditing(false)} />;
  return (
    <h1>
      <button
        type="button"
        className={styles['title']}
        title={`${name} (click to rename)`}
        onClick={() => setEditing(true)}
      >
        <span>{name}</span>
      </button>
    </h1>
  );
}

function NameField({ name, onDone }: { readonly name: string; readonly onDone: () => void }) {
  const { editor } = useWorkbench();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  const finish = () => {
    const text = field.current?.value.trim() ?? '';
    if (text !== '' && text !== name)
      editor.edit([{ type: 'update-document', changes: { name: text } }], { label: 'Rename workflow' });
    onDone();
  };
  return (
    <input
      ref={field}
      aria-label="Name of the workflow"
      className={styles['titleField']}
      defaultValue={name}
      maxLength={200}
      onBlur={finish}
      onKeyDown={(event) => {
        if (event.key === 'Enter') finish();
        if (event.key === 'Escape') onDone();
      }}
    />
  );
}

function SavedState() {
  const { editor } = useWorkbench();
  const saving = useStore(editor.store, (state) => state.saving);
  const version = useStore(editor.store, (state) => state.version);
  const open = useStore(editor.store, (state) => state.document !== undefined);
  const error = useStore(editor.store, (state) => state.saveError);
  if (!open) return undefined;
  const words = {
    saved: `saved · v${version}`,
    unsaved: 'edited',
    saving: 'saving…',
    conflict: 'newer in another tab',
    failed: 'not saved',
  };
  const bad = saving === 'failed' || saving === 'conflict';
  return (
    <span className={styles['saved']} data-bad={bad} title={error?.message}>
      {words[saving]}
    </span>
  );
}

function Extras() {
  const { commands, view, editor } = useWorkbench();
  const problems = useStore(editor.store, (state) => state.problems);
  const theme = useStore(view, (state) => state.theme);
  const dark = resolveTheme(theme) === 'dark';
  const severe = problems.some(({ severity }) => severity === 'error');
  return (
    <div className={styles['extras']}>
      {problems.length === 0 ? undefined : (
        <ChipButton
          tone={severe ? 'bad' : 'wait'}
          icon={<TriangleAlert aria-hidden="true" />}
          onClick={() => view.setState({ bottomTab: 'problems' })}
        >
          {formatCount(problems.length, 'problem')}
        </ChipButton>
      )}
      <IconButton
        label="Command palette"
        keys="$mod+k"
        icon={<Search />}
        onClick={() => void commands.run('view.palette')}
      />
      <IconButton label="Keys" keys="?" icon={<CircleHelp />} onClick={() => void commands.run('view.keys')} />
      <IconButton
        label={dark ? 'Light theme' : 'Dark theme'}
        icon={dark ? <Sun /> : <Moon />}
        onClick={() => view.setState({ theme: dark ? 'light' : 'dark' })}
      />
    </div>
  );
}
