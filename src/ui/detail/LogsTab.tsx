import ScrollText from 'lucide-react/icons/scroll-text';
import { useMemo } from 'react';
import type { EventOf } from '../../model/event.ts';
import { useDebug, useSelectedRow } from '../timeline/use-debug.ts';
import { EmptyState } from '../widgets/EmptyState.tsx';
import { ErrorCard } from './ErrorCard.tsx';
import styles from './Detail.module.css';

/** What the selected activation logged, and how it failed. */
export function LogsTab() {
  const row = useSelectedRow();
  const events = useDebug((state) => state.events);
  const activation = row?.activation;
  const logs = useMemo(
    () =>
      activation === undefined
        ? []
        : events.filter((event): event is EventOf<'log'> => event.type === 'log' && event.activation === activation),
    [events, activation],
  );
  const error = row?.error;
  return (
    <section aria-label="Logs" className={styles['tab']}>
      {error === undefined ? undefined : <ErrorCard error={error} node={row?.node} caught={row?.type !== 'failed'} />}
      {logs.length > 0 ? (
        <ol className={styles['logs']} aria-label="Log lines">
          {logs.map((event) => (
            <li key={event.seq} data-level={event.line.level}>
              <span className={styles['logLevel']}>{event.line.level}</span>
              <span className={styles['logText']}>{event.line.text}</span>
              {event.attempt > 1 ? <small>attempt {event.attempt}</small> : undefined}
            </li>
          ))}
        </ol>
      ) : error === undefined ? (
        <EmptyState icon={<ScrollText />} title="No log lines">
          What this step writes with <code>log(…)</code> appears here. The console shows the whole execution.
        </EmptyState>
      ) : undefined}
    </section>
  );
}
