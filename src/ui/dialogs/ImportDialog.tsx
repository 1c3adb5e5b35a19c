import FileUp from 'lucide-react/icons/file-up';
import { useEffect, useRef, useState } from 'react';
import type { ErrorInfo } from '../../model/errors.ts';
import type { GraphDocument } from '../../model/graph-document.ts';
import { openWorkflow } from '../shell/workflow-actions.ts';
import { Button } from '../widgets/Button.tsx';
import { classNames } from '../widgets/class-names.ts';
import { Dialog } from '../widgets/Dialog.tsx';
import { formatBytes, formatCount } from '../widgets/format.ts';
import { useFileDrop } from '../widgets/use-file-drop.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import styles from './Dialogs.module.css';
import { Failure } from './Failure.tsx';
import { useFormSubmit } from './use-form-submit.ts';

const mostBytes = 256 * 1024 * 1024;
/** Longer texts are not put into the text field, which would stall on them. */
const mostShown = 400_000;

type Read =
  | { readonly type: 'empty' }
  | { readonly type: 'workflow'; readonly document: GraphDocument }
  | { readonly type: 'execution' }
  | { readonly type: 'errors'; readonly errors: readonly ErrorInfo[] };

const looksLikeBundle = (text: string): boolean => /"format"\s*:\s*"wtb-bundle\/\d+"/.test(text.slice(0, 2000));

async function readText(text: string): Promise<Read> {
  if (text.trim() === '') return { type: 'empty' };
  if (looksLikeBundle(text)) return { type: 'execution' };
  const [{ parseDocument }, { withPlaces }] = await Promise.all([
    import('../../graph/parse.ts'),
    import('../../graph/layout.ts'),
  ]);
  const parsed = parseDocument(text);
  return 'document' in parsed
    ? { type: 'workflow', document: withPlaces(parsed.document) }
    : { type: 'errors', errors: inLineOrder(parsed.errors) };
}

const inLineOrder = (errors: readonly ErrorInfo[]): readonly ErrorInfo[] =>
  errors.toSorted((a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0));

/** Takes a workflow (JSON or YAML) or an exported execution from a file or from pasted text. */
export function ImportDialog({ onClose }: { readonly onClose: () => void }) {
  const workbench = useWorkbench();
  const [text, setText] = useState('');
  const [file, setFile] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const read = useRead(text);
  const body = useRef<HTMLDivElement>(null);
  const form = useFormSubmit(body);
  const take = async (chosen: File | undefined) => {
    if (chosen === undefined) return;
    setProblem(undefined);
    if (chosen.size > mostBytes) {
      setProblem(`${chosen.name} has ${formatBytes(chosen.size)}; at most ${formatBytes(mostBytes)} can be read.`);
      return;
    }
    try {
      setText(await chosen.text());
      setFile(chosen.name);
    } catch {
      setProblem(`${chosen.name} could not be read. Choose it again.`);
    }
  };
  const ready = read.type === 'workflow' || read.type === 'execution';
  const importIt = () =>
    form.submit(ready, async () => {
      if (read.type === 'execution') await importExecution(text);
      if (read.type === 'workflow') await importWorkflow(read.document);
      onClose();
    });
  const importWorkflow = async (document: GraphDocument) => {
    await workbench.editor.flush();
    const record = await workbench.client.workflows.create(document);
    await openWorkflow(workbench, record.id);
    workbench.toasts.show({ tone: 'ok', text: `Imported ${document.name}.` });
  };
  const importExecution = async (bundle: string) => {
    await workbench.editor.flush();
    const summary = await workbench.client.executions.importBundle(bundle);
    await openWorkflow(workbench, summary.workflow);
    await workbench.debug.inspect(summary.id);
    workbench.toasts.show({ tone: 'ok', text: `Imported execution #${summary.number}.` });
  };
  return (
    <Dialog
      open
      title="Import"
      description="A workflow as JSON or YAML, or an exported execution."
      size="large"
      onClose={onClose}
      initialFocus={form.firstField}
      onSubmit={importIt}
      actions={
        <>
          <span className={styles['reason']}>{summaryOf(read)}</span>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={!ready || form.busy}>
            Import
          </Button>
        </>
      }
    >
      <div ref={body} className={styles['stack']}>
        <FileDrop name={file} onFile={(chosen) => void take(chosen)} />
        {problem === undefined ? undefined : <p className={styles['problem']}>{problem}</p>}
        {text.length > mostShown ? (
          <p className={styles['muted']}>{`${formatBytes(text.length)} of text, too long to be shown here.`}</p>
        ) : (
          <textarea
            className={styles['paste']}
            aria-label="Text to import"
            placeholder="or paste the text here"
            rows={12}
            spellCheck={false}
            value={text}
            onChange={(event) => {
              setFile(undefined);
              setText(event.target.value);
            }}
          />
        )}
        {read.type === 'errors' ? <ErrorList errors={read.errors} /> : undefined}
        <Failure error={form.failure} />
      </div>
    </Dialog>
  );
}

const readDelayMs = 200;

function useRead(text: string): Read {
  const [read, setRead] = useState<Read>({ type: 'empty' });
  useEffect(() => {
    let stale = false;
    const timer = setTimeout(() => {
      readText(text).then(
        (result) => !stale && setRead(result),
        (thrown: unknown) =>
          !stale &&
          setRead({
            type: 'errors',
            errors: [{ code: 'import/unsupported', message: `This can't be read: ${String(thrown)}` }],
          }),
      );
    }, readDelayMs);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [text]);
  return read;
}

function summaryOf(read: Read): string {
  switch (read.type) {
    case 'workflow':
      return `${read.document.name}: ${formatCount(read.document.nodes.length, 'node')}, ${formatCount(read.document.edges.length, 'edge')}`;
    case 'execution':
      return 'An execution with its workflow';
    case 'errors':
      return `${formatCount(read.errors.length, 'error')}; correct the text above`;
    default:
      return '';
  }
}

function FileDrop({
  name,
  onFile,
}: {
  readonly name: string | undefined;
  readonly onFile: (file: File | undefined) => void;
}) {
  const drop = useFileDrop(onFile);
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <div className={classNames(styles['drop'], drop.isOver && styles['over'])} {...drop.target}>
      <FileUp aria-hidden="true" />
      <span>{name ?? 'Drop a file here'}</span>
      <Button size="small" onClick={() => chooser.current?.click()}>
        Choose file
      </Button>
      <input
        ref={chooser}
        type="file"
        aria-label="File to import"
        tabIndex={-1}
        className={styles['chooser']}
        accept=".json,.yaml,.yml,.txt,application/json,text/yaml"
        onChange={(event) => {
          onFile(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
    </div>
  );
}

function ErrorList({ errors }: { readonly errors: readonly ErrorInfo[] }) {
  return (
    <ol className={styles['errors']} aria-label="Errors">
      {errors.map((error) => (
        <li key={`${error.place?.line ?? 0}:${error.place?.column ?? 0} ${error.place?.path ?? ''} ${error.message}`}>
          <span className={styles['where']}>{error.place?.line === undefined ? '' : `line ${error.place.line}`}</span>
          <span>
            {error.message}
            <small>{[error.place?.path, error.remedy].filter((part) => part !== undefined).join(' · ')}</small>
          </span>
        </li>
      ))}
    </ol>
  );
}
