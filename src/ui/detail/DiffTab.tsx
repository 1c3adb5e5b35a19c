import Equal from 'lucide-react/icons/equal';
import type { TimelineRow } from '../../debugger/timeline-model.ts';
import { useDebug, useSelectedRow } from '../timeline/use-debug.ts';
import { EmptyState } from '../widgets/EmptyState.tsx';
import { DiffList } from './DiffList.tsx';
import { ErrorCard } from './ErrorCard.tsx';
import styles from './Detail.module.css';

/** What the selected step changed in the context. */
export function DiffTab() {
  const row = useSelectedRow();
  return (
    <section aria-label="Diff" className={styles['tab']}>
      {row === undefined ? (
        <EmptyState title="No step is selected">
          Choose a step in the timeline to see what it added, changed and removed in the context.
        </EmptyState>
      ) : (
        <RowDiff row={row} />
      )}
    </section>
  );
}

function RowDiff({ row }: { readonly row: TimelineRow }) {
  const execution = useDebug((state) => state.execution?.id);
  if (row.type === 'failed') return <FailedDiff row={row} />;
  return (
    <>
      {row.error === undefined ? undefined : <ErrorCard error={row.error} node={row.node} caught />}
      {contextOf(row) === undefined || row.changes.length === 0 ? undefined : <FrameNote row={row} />}
      {row.changes.length > 0 ? (
        <DiffList before={execution} after={execution} changes={row.changes} label="Changes of this step" />
      ) : (
        <EmptyState icon={<Equal />} title="Nothing changed">
          {unchangedText(row)}
        </EmptyState>
      )}
    </>
  );
}

const contextOf = ({ frame, writtenTo }: TimelineRow) => (writtenTo === undefined ? frame : writtenTo.frame);

/** Whose context the changes are of: that of a frame flows out later, if at all. */
function FrameNote({ row }: { readonly row: TimelineRow }) {
  return (
    <p className={styles['note']}>
      {row.type === 'scope' ? 'Handed to ' : 'In the context of '}
      <code>{contextOf(row)}</code>
    </p>
  );
}

function FailedDiff({ row }: { readonly row: TimelineRow }) {
  return (
    <>
      {row.error === undefined ? undefined : <ErrorCard error={row.error} node={row.node} />}
      <p className={styles['note']}>The attempt failed, so nothing of it was committed to the context.</p>
    </>
  );
}

function unchangedText(row: TimelineRow): string {
  if (row.type === 'swap') return 'A swap binds another variant; the context stays as it was.';
  if (row.type === 'scope') return `${row.path} began with the context around it, and was handed nothing.`;
  if (row.type === 'start') return 'The execution started with an empty context.';
  return row.port === undefined || row.port === 'next'
    ? 'This step wrote nothing.'
    : `This step wrote nothing. It left through its port ${row.port}.`;
}
