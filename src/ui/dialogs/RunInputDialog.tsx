import Pause from 'lucide-react/icons/pause';
import Play from 'lucide-react/icons/play';
import { useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { GraphDocument } from '../../model/graph-document.ts';
import type { JsonValue } from '../../model/value.ts';
import { SchemaForm } from '../forms/SchemaForm.tsx';
import { formErrors } from '../forms/form-errors.ts';
import { rememberedValue } from '../forms/form-value.ts';
import { startExecution } from '../run-bar/run-commands.ts';
import { Button } from '../widgets/Button.tsx';
import { Dialog } from '../widgets/Dialog.tsx';
import { useWorkbench } from '../workbench/workbench.ts';
import { Failure } from './Failure.tsx';
import { inputSchema, pageStorage, recallInput, rememberInput } from './remembered-input.ts';
import { useFormSubmit } from './use-form-submit.ts';

/** Asks for an execution's input before the run. */
export function RunInputDialog(props: { readonly startPaused: boolean; readonly onClose: () => void }) {
  const { editor } = useWorkbench();
  const document = useStore(editor.store, (state) => state.document);
  return document === undefined ? undefined : <RunInputForm {...props} document={document} />;
}

function RunInputForm(props: {
  readonly startPaused: boolean;
  readonly document: GraphDocument;
  readonly onClose: () => void;
}) {
  const { startPaused, document, onClose } = props;
  const workbench = useWorkbench();
  const workflow = workbench.editor.store.getState().workflow ?? document.id;
  const schema = useMemo(() => inputSchema(document), [document]);
  const [value, setValue] = useState<JsonValue>(() => rememberedValue(schema, recallInput(pageStorage(), workflow)));
  const body = useRef<HTMLDivElement>(null);
  const form = useFormSubmit(body);
  const start = (paused: boolean) =>
    form.submit(formErrors(schema, value).size === 0, async () => {
      await startExecution(workbench, { startPaused: paused, input: value });
      rememberInput(pageStorage(), workflow, value);
      onClose();
    });
  const run = { label: 'Run', icon: <Play />, paused: false };
  const hold = { label: 'Start paused', icon: <Pause />, paused: true };
  const [second, first] = startPaused ? [run, hold] : [hold, run];
  return (
    <Dialog
      open
      title={`Input of ${document.name}`}
      onClose={onClose}
      initialFocus={form.firstField}
      onSubmit={() => start(first.paused)}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button icon={second.icon} disabled={form.busy} onClick={() => start(second.paused)}>
            {second.label}
          </Button>
          <Button type="submit" variant="primary" icon={first.icon} disabled={form.busy}>
            {first.label}
          </Button>
        </>
      }
    >
      <div ref={body}>
        <SchemaForm label="Input" schema={schema} value={value} showErrors={form.showErrors} onChange={setValue} />
        <Failure error={form.failure} />
      </div>
    </Dialog>
  );
}
