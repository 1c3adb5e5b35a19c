import UserRound from 'lucide-react/icons/user-round';
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { type HumanWait, timerPart, timeWords } from '../../debugger/waits.ts';
import { frameOfPath } from '../../debugger/frame-index.ts';
import { nodeInPlan } from '../../model/graph-names.ts';
import type { ExecutionSummary, LiveActivation } from '../../model/execution.ts';
import type { GraphDocument } from '../../model/graph-document.ts';
import type { JsonValue } from '../../model/value.ts';
import { SchemaForm } from '../forms/SchemaForm.tsx';
import { formErrors } from '../forms/form-errors.ts';
import { startValue } from '../forms/form-value.ts';
import { Button } from '../widgets/Button.tsx';
import { labelOf } from '../workbench/labels.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import styles from './AnswerCard.module.css';
import { Failure } from './Failure.tsx';
import { useFormSubmit } from './use-form-submit.ts';

/** One wait for a person: what is asked, the form, and the answer. */
export function AnswerCard(props: {
  readonly execution: ExecutionSummary;
  readonly live: LiveActivation;
  readonly wait: HumanWait;
}) {
  const { execution, live, wait } = props;
  const { client, editor, debug, view } = useWorkbench();
  const document = useStore(debug.store, (state) => state.document) ?? editor.store.getState().document;
  const [value, setValue] = useState<JsonValue>(() => startValue(wait.schema, wait.schema) ?? {});
  const body = useRef<HTMLDivElement>(null);
  const form = useFormSubmit(body);
  const card = useRef<HTMLFormElement>(null);
  const asked = useStore(view, ({ dialog }) => dialog?.type === 'answer' && dialog.path === live.path);
  const { firstField } = form;
  useEffect(() => {
    if (!asked) return;
    // Not a dialog of its own: whoever asks for it is led to the card.
    view.setState({ dialog: undefined });
    card.current?.scrollIntoView({ block: 'nearest' });
    firstField.current?.focus();
  }, [asked, view, firstField]);
  const elsewhere = execution.driver === 'elsewhere';
  const answer = () =>
    form.submit(formErrors(wait.schema, value).size === 0, async () => {
      await client.executions.answer(execution.id, live.path, value);
    });
  return (
    <form
      ref={card}
      className={styles['answer']}
      aria-label={wait.title}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        answer();
      }}
    >
      <header>
        <UserRound aria-hidden="true" />
        <h2>{wait.title}</h2>
        <small>{labelOf(document, live.node)}</small>
      </header>
      <AskedOf live={live} wait={wait} document={document} />
      {wait.instructions === '' ? undefined : <p className={styles['instructions']}>{wait.instructions}</p>}
      <div ref={body}>
        <SchemaForm
          label="Answer"
          schema={wait.schema}
          value={value}
          showErrors={form.showErrors}
          onChange={setValue}
        />
      </div>
      <Failure error={form.failure} />
      <footer>
        {elsewhere ? <span className={styles['reason']}>Answer in the tab that drives it.</span> : undefined}
        <Button type="submit" variant="primary" disabled={form.busy || elsewhere}>
          Answer
        </Button>
      </footer>
    </form>
  );
}

/** Who is asked, where in the scopes, and until when an answer counts. */
function AskedOf(props: {
  readonly live: LiveActivation;
  readonly wait: HumanWait;
  readonly document: GraphDocument | undefined;
}) {
  const { live, wait, document } = props;
  const deadlineMs = nodeInPlan(document, live.node)?.deadlineMs;
  const ends = [
    timerPart(live.wait),
    deadlineMs === undefined || live.startedAt === undefined ? undefined : live.startedAt + deadlineMs,
  ].filter((end) => end !== undefined);
  const parts = [
    wait.assignee === undefined ? undefined : `For ${wait.assignee}`,
    frameOfPath(live.path),
    ends.length === 0 ? undefined : `until ${timeWords(Math.min(...ends))}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : <p className={styles['asked']}>{parts.join(' · ')}</p>;
}
