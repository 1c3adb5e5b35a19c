import Copy from 'lucide-react/icons/copy';
import Download from 'lucide-react/icons/download';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useStore } from 'zustand';
import { toErrorInfo } from '../../model/errors.ts';
import type { ExecutionSummary } from '../../model/execution.ts';
import type { GraphDocument } from '../../model/graph-document.ts';
import { Button } from '../widgets/Button.tsx';
import { Dialog } from '../widgets/Dialog.tsx';
import { formatBytes } from '../widgets/format.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import { Choices } from './Choices.tsx';
import styles from './Dialogs.module.css';
import { Failure } from './Failure.tsx';
import { downloadText } from './download-text.ts';

const previewCharacters = 20_000;

/** Hands a workflow or an execution out as a file or over the clipboard. */
export function ExportDialog({
  what,
  onClose,
}: {
  readonly what: 'workflow' | 'execution';
  readonly onClose: () => void;
}) {
  const { editor, debug } = useWorkbench();
  const document = useStore(editor.store, (state) => state.document);
  const execution = useStore(debug.store, (state) => state.execution);
  if (what === 'workflow' && document !== undefined) return <ExportWorkflow document={document} onClose={onClose} />;
  if (what === 'execution' && execution !== undefined) {
    return <ExportExecution execution={execution} onClose={onClose} />;
  }
  return (
    <Dialog open size="small" title="Export" onClose={onClose} actions={<Button onClick={onClose}>Close</Button>}>
      {what === 'workflow' ? 'No workflow is open.' : 'No execution is open.'}
    </Dialog>
  );
}

const forms = [
  { value: 'json', label: 'JSON', hint: 'For programs, and for other benches.' },
  { value: 'yaml', label: 'YAML', hint: 'For reading, and for version control.' },
] as const;

function ExportWorkflow({ document, onClose }: { readonly document: GraphDocument; readonly onClose: () => void }) {
  const [format, setFormat] = useState<'json' | 'yaml'>('json');
  const text = useText(['export-workflow', format, document], async () => {
    const { formatDocument } = await import('../../graph/parse.ts');
    return formatDocument(document, format);
  });
  return (
    <ExportFrame
      title={`Export ${document.name}`}
      file={`${document.id}.wtb.${format}`}
      mediaType={format === 'json' ? 'application/json' : 'application/yaml'}
      text={text}
      onClose={onClose}
    >
      <Choices label="Format" value={format} options={forms} onChange={setFormat} />
    </ExportFrame>
  );
}

function ExportExecution({
  execution,
  onClose,
}: {
  readonly execution: ExecutionSummary;
  readonly onClose: () => void;
}) {
  const { client } = useWorkbench();
  const document = useStore(useWorkbench().debug.store, (state) => state.document);
  const text = useText(['export-execution', execution.id, execution.lastSeq], () =>
    client.executions.exportBundle(execution.id),
  );
  return (
    <ExportFrame
      title={`Export execution #${execution.number}`}
      file={`${document?.id ?? 'execution'}-${execution.number}.wtb.json`}
      mediaType="application/json"
      text={text}
      onClose={onClose}
    >
      <p className={styles['muted']}>
        One file with the workflow, every event and every value: opening it elsewhere shows the same steps and contexts.
      </p>
    </ExportFrame>
  );
}

interface TextState {
  readonly text: string | undefined;
  readonly error: unknown;
}

function useText(key: readonly unknown[], make: () => Promise<string>): TextState {
  const query = useQuery({ queryKey: key, queryFn: make, networkMode: 'always', retry: false, gcTime: 0 });
  return { text: query.data, error: query.error };
}

function ExportFrame(props: {
  readonly title: string;
  readonly file: string;
  readonly mediaType: string;
  readonly text: TextState;
  readonly onClose: () => void;
  readonly children: React.ReactNode;
}) {
  const { toasts } = useWorkbench();
  const { text, error } = props.text;
  const copy = () => {
    navigator.clipboard.writeText(text ?? '').then(
      () => toasts.show({ text: 'Copied.' }),
      (thrown: unknown) => toasts.error(thrown),
    );
  };
  const download = () => {
    if (text === undefined) return;
    downloadText(props.file, text, props.mediaType);
    props.onClose();
  };
  const size = text === undefined ? 'Preparing…' : formatBytes(new TextEncoder().encode(text).length);
  return (
    <Dialog
      open
      title={props.title}
      onClose={props.onClose}
      onSubmit={download}
      actions={
        <>
          <span className={styles['reason']}>{error === null ? `${props.file} · ${size}` : ''}</span>
          <Button icon={<Copy />} disabled={text === undefined} onClick={copy}>
            Copy
          </Button>
          <Button type="submit" variant="primary" icon={<Download />} disabled={text === undefined}>
            Download
          </Button>
        </>
      }
    >
      <div className={styles['stack']}>
        {props.children}
        {text === undefined ? undefined : (
          <pre className={styles['preview']} {...scrolled}>
            {text.length > previewCharacters ? `${text.slice(0, previewCharacters)}\n…` : text}
          </pre>
        )}
        <Failure error={error === null ? undefined : toErrorInfo(error)} />
      </div>
    </Dialog>
  );
}

/** In the tab order, so that the arrow keys scroll it. */
const scrolled = { role: 'group', 'aria-label': 'Beginning of the text', tabIndex: 0 } as const;
