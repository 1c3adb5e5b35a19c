import Braces from 'lucide-react/icons/braces';
import Pencil from 'lucide-react/icons/pencil';
import ChevronDown from 'lucide-react/icons/chevron-down';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { ContextEntry, ContextView, ScopeView } from '../../model/checkpoint.ts';
import { toErrorInfo } from '../../model/errors.ts';
import { framesAround } from '../../debugger/frame-index.ts';
import type { ActivationPath } from '../../model/ids.ts';
import { rowReference } from '../timeline/names.ts';
import { useDebug, useSelectedRow } from '../timeline/use-debug.ts';
import { ChipButton } from '../widgets/Chip.tsx';
import { Menu, type MenuEntry } from '../widgets/Menu.tsx';
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
        <ScopedContext view={context.data} />
      ) : context.error === null ? (
        <output className={styles['note']}>Reading the context…</output>
      ) : (
        <p className={styles['problem']}>{toErrorInfo(context.error).message}</p>
      )}
    </section>
  );
}

/** One of the contexts that are open at a step: the outermost one, or what a frame sees. Follows the selected step until one is chosen. */
function ScopedContext({ view }: { readonly view: ContextView }) {
  const row = useSelectedRow();
  const [chosen, setChosen] = useState<ActivationPath | ''>();
  const scopes = view.scopes ?? [];
  const own = framesAround(row?.frame).findLast((frame) => scopes.some(({ scope }) => scope === frame));
  const wanted = chosen ?? own ?? '';
  const scope = scopes.find((each) => each.scope === wanted);
  const picker =
    scopes.length === 0 ? undefined : (
      <ScopePicker scopes={scopes} shown={scope?.scope ?? ''} following={chosen === undefined} onChoose={setChosen} />
    );
  return <ContextEntries view={view} scope={scope} picker={picker} />;
}

function ScopePicker(props: {
  readonly scopes: readonly ScopeView[];
  readonly shown: ActivationPath | '';
  readonly following: boolean;
  readonly onChoose: (scope: ActivationPath | '' | undefined) => void;
}) {
  const { scopes, shown, following, onChoose } = props;
  const items: readonly MenuEntry[] = [
    { label: 'Follow the selected step', checked: following, onSelect: () => onChoose(undefined) },
    { type: 'separator' },
    { label: 'Outermost', checked: shown === '', onSelect: () => onChoose('') },
    ...scopes.slice(0, 200).map(({ scope, own }) => ({
      label: scope,
      hint: own.length === 0 ? 'wrote nothing yet' : `wrote ${own.join(', ')}`,
      checked: scope === shown,
      onSelect: () => onChoose(scope),
    })),
  ];
  const name = shown === '' ? 'outermost' : shown;
  return (
    <Menu
      items={items}
      trigger={
        <ChipButton
          aria-label={`Context of ${name}`}
          title="Whose context is shown"
          tone={shown === '' ? 'neutral' : 'accent'}
        >
          <span className={styles['scopeName']}>{name}</span>
          <ChevronDown aria-hidden="true" />
        </ChipButton>
      }
    />
  );
}

interface EntriesProps {
  readonly view: ContextView;
  readonly scope: ScopeView | undefined;
  readonly picker: ReactNode;
}

function ContextEntries({ view, scope, picker }: EntriesProps) {
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const all = scope?.entries ?? view.entries;
  const bytes = scope === undefined ? view.bytes : all.reduce((sum, { value }) => sum + value.bytes, 0);
  const own = new Set(scope?.own);
  const entries = all.filter(
    ({ key, value }) => key.toLowerCase().includes(wanted) || value.summary.text.toLowerCase().includes(wanted),
  );
  return (
    <>
      <div className={styles['tools']}>
        {picker}
        <SearchField label="Search the context" value={search} onChange={setSearch} />
        <span className={styles['total']}>
          {formatCount(all.length, 'key')} · {formatBytes(bytes)}
        </span>
        <EditButton scope={scope?.scope} />
      </div>
      {entries.length === 0 ? (
        <p className={styles['note']}>{all.length === 0 ? 'The context is empty.' : 'No key matches.'}</p>
      ) : (
        <ul className={styles['entries']} aria-label="Keys">
          {entries.map((entry) => (
            <EntryRow key={entry.key} entry={entry} scope={scope?.scope} own={own.has(entry.key)} />
          ))}
        </ul>
      )}
    </>
  );
}

/** Editing is for a paused execution, at the point where it stands. */
function EditButton({ scope }: { readonly scope: ActivationPath | undefined }) {
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
      title={allowed ? `Change the context${scope === undefined ? '' : ` of ${scope}`} by hand` : reason}
      onClick={() => view.setState({ dialog: { type: 'edit-context', ...(scope === undefined ? {} : { scope }) } })}
    >
      Edit
    </Button>
  );
}

function EntryRow(props: {
  readonly entry: ContextEntry;
  readonly scope: ActivationPath | undefined;
  /** Written in the scope whose context this is. */
  readonly own: boolean;
}) {
  const { entry, scope, own } = props;
  const execution = useDebug((state) => state.execution?.id);
  const checkpoint = useDebug((state) => state.selected);
  const [asked, setAsked] = useState(false);
  return (
    <li className={styles['entry']}>
      <span className={styles['entryKey']} title={entry.key}>
        {entry.key}
        {own ? (
          <small className={styles['own']} title={`Written in ${scope}`}>
            own
          </small>
        ) : undefined}
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
          <WhyTree name={entry.key} at={checkpoint} frame={scope} />
        </div>
      ) : undefined}
    </li>
  );
}

/** Who wrote it: leads to that step. */
function WriterButton({ entry }: { readonly entry: ContextEntry }) {
  const { debug } = useWorkbench();
  const row = useDebug((state) => state.rows[state.rowOf.get(entry.writtenAt) ?? -1]);
  const text = entry.writer ?? (row?.type === 'edit' ? 'edited' : row?.type === 'scope' ? 'handed' : 'initial');
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
