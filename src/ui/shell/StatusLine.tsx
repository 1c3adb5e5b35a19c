import { useStore } from 'zustand';
import type { ExecutionSummary } from '../../model/execution.ts';
import { explainStandstill } from '../run-bar/standstill.ts';
import { formatBytes, formatCount } from '../widgets/format.ts';
import { StatusMark } from '../widgets/StatusMark.tsx';
import { useWorkbench } from '../workbench/workbench.ts';
import styles from './Layout.module.css';
import { useHealth } from './lists.ts';
import { useOfflineReady } from './offline.ts';

/** How the execution stands and why, where it is, how big, and whether it is safe. */
export function StatusLine() {
  const { debug } = useWorkbench();
  const execution = useStore(debug.store, (state) => state.execution);
  return (
    <footer className={styles['status']}>
      <LiveStatus />
      {execution === undefined ? undefined : <Facts execution={execution} />}
      <span className={styles['spacer']} />
      <Storage />
      <Offline />
    </footer>
  );
}

/** The one live element that says how the execution stands. */
function LiveStatus() {
  const { debug, editor } = useWorkbench();
  const execution = useStore(debug.store, (state) => state.execution);
  const document = useStore(debug.store, (state) => state.document);
  const loading = useStore(debug.store, (state) => state.loading);
  const faulty = useStore(editor.store, ({ problems }) => problems.some(({ severity }) => severity === 'error'));
  if (execution === undefined) {
    const readiness = faulty ? 'not ready to run: see Problems' : 'ready to run';
    return (
      <output className={styles['live']}>
        <span>{loading ? 'loading' : readiness}</span>
      </output>
    );
  }
  const { word, where, why, state } = explainStandstill(execution, document);
  // Code words stand in backticks, which only prose can draw.
  const text = [[word, where].filter(Boolean).join(' '), why].filter(Boolean).join(' · ').replaceAll('`', '');
  return (
    <output className={styles['live']} title={text}>
      <StatusMark state={state} size={12} />
      <span>{text}</span>
    </output>
  );
}

function Facts({ execution }: { readonly execution: ExecutionSummary }) {
  return (
    <>
      <span>
        #{execution.number}
        {execution.branches > 1 ? ` · branch ${execution.branch} of ${execution.branches}` : ''} · step{' '}
        {execution.steps}
      </span>
      <span>
        context {formatCount(execution.contextKeys, 'key')} · {formatBytes(execution.contextBytes)}
      </span>
      <Durability />
    </>
  );
}

/** Steps not yet saved are counted in the log: events are more than steps. */
function Durability() {
  const { debug } = useWorkbench();
  const unsaved = useStore(debug.store, ({ rows, durableSeq, execution }) => {
    const upTo = Math.max(durableSeq ?? -1, execution?.durableSeq ?? -1);
    return rows.filter(({ seq, checkpoint }) => checkpoint !== undefined && seq > upTo).length;
  });
  if (unsaved === 0) return <span>all steps saved</span>;
  return <span>{formatCount(unsaved, 'step')} not yet saved</span>;
}

function Storage() {
  const { data } = useHealth();
  if (data === undefined) return undefined;
  const { store, storeProblem } = data;
  if (storeProblem !== undefined) return <span title={storeProblem.message}>not saved: storage unavailable</span>;
  if (store.kind === 'memory') return <span>in memory only</span>;
  const used = store.usedBytes === undefined ? '' : ` · ${formatBytes(store.usedBytes)}`;
  return <span title={store.persisted === true ? 'The browser will not evict it' : undefined}>saved here{used}</span>;
}

function Offline() {
  const ready = useOfflineReady();
  return ready ? <span>offline ready</span> : undefined;
}
