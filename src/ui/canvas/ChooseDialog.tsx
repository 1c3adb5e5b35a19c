import { useEffect, useMemo, useRef, useState } from 'react';
import type { FormEvent } from 'react';
import { useStore } from 'zustand';
import { Dialog } from '../widgets/Dialog.tsx';
import { SearchField } from '../widgets/TextField.tsx';
import { KindIcon } from '../workbench/KindIcon.tsx';
import { labelOf, nodeLabel } from '../workbench/labels.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import type { CanvasActions } from './canvas-actions.ts';
import { useCanvas } from './canvas-context.ts';
import styles from './Canvas.module.css';

interface Choice {
  readonly id: string;
  readonly label: string;
  readonly icon: string | undefined;
  readonly hint: string;
  readonly run: () => void;
}

/** The keyboard's way to an edge or a node in between: choose the other end, or the kind, from a list. */
export function ChooseDialog({ actions }: { readonly actions: CanvasActions }) {
  const { store } = useCanvas();
  const { editor } = useWorkbench();
  const choosing = useStore(store, (state) => state.choosing);
  const from = useStore(editor.store, (state) => labelOf(state.shown, choosing?.from));
  const close = () => store.setState({ choosing: undefined });
  const title = choosing?.what === 'connect' ? `Connect ${from} to…` : `Insert after ${from}…`;
  return (
    <Dialog open={choosing !== undefined} title={title} size="small" onClose={close}>
      {choosing === undefined ? undefined : <Choices key={choosing.from} actions={actions} onDone={close} />}
    </Dialog>
  );
}

function Choices({ actions, onDone }: { readonly actions: CanvasActions; readonly onDone: () => void }) {
  const [filter, setFilter] = useState('');
  const choices = useChoices(actions);
  const shown = choices.filter(({ label }) => label.toLowerCase().includes(filter.toLowerCase()));
  const take = (choice: Choice | undefined) => {
    if (choice === undefined) return;
    onDone();
    choice.run();
  };
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const { current } = form;
    current?.addEventListener('keydown', walkByArrows);
    return () => current?.removeEventListener('keydown', walkByArrows);
  }, []);
  const takeFirst = (event: FormEvent) => {
    event.preventDefault();
    take(shown[0]);
  };
  return (
    <form ref={form} onSubmit={takeFirst}>
      <SearchField label="Filter" value={filter} onChange={setFilter} />
      <div className={styles['choices']}>
        {shown.length === 0 ? <p className={styles['none']}>Nothing is called so.</p> : undefined}
        {shown.map((choice) => (
          <button key={choice.id} type="button" data-choice className={styles['choice']} onClick={() => take(choice)}>
            <KindIcon name={choice.icon} />
            {choice.label}
            <small>{choice.hint}</small>
          </button>
        ))}
      </div>
    </form>
  );
}

/** From the field into the list, along it, and back. */
function walkByArrows(event: KeyboardEvent): void {
  const { currentTarget: list, key } = event;
  if ((key !== 'ArrowDown' && key !== 'ArrowUp') || !(list instanceof HTMLElement)) return;
  event.preventDefault();
  const stops = [...list.querySelectorAll<HTMLElement>('input, [data-choice]')];
  const at = stops.findIndex((stop) => stop === list.ownerDocument.activeElement);
  const next = at + (key === 'ArrowDown' ? 1 : -1);
  stops[Math.min(Math.max(next, 0), stops.length - 1)]?.focus();
}

function useChoices(actions: CanvasActions): readonly Choice[] {
  const { editor, kinds } = useWorkbench();
  const { store } = useCanvas();
  const choosing = useStore(store, (state) => state.choosing);
  const document = useStore(editor.store, (state) => state.shown);
  return useMemo(() => {
    if (choosing === undefined || document === undefined) return [];
    const { from } = choosing;
    if (choosing.what === 'connect') {
      return document.nodes
        .filter((node) => kinds.get(node.kind)?.executable !== false)
        .map((node) => ({
          id: node.id,
          label: nodeLabel(node),
          icon: kinds.get(node.kind)?.icon,
          hint: node.id === from ? 'itself' : node.kind,
          run: () => actions.connect(from, node.id),
        }));
    }
    return Array.from(kinds.values())
      .filter((kind) => kind.executable)
      .map((kind) => ({
        id: kind.kind,
        label: kind.title,
        icon: kind.icon,
        hint: '',
        run: () => actions.insertAfter(from, kind.kind),
      }));
  }, [actions, choosing, document, kinds]);
}
