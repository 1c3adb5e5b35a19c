import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { useWorkbench } from '../workbench/workbench.ts';
import { useCanvas } from './canvas-context.ts';
import type { NodeFacts } from './node-facts.ts';
import { refuseEdit } from './read-only.ts';
import styles from './NodeCard.module.css';

/** The name, or the field to change it. Enter and leaving keep, Escape drops. */
export function NodeTitle({ id, facts }: { readonly id: string; readonly facts: NodeFacts }) {
  const workbench = useWorkbench();
  const { store } = useCanvas();
  const renaming = useStore(store, (state) => state.renaming === id);
  if (!renaming) {
    return (
      <span
        className={styles['name']}
        title={facts.label}
        onDoubleClick={(event) => {
          event.stopPropagation();
          if (!refuseEdit(workbench)) store.setState({ renaming: id });
        }}
      >
        {facts.label}
      </span>
    );
  }
  return <RenameField id={id} label={facts.label} />;
}

function RenameField({ id, label }: { readonly id: string; readonly label: string }) {
  const { editor } = useWorkbench();
  const { store } = useCanvas();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  const finish = (keep: boolean) => {
    if (store.getState().renaming !== id) return;
    const text = field.current?.value.trim() ?? '';
    store.setState((state) => ({ renaming: undefined, focused: id, focusRequest: state.focusRequest + 1 }));
    if (!keep || text === '' || text === label) return;
    editor.edit([{ type: 'update-node', node: id, changes: { label: text } }], { label: `Rename ${label}` });
  };
  return (
    <input
      ref={field}
      aria-label="Name"
      className={`${styles['rename']} nodrag nopan`}
      defaultValue={label}
      maxLength={200}
      onBlur={() => finish(true)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') finish(true);
        if (event.key === 'Escape') finish(false);
      }}
    />
  );
}
