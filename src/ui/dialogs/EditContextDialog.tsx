import { useQuery } from '@tanstack/react-query';
import ChevronRight from 'lucide-react/icons/chevron-right';
import Plus from 'lucide-react/icons/plus';
import Trash2 from 'lucide-react/icons/trash-2';
import Undo2 from 'lucide-react/icons/undo-2';
import { useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { toTaggedJson } from '../../context/tagged-json.ts';
import type { ActivationPath } from '../../model/ids.ts';
import type { ContextEntry, ContextView } from '../../model/checkpoint.ts';
import { toErrorInfo } from '../../model/errors.ts';
import type { ExecutionSummary } from '../../model/execution.ts';
import type { JsonObject, JsonValue } from '../../model/value.ts';
import { JsonEditor } from '../forms/JsonEditor.tsx';
import { isObject } from '../forms/form-schema.ts';
import { Button, IconButton } from '../widgets/Button.tsx';
import { Chip } from '../widgets/Chip.tsx';
import { Dialog } from '../widgets/Dialog.tsx';
import { formatBytes, formatCount } from '../widgets/format.ts';
import { TextField } from '../widgets/TextField.tsx';
import { useWorkbench } from '../workbench/workbench.ts';
import styles from './Dialogs.module.css';
import { Failure } from './Failure.tsx';
import {
  applyPending,
  editsBetween,
  type PendingEdit,
  type PendingEdits,
  schemaProblems,
  toContextEdits,
} from './context-edits.ts';
import { useFormSubmit } from './use-form-submit.ts';

/** Larger contexts are edited key by key only. */
const mostRawBytes = 2 * 1024 * 1024;
const editable = (execution: ExecutionSummary): boolean =>
  execution.driver !== 'elsewhere' && ['created', 'paused', 'interrupted'].includes(execution.status);

/** Changes the context by hand: keys one by one or the whole as JSON. Makes a checkpoint that is marked `edited`. */
export function EditContextDialog(props: {
  /** The frame whose context is edited; the outermost where absent. */
  readonly scope: ActivationPath | undefined;
  readonly onClose: () => void;
}) {
  const { scope, onClose } = props;
  const { client, debug } = useWorkbench();
  const execution = useStore(debug.store, (state) => state.execution);
  const query = useQuery({
    queryKey: ['context-to-edit', execution?.id, execution?.head],
    queryFn: async () =>
      execution === undefined ? undefined : client.executions.context(execution.id, execution.head),
    enabled: execution !== undefined,
    networkMode: 'always',
    retry: false,
  });
  if (execution === undefined || !editable(execution)) {
    return (
      <Dialog
        open
        size="small"
        title="Edit context"
        onClose={onClose}
        actions={<Button onClick={onClose}>Close</Button>}
      >
        {execution?.driver === 'elsewhere'
          ? 'Another tab drives this execution; edit the context there.'
          : 'The context can be edited while an execution is paused. Pause it, or roll back to a step.'}
      </Dialog>
    );
  }
  if (query.data === undefined) {
    return (
      <Dialog open title="Edit context" onClose={onClose}>
        {query.error === null ? 'Reading the context…' : toErrorInfo(query.error).message}
      </Dialog>
    );
  }
  return <EditContext execution={execution} view={viewOf(query.data, scope)} scope={scope} onClose={onClose} />;
}

interface EditContextProps {
  readonly execution: ExecutionSummary;
  readonly view: ContextView;
  /** The frame whose context it is. */
  readonly scope: ActivationPath | undefined;
  readonly onClose: () => void;
}

/** What a frame sees, as if it were the whole context. */
function viewOf(view: ContextView, scope: ActivationPath | undefined): ContextView {
  const found = scope === undefined ? undefined : view.scopes?.find((each) => each.scope === scope);
  if (found === undefined) return view;
  return { ...view, entries: found.entries, bytes: found.entries.reduce((sum, { value }) => sum + value.bytes, 0) };
}

function EditContext({ execution, view, scope, onClose }: EditContextProps) {
  const { client, debug, toasts } = useWorkbench();
  const schema = useStore(debug.store, (state) => state.document?.context?.schema);
  const [edits, setEdits] = useState<PendingEdits>(new Map());
  const [broken, setBroken] = useState<ReadonlySet<string>>(new Set());
  const [raw, setRaw] = useState(false);
  const problems = useMemo(() => schemaProblems(schema, edits), [schema, edits]);
  const body = useRef<HTMLDivElement>(null);
  const form = useFormSubmit(body);
  const count = edits.size;
  const mark = (key: string, valid: boolean) =>
    setBroken((before) => {
      if (before.has(key) !== valid) return before;
      const next = new Set(before);
      if (valid) next.delete(key);
      else next.add(key);
      return next;
    });
  const put = (key: string, edit: PendingEdit | undefined) => {
    const next = new Map(edits);
    if (edit === undefined) next.delete(key);
    else next.set(key, edit);
    if (edit?.type !== 'set') mark(key, true);
    setEdits(next);
  };
  const apply = () =>
    form.submit(problems.size === 0 && broken.size === 0, async () => {
      await client.executions.editContext(execution.id, toContextEdits(edits), scope);
      debug.select(undefined);
      toasts.show({ tone: 'ok', text: `Edited ${formatCount(count, 'key')} of the context.` });
      onClose();
    });
  const blocked = count === 0 || problems.size > 0 || broken.size > 0;
  return (
    <Dialog
      open
      size="large"
      title="Edit context"
      description={`${scope === undefined ? 'Of' : `Of ${scope} in`} execution #${execution.number} as it stands now. The edit is a step of its own, marked edited, and can be rolled back.`}
      onClose={onClose}
      onSubmit={apply}
      actions={
        <>
          <span className={styles['reason']}>{count === 0 ? '' : `${formatCount(count, 'key')} changed`}</span>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={form.busy || blocked}>
            Apply
          </Button>
        </>
      }
    >
      <div ref={body} className={styles['stack']}>
        <div className={styles['modes']}>
          <Button size="small" variant={raw ? 'quiet' : 'plain'} aria-pressed={!raw} onClick={() => setRaw(false)}>
            Keys
          </Button>
          <Button
            size="small"
            variant={raw ? 'plain' : 'quiet'}
            aria-pressed={raw}
            disabled={view.bytes > mostRawBytes || broken.size > 0}
            title={view.bytes > mostRawBytes ? `${formatBytes(view.bytes)} is too much for one text` : undefined}
            onClick={() => setRaw(true)}
          >
            Raw JSON
          </Button>
        </div>
        {raw ? (
          <RawContext
            execution={execution}
            view={view}
            edits={edits}
            onEdits={setEdits}
            onValid={(valid) => mark('', valid)}
          />
        ) : (
          <KeyRows execution={execution} view={view} edits={edits} problems={problems} onEdit={put} onValid={mark} />
        )}
        {problems.has('') ? <p className={styles['problem']}>{problems.get('')}</p> : undefined}
        {raw ? <ProblemLines problems={problems} /> : undefined}
        <Failure error={form.failure} />
      </div>
    </Dialog>
  );
}

function ProblemLines({ problems }: { readonly problems: ReadonlyMap<string, string> }) {
  const shown = [...problems].filter(([key]) => key !== '');
  if (shown.length === 0) return undefined;
  return (
    <ul className={styles['bullets']}>
      {shown.map(([key, message]) => (
        <li key={key} className={styles['problem']}>{`${key}: ${message}`}</li>
      ))}
    </ul>
  );
}

function KeyRows(props: {
  readonly execution: ExecutionSummary;
  readonly view: ContextView;
  readonly edits: PendingEdits;
  readonly problems: ReadonlyMap<string, string>;
  readonly onEdit: (key: string, edit: PendingEdit | undefined) => void;
  readonly onValid: (key: string, valid: boolean) => void;
}) {
  const { execution, view, edits, problems, onEdit, onValid } = props;
  const [open, setOpen] = useState<string>();
  const known = new Map(view.entries.map((entry) => [entry.key, entry]));
  const keys = [...new Set([...known.keys(), ...edits.keys()])].sort();
  const toggle = (key: string) => setOpen(open === key ? undefined : key);
  return (
    <>
      <ul className={styles['keyRows']} aria-label="Keys of the context">
        {keys.map((key) => (
          <li key={key}>
            <KeyRow
              name={key}
              entry={known.get(key)}
              edit={edits.get(key)}
              open={open === key}
              onToggle={() => toggle(key)}
              onEdit={(edit) => onEdit(key, edit)}
            />
            {open === key && edits.get(key)?.type !== 'remove' ? (
              <KeyValue
                execution={execution}
                name={key}
                entry={known.get(key)}
                edit={edits.get(key)}
                onEdit={(edit) => onEdit(key, edit)}
                onValid={(valid) => onValid(key, valid)}
              />
            ) : undefined}
            {problems.has(key) ? <p className={styles['problem']}>{problems.get(key)}</p> : undefined}
          </li>
        ))}
      </ul>
      <AddKey
        taken={keys}
        onAdd={(key) => {
          onEdit(key, { type: 'set', json: null });
          setOpen(key);
        }}
      />
    </>
  );
}

function KeyRow(props: {
  readonly name: string;
  readonly entry: ContextEntry | undefined;
  readonly edit: PendingEdit | undefined;
  readonly open: boolean;
  readonly onToggle: () => void;
  readonly onEdit: (edit: PendingEdit | undefined) => void;
}) {
  const { name, entry, edit } = props;
  const text = edit?.type === 'set' ? JSON.stringify(edit.json).slice(0, 120) : (entry?.value.summary.text ?? '');
  return (
    <div className={styles['keyRow']} data-removed={edit?.type === 'remove'}>
      <button type="button" aria-expanded={props.open} onClick={() => props.onToggle()}>
        <ChevronRight aria-hidden="true" />
        <span className={styles['keyName']}>{name}</span>
        <span className={styles['keyText']}>{text}</span>
      </button>
      {edit === undefined ? undefined : (
        <Chip tone={edit.type === 'remove' ? 'bad' : 'wait'}>
          {edit.type === 'remove' ? 'removed' : entry === undefined ? 'added' : 'edited'}
        </Chip>
      )}
      {edit === undefined ? (
        <IconButton label={`Remove ${name}`} icon={<Trash2 />} onClick={() => props.onEdit({ type: 'remove' })} />
      ) : (
        <IconButton label={`Undo the edit of ${name}`} icon={<Undo2 />} onClick={() => props.onEdit(undefined)} />
      )}
    </div>
  );
}

function KeyValue(props: {
  readonly execution: ExecutionSummary;
  readonly name: string;
  readonly entry: ContextEntry | undefined;
  readonly edit: PendingEdit | undefined;
  readonly onEdit: (edit: PendingEdit | undefined) => void;
  readonly onValid: (valid: boolean) => void;
}) {
  const { execution, name, entry, edit, onEdit, onValid } = props;
  const { client } = useWorkbench();
  const query = useQuery({
    queryKey: ['tagged-value', entry?.value.hash],
    queryFn: async () =>
      entry === undefined ? null : toTaggedJson(await client.executions.value(execution.id, entry.value.hash)),
    staleTime: Infinity,
    networkMode: 'always',
    retry: false,
  });
  if (query.data === undefined) {
    return <p className={styles['muted']}>{query.error === null ? 'Reading…' : toErrorInfo(query.error).message}</p>;
  }
  const before = query.data;
  return (
    <JsonEditor
      label={`Value of ${name}`}
      value={edit?.type === 'set' ? edit.json : before}
      onValid={onValid}
      onChange={(json) => {
        const next: JsonValue = json ?? null;
        const same = entry !== undefined && JSON.stringify(next) === JSON.stringify(before);
        onEdit(same ? undefined : { type: 'set', json: next });
      }}
    />
  );
}

function AddKey({ taken, onAdd }: { readonly taken: readonly string[]; readonly onAdd: (key: string) => void }) {
  const [key, setKey] = useState('');
  const problem = taken.includes(key.trim()) ? 'This key is there already.' : undefined;
  const add = () => {
    if (key.trim() === '' || problem !== undefined) return;
    onAdd(key.trim());
    setKey('');
  };
  return (
    <div className={styles['addKey']}>
      <TextField
        label="New key"
        hideLabel
        mono
        small
        placeholder="New key"
        value={key}
        error={problem}
        onChange={setKey}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          add();
        }}
      />
      <Button size="small" icon={<Plus />} disabled={key.trim() === '' || problem !== undefined} onClick={add}>
        Add key
      </Button>
    </div>
  );
}

function RawContext(props: {
  readonly execution: ExecutionSummary;
  readonly view: ContextView;
  readonly edits: PendingEdits;
  readonly onEdits: (edits: PendingEdits) => void;
  readonly onValid: (valid: boolean) => void;
}) {
  const { execution, view, edits } = props;
  const { client } = useWorkbench();
  const query = useQuery({
    queryKey: ['whole-context', execution.id, view.checkpoint],
    queryFn: async (): Promise<JsonObject> => {
      const load = async ({ key, value }: ContextEntry) =>
        [key, toTaggedJson(await client.executions.value(execution.id, value.hash))] as const;
      return Object.fromEntries(await Promise.all(view.entries.map(load)));
    },
    staleTime: Infinity,
    networkMode: 'always',
    retry: false,
  });
  const before = query.data;
  const value = useMemo(() => (before === undefined ? undefined : applyPending(before, edits)), [before, edits]);
  if (before === undefined) {
    return <p className={styles['muted']}>{query.error === null ? 'Reading…' : toErrorInfo(query.error).message}</p>;
  }
  return (
    <JsonEditor
      label="Context as JSON"
      value={value}
      check={objectOnly}
      minHeight="240px"
      maxHeight="52vh"
      onValid={props.onValid}
      onChange={(next) => isObject(next) && props.onEdits(editsBetween(before, next))}
    />
  );
}

const objectOnly = (value: JsonValue): string | undefined =>
  isObject(value) ? undefined : 'The context is an object of keys: { … }.';
