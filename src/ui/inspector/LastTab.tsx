import { useMemo } from 'react';
import { useStore } from 'zustand';
import type { TimelineRow } from '../../debugger/timeline-model.ts';
import type { ErrorInfo } from '../../model/errors.ts';
import type { EventOf, ExecutionEvent } from '../../model/event.ts';
import type { GraphNode } from '../../model/graph-document.ts';
import { Prose } from '../widgets/Prose.tsx';
import { Button } from '../widgets/Button.tsx';
import { Chip } from '../widgets/Chip.tsx';
import { EmptyState } from '../widgets/EmptyState.tsx';
import { formatDuration, formatMoment } from '../widgets/format.ts';
import { usePlanId } from '../workbench/graph-place.ts';
import { variantLabel } from '../workbench/labels.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import styles from './Inspector.module.css';
import { ValueBlock } from './ValueBlock.tsx';
import { stackLines } from './node-view.ts';

/** A place in a variant's source. */
export interface LinePlace {
  readonly variant: string;
  readonly line: number;
  readonly column: number;
}

/** What the node did in the activation that is looked at, or else in its last one. */
export function LastTab({ node, onReveal }: { readonly node: GraphNode; readonly onReveal: (at: LinePlace) => void }) {
  const { debug } = useWorkbench();
  const execution = useStore(debug.store, (state) => state.execution);
  const rows = useStore(debug.store, (state) => state.rows);
  const events = useStore(debug.store, (state) => state.events);
  const selected = useStore(debug.store, (state) => state.selectedRow);
  const id = usePlanId(node.id);
  const row = useMemo(() => pickRow(rows, id, selected), [rows, id, selected]);
  const logs = useMemo(() => logsOf(events, row), [events, row]);
  if (execution === undefined || row === undefined) {
    return (
      <EmptyState title="Has not run yet">
        After a run this shows what went in, what came out, and what was logged.
      </EmptyState>
    );
  }
  const event = events[row.seq];
  const step = event?.type === 'step-committed' ? event : undefined;
  const input = step?.input ?? (event?.type === 'activation-failed' ? event.input : undefined);
  return (
    <div className={styles['fields']}>
      <div className={styles['facts']}>
        <Chip tone={row.error === undefined ? 'ok' : 'bad'}>
          {row.type === 'failed' ? 'failed' : `step ${row.step}`}
        </Chip>
        {row.durationMs === undefined ? undefined : <Chip>{formatDuration(row.durationMs)}</Chip>}
        {row.variant === undefined ? undefined : <Chip>{variantName(node, row.variant)}</Chip>}
        {row.attempt === undefined || row.attempt < 2 ? undefined : <Chip tone="wait">{`attempt ${row.attempt}`}</Chip>}
        {row.port === undefined || row.port === 'next' ? undefined : <Chip>{`port ${row.port}`}</Chip>}
        {row.marks.map((mark) => (
          <Chip key={mark} tone="wait">
            {mark}
          </Chip>
        ))}
        <small title={formatMoment(row.startedAt)}>{`of #${execution.number}`}</small>
      </div>
      {row.error === undefined ? undefined : <ErrorBlock error={row.error} variant={row.variant} onReveal={onReveal} />}
      <ValueBlock title="Input" execution={execution.id} value={input} absent="No input expression." />
      <ValueBlock title="Output" execution={execution.id} value={step?.output} absent="Nothing was returned." />
      <Logs logs={logs} />
    </div>
  );
}

function variantName(node: GraphNode, id: string): string {
  const variant = node.variants?.find((candidate) => candidate.id === id);
  return variant === undefined ? id : variantLabel(variant);
}

function pickRow(rows: readonly TimelineRow[], node: string, selected: string | undefined): TimelineRow | undefined {
  const own = rows.filter((row) => row.node === node && (row.type === 'step' || row.type === 'failed'));
  return own.find((row) => row.key === selected) ?? own.at(-1);
}

type LogEvent = EventOf<'log'>;

function logsOf(events: readonly ExecutionEvent[], row: TimelineRow | undefined): readonly LogEvent[] {
  if (row?.activation === undefined) return [];
  return events.filter((event): event is LogEvent => event.type === 'log' && event.activation === row.activation);
}

function Logs({ logs }: { readonly logs: readonly LogEvent[] }) {
  return (
    <section className={styles['section']} aria-label="Logs">
      <h3 className={styles['heading']}>Logs</h3>
      {logs.length === 0 ? (
        <p className={styles['lead']}>Nothing was logged.</p>
      ) : (
        <ol className={styles['logs']}>
          {logs.map(({ seq, line }) => (
            <li key={seq} data-level={line.level}>
              {line.text}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function ErrorBlock(props: {
  readonly error: ErrorInfo;
  readonly variant: string | undefined;
  readonly onReveal: (at: LinePlace) => void;
}) {
  const { error } = props;
  const variant = error.place?.variant ?? props.variant;
  const line = error.place?.line;
  const show = (at: { line: number; column: number }) => variant !== undefined && props.onReveal({ variant, ...at });
  return (
    <section className={styles['failure']} aria-label="Error">
      <strong>{error.thrown === undefined ? error.message : `${error.thrown}: ${error.message}`}</strong>
      {error.remedy === undefined ? undefined : (
        <p>
          <Prose text={error.remedy} />
        </p>
      )}
      {line === undefined || variant === undefined ? undefined : (
        <Button
          size="small"
          onClick={() => show({ line, column: error.place?.column ?? 1 })}
        >{`Show line ${line}`}</Button>
      )}
      {error.stack === undefined ? undefined : (
        <ul className={styles['stack']} aria-label="Stack">
          {stackLines(error.stack).map(({ text, at }, index) => (
            // A stack never changes its order.
            <li key={`${index} ${text}`}>
              {at === undefined || variant === undefined ? (
                text
              ) : (
                <button type="button" onClick={() => show(at)}>
                  {text}
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      <small>{error.code}</small>
    </section>
  );
}
