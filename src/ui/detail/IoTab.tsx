import type { ReactNode } from 'react';
import { readsOf } from '../../debugger/blame.ts';
import type { TimelineRow } from '../../debugger/timeline-model.ts';
import type { ExecutionEvent, StepCommitted } from '../../model/event.ts';
import type { ValueRef } from '../../model/value.ts';
import { namesOf, rowReference } from '../timeline/names.ts';
import { useDebug, useSelectedRow } from '../timeline/use-debug.ts';
import { EmptyState } from '../widgets/EmptyState.tsx';
import { formatDuration, formatMoment } from '../widgets/format.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import { DiffList } from './DiffList.tsx';
import { useContextAt } from './queries.ts';
import { OpenedRef, RefSummary } from './RefView.tsx';
import styles from './Detail.module.css';

/** What the selected step was given, what it read, returned and wrote, and where it went next. */
export function IoTab() {
  const row = useSelectedRow();
  const event = useDebug((state) => (row === undefined ? undefined : state.events[row.seq]));
  return (
    <section aria-label="Input / Output" className={styles['tab']}>
      {row !== undefined && event?.type === 'step-committed' ? (
        <StepFacts row={row} event={event} />
      ) : row !== undefined && event?.type === 'activation-failed' ? (
        <FailedFacts row={row} event={event} />
      ) : (
        <EmptyState title="Not a step of a node">
          Choose a step to see what it was given and what it returned.
        </EmptyState>
      )}
    </section>
  );
}

function StepFacts({ row, event }: { readonly row: TimelineRow; readonly event: ExecutionEvent & StepCommitted }) {
  const execution = useDebug((state) => state.execution?.id);
  const writes = event.writes;
  return (
    <>
      <RunFacts row={row} />
      <Section title="Input">
        {event.input === undefined ? <None>No input expression.</None> : <Named name="input" value={event.input} />}
      </Section>
      <Section title="Reads">
        <Reads row={row} allKeys={event.reads.allKeys} />
      </Section>
      <Section title="Output">
        {event.output === undefined ? <None>{noOutput(row)}</None> : <Named name="output" value={event.output} />}
      </Section>
      <Section title="Writes">
        {row.changes.length === 0 ? (
          <None>It wrote nothing.</None>
        ) : (
          <DiffList before={execution} after={execution} changes={row.changes} label="Writes" />
        )}
        {writes === undefined ? undefined : (
          <>
            <None>As the node gave them, before the merge rules:</None>
            {writes.map((write) => (
              <Named key={write.key} name={write.key} value={write.value} />
            ))}
          </>
        )}
      </Section>
      <Section title="Goes on">
        <Routing event={event} />
      </Section>
      {event.reuse === undefined ? undefined : (
        <Section title="Reuse">
          <None>{event.reuse.reason}</None>
        </Section>
      )}
    </>
  );
}

function FailedFacts(props: {
  readonly row: TimelineRow;
  readonly event: Extract<ExecutionEvent, { type: 'activation-failed' }>;
}) {
  return (
    <>
      <RunFacts row={props.row} />
      <Section title="Input">
        {props.event.input === undefined ? (
          <None>No input expression.</None>
        ) : (
          <Named name="input" value={props.event.input} />
        )}
      </Section>
      <Section title="Output">
        <None>It failed: {props.event.error.message}</None>
      </Section>
    </>
  );
}

function RunFacts({ row }: { readonly row: TimelineRow }) {
  const names = namesOf(useDebug((state) => state.document));
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['node', row.node === undefined ? undefined : names.label(row.node)],
    ['variant', names.variant(row.node, row.variant)],
    ['attempt', row.attempt === undefined ? undefined : String(row.attempt)],
    ['iteration', row.iteration === undefined ? undefined : String(row.iteration)],
    ['took', row.durationMs === undefined ? undefined : formatDuration(row.durationMs)],
    ['started', formatMoment(row.startedAt)],
  ];
  return (
    <dl className={styles['facts']}>
      {facts.map(([name, value]) =>
        value === undefined || value === '' ? undefined : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

/** Each key that was read, with its value as it was then and the step that had written it. */
function Reads({ row, allKeys }: { readonly row: TimelineRow; readonly allKeys: boolean }) {
  const { debug } = useWorkbench();
  const execution = useDebug((state) => state.execution?.id);
  const rows = useDebug((state) => state.rows);
  const rowOf = useDebug((state) => state.rowOf);
  const events = useDebug((state) => state.events);
  const reads = readsOf({ rows, rowOf, events }, row);
  const point = execution === undefined || row.parent === undefined ? undefined : { execution, checkpoint: row.parent };
  const context = useContextAt(reads.length === 0 ? undefined : point).data;
  const seen = new Map(context?.entries.map((entry) => [entry.key, entry.value]));
  if (reads.length === 0) return <None>It read nothing of the context.</None>;
  return (
    <>
      {reads.map(({ key, writer }) => (
        <Named key={key} name={key} value={seen.get(key)} missing={writer === undefined}>
          {writer?.checkpoint === undefined ? undefined : (
            <button type="button" className={styles['link']} onClick={() => debug.selectRow(writer.key)}>
              {rowReference(writer)}
            </button>
          )}
        </Named>
      ))}
      {allKeys ? <None>It also listed the keys.</None> : undefined}
    </>
  );
}

function Routing({ event }: { readonly event: ExecutionEvent & StepCommitted }) {
  const document = useDebug((state) => state.document);
  const names = namesOf(document);
  const edges = document?.edges.filter((edge) => edge.source === event.node) ?? [];
  const taken = new Set<string>(event.taken);
  return (
    <>
      <None>
        Port <code>{event.port}</code>
        {event.taken.length === 0 ? '. No edge was taken: this path ends here.' : ''}
      </None>
      {edges.map((edge) => (
        <div key={edge.id} className={styles['fact']} data-taken={taken.has(edge.id)}>
          <span className={styles['factName']}>{names.label(edge.target)}</span>
          <span className={styles['factValue']}>
            {edge.when === undefined ? '' : <code>{edge.when}</code>} {conditionText(event.conditions?.[edge.id])}
          </span>
          <span className={styles['factAside']}>{taken.has(edge.id) ? 'taken' : 'not taken'}</span>
        </div>
      ))}
    </>
  );
}

const noOutput = (row: TimelineRow): string =>
  row.changes.length > 0 ? 'What it returned became the writes below.' : 'It returned nothing.';

const conditionText = (result: boolean | undefined): string => (result === undefined ? '' : `was ${String(result)}`);

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={styles['section']} aria-label={title}>
      <h4>{title}</h4>
      {children}
    </section>
  );
}

function Named(props: {
  readonly name: string;
  readonly value: ValueRef | undefined;
  readonly missing?: boolean;
  readonly children?: ReactNode;
}) {
  const execution = useDebug((state) => state.execution?.id);
  const { name, value } = props;
  return (
    <div className={styles['fact']}>
      <span className={styles['factName']} title={name}>
        {name}
      </span>
      <div className={styles['factValue']}>
        {value === undefined ? (
          <span className={styles['absent']}>{props.missing === true ? 'not there' : '…'}</span>
        ) : (
          <RefSummary refValue={value} path={name} />
        )}
      </div>
      <span className={styles['factAside']}>{props.children}</span>
      {value === undefined ? undefined : <OpenedRef execution={execution} refValue={value} path={name} />}
    </div>
  );
}

function None({ children }: { readonly children: ReactNode }) {
  return <p className={styles['none']}>{children}</p>;
}
