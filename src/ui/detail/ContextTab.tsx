import Braces from 'lucide-react/icons/braces';
import Pencil from 'lucide-react/icons/pencil';
import { useState } from 'react';
import type { ContextEntry, ContextView } from '../../model/checkpoint.ts';
import { toErrorInfo } from '../../model/errors.ts';
import { rowReference } from '../timeline/names.ts';
import { useDebug } from '../timeline/use-debug.ts';
import { Button } from '../widgets/Button.tsx';
import { EmptyState } from '../widgets/EmptyState.tsx';
import { formatBytes, formatCount } from '../widgets/format.ts';
import { SearchField } from '../widgets/TextField.tsx';
import { useWorkbench } from '../workbench/workbench.ts';
import { useContextAt } from './queries.ts';
import { OpenedRef, RefSummary } from './RefView.tsx';
import { WhyTree } from './WhyTree.tsx';
import styles from './Detail.module.css';

/** The whole context at the selected step: each key with its value, its size and who wrote it. */
export function ContextTab() {
  const execution = useDebug((state) => state.execution?.id);
  const checkpoint = useDebug((state) => state.selected);
  const point = execution === undefined || checkpoint === undefined ? undefined : { execution, checkpoint };
  const context = useContextAt(point);
  return (
    <section aria-label="Context" className={styles['tab']}>
      {point === undefined ? (
        <EmptyState icon={<Braces />} title="No context yet">
          Every key that nodes write appears here, with the step that wrote it.
        </EmptyState>
      ) : context.data !== undefined ? (
        <ContextEntries view={context.data} />
      ) : context.error === null ? (
        <output className={styles['note']}>Reading the context…</output>
      ) : (
        <p className={styles['problem']}>{toErrorInfo(context.error).message}</p>
      )}
    </section>
  );
}

function ContextEntries({ view }: { readonly view: ContextView }) {
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const entries = view.entries.filter(
    ({ key, value }) => key.toLowerCase().includes(wanted) || value.summary.text.toLowerCase().includes(wanted),
  );
  return (
    <>
      <div className={styles['tools']}>
        <SearchField label="Search the context" value={search} onChange={setSearch} />
        <span className={styles['total']}>
          {formatCount(view.entries.length, 'key')} · {formatBytes(view.bytes)}
        </span>
        <EditButton />
      </div>
      {entries.length === 0 ? (
        <p className={styles['note']}>{view.entries.length === 0 ? 'The context is empty.' : 'No key matches.'}</p>
      ) : (
        <ul className={styles['entries']} aria-label="Keys">
          {entries.map((entry) => (
            <EntryRow key={entry.key} entry={entry} />
          ))}
        </ul>
      )}
    </>
  );
}

/** Editing is for a paused execution, at the point where it stands. */
function EditButton() {
  const { view } = useWorkbench();
  const paused = useDebug(({ execution }) => execution?.status === 'paused' || execution?.status === 'created');
  const atHead = useDebug((state) => state.selected === state.head);
  const here = useDebug((state) => state.execution?.driver !== 'elsewhere');
  const reason = !paused ? 'Pause the execution first' : atHead ? 'Another tab drives it' : 'Only where it stands now';
  const allowed = paused && atHead && here;
  return (
    <Button
      size="small"
      icon={<Pencil aria-hidden="true" />}
      disabled={!allowed}
      title={allowed ? 'Change the context by hand' : reason}
      onClick={() => view.setState({ dialog: { type: 'edit-context' } })}
    >
      Edit
    </Button>
  );
}

function EntryRow({ entry }: { readonly entry: ContextEntry }) {
  const execution = useDebug((state) => state.execution?.id);
  const checkpoint = useDebug((state) => state.selected);
  const [asked, setAsked] = useState(false);
  return (
    <li className={styles['entry']}>
      <span className={styles['entryKey']} title={entry.key}>
        {entry.key}
      </span>
      <div className={styles['entryValue']}>
        <RefSummary refValue={entry.value} path={entry.key} />
      </div>
      <span className={styles['entryWriter']}>
        <WriterButton entry={entry} />
        <button
          type="button"
          className={styles['link']}
          aria-expanded={asked}
          aria-label={`Why? ${entry.key}`}
          title="Why is this key this value?"
          onClick={() => setAsked(!asked)}
        >
          Why?
        </button>
      </span>
      <span className={styles['entrySize']}>{formatBytes(entry.value.bytes)}</span>
      <OpenedRef execution={execution} refValue={entry.value} path={entry.key} />
      {asked && checkpoint !== undefined ? (
        <div className={styles['entryWhy']}>
          <WhyTree name={entry.key} at={checkpoint} />
        </div>
      ) : undefined}
    </li>
  );
}

/** Who wrote it: leads to that step. */
function WriterButton({ entry }: { readonly entry: ContextEntry }) {
  const { debug } = useWorkbench();
  const row = useDebug((state) => state.rows[state.rowOf.get(entry.writtenAt) ?? -1]);
  const text = entry.writer ?? (row?.type === 'edit' ? 'edited' : 'initial');
  return (
    <button
      type="button"
      className={styles['link']}
      title={row === undefined ? 'Written before this execution' : `Written by ${rowReference(row)}: show it`}
      disabled={row === undefined}
      onClick={() => debug.select(entry.writtenAt)}
    >
      {text}
    </button>
  );
}
