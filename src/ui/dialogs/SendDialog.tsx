import Send from 'lucide-react/icons/send';
import { useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { fromTaggedJson } from '../../context/tagged-json.ts';
import { messageParts } from '../../debugger/waits.ts';
import type { ExecutionSummary } from '../../model/execution.ts';
import type { GraphDocument } from '../../model/graph-document.ts';
import { nodesOfAllGraphs } from '../../model/graph-names.ts';
import type { JsonValue } from '../../model/value.ts';
import { JsonEditor } from '../forms/JsonEditor.tsx';
import { Button } from '../widgets/Button.tsx';
import { Dialog } from '../widgets/Dialog.tsx';
import { Field } from '../widgets/Field.tsx';
import { TextField } from '../widgets/TextField.tsx';
import { Checkbox } from '../widgets/Toggle.tsx';
import { useWorkbench } from '../workbench/workbench.ts';
import styles from './Dialogs.module.css';
import { Failure } from './Failure.tsx';
import { useFormSubmit } from './use-form-submit.ts';

/** Sends a message to the execution under inspection, as whoever stands outside of it would. */
export function SendDialog(props: {
  readonly name: string | undefined;
  readonly messageKey: string | undefined;
  readonly onClose: () => void;
}) {
  const { client, debug, toasts } = useWorkbench();
  const execution = useStore(debug.store, (state) => state.execution);
  const document = useStore(debug.store, (state) => state.document);
  const known = useMemo(() => messageNames(execution, document), [execution, document]);
  const [name, setName] = useState(props.name ?? known[0] ?? '');
  const [key, setKey] = useState(props.messageKey ?? '');
  const [value, setValue] = useState<JsonValue>({});
  const [persistent, setPersistent] = useState(false);
  const body = useRef<HTMLDivElement>(null);
  const form = useFormSubmit(body);
  const send = () =>
    form.submit(name.trim() !== '', async () => {
      if (execution === undefined) return;
      await client.executions.send(execution.id, {
        name: name.trim(),
        ...(key === '' ? {} : { key }),
        value: fromTaggedJson(value),
        persistent,
      });
      toasts.show({ tone: 'ok', text: `Sent ${name.trim()} to #${execution.number}.` });
      props.onClose();
    });
  const waits = (execution?.live ?? []).some(({ wait }) =>
    messageParts(wait).some((part) => part.name === name.trim() && (part.key ?? '') === key),
  );
  return (
    <Dialog
      open
      title="Send message"
      description={execution === undefined ? 'No execution is shown.' : `To execution #${execution.number}.`}
      onClose={props.onClose}
      initialFocus={form.firstField}
      onSubmit={send}
      actions={
        <>
          <span className={styles['reason']}>{fateText(waits, persistent)}</span>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button
            type="submit"
            variant="primary"
            icon={<Send />}
            disabled={form.busy || execution === undefined || name.trim() === ''}
          >
            Send
          </Button>
        </>
      }
    >
      <div ref={body} className={styles['stack']}>
        <TextField label="Name" mono required value={name} list="message-names" onChange={setName} />
        <datalist id="message-names">
          {known.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </datalist>
        <TextField
          label="Key"
          mono
          hint="Only who waits for the same name and key gets it. Empty: no key."
          value={key}
          onChange={setKey}
        />
        <Field label="Value" hint="JSON; what the receiver goes on with.">
          {() => (
            <JsonEditor label="Value" value={value} minHeight="72px" onChange={(next) => setValue(next ?? null)} />
          )}
        </Field>
        <Checkbox label="Keep it until somebody waits for it" checked={persistent} onChange={setPersistent} />
        <Failure error={form.failure} />
      </div>
    </Dialog>
  );
}

function fateText(waits: boolean, persistent: boolean): string {
  if (waits) return 'Somebody waits for it.';
  return persistent ? 'Nobody waits for it yet; it is kept.' : 'Nobody waits for it now; it would be lost.';
}

/** Names that are waited for now, then those that the document receives. */
function messageNames(execution: ExecutionSummary | undefined, document: GraphDocument | undefined): readonly string[] {
  const names = new Set<string>();
  for (const { wait } of execution?.live ?? []) for (const part of messageParts(wait)) names.add(part.name);
  for (const { node } of nodesOfAllGraphs(document)) {
    if (node.kind !== 'receive') continue;
    for (const { config } of node.variants ?? []) if (typeof config?.['name'] === 'string') names.add(config['name']);
  }
  return [...names];
}
