import ChevronRight from 'lucide-react/icons/chevron-right';
import type { ExecutionId } from '../../model/ids.ts';
import type { ValueRef } from '../../model/value.ts';
import { toErrorInfo } from '../../model/errors.ts';
import { classNames } from '../widgets/class-names.ts';
import { formatBytes } from '../widgets/format.ts';
import { useOpenPaths } from './open-paths.ts';
import { useValue } from './queries.ts';
import { SummaryText } from './ValueText.tsx';
import { ValueView } from './ValueView.tsx';
import styles from './Value.module.css';

/** Whether there is more to a value than its summary says. */
export function hasInside({ summary }: ValueRef): boolean {
  if (summary.type === 'string') return (summary.size ?? 0) > 60;
  return summary.size !== undefined && summary.size > 0;
}

/** A value by its summary, with an arrow that opens it. The value itself is shown by {@link OpenedRef} below the row. */
export function RefSummary({ refValue, path }: { readonly refValue: ValueRef; readonly path: string }) {
  const open = useOpenPaths();
  if (!hasInside(refValue)) return <SummaryText summary={refValue.summary} />;
  const isOpen = open.isOpen(path);
  return (
    <button
      type="button"
      className={styles['summary']}
      aria-expanded={isOpen}
      aria-label={`${path} ${refValue.summary.text}`}
      title={formatBytes(refValue.bytes)}
      onClick={() => open.toggle(path)}
    >
      <SummaryText summary={refValue.summary} />
      <ChevronRight aria-hidden="true" className={classNames(styles['chevron'], isOpen && styles['chevronOpen'])} />
    </button>
  );
}

/** The value of a summary that is open; fetched when it is first looked at. */
export function OpenedRef(props: {
  readonly execution: ExecutionId | undefined;
  readonly refValue: ValueRef;
  readonly path: string;
}) {
  const open = useOpenPaths();
  if (!hasInside(props.refValue) || !open.isOpen(props.path)) return undefined;
  return (
    <div className={styles['opened']}>
      <LoadedRef {...props} />
    </div>
  );
}

/** A value, fetched, with what goes on meanwhile. */
export function LoadedRef({
  execution,
  refValue,
  path,
}: {
  readonly execution: ExecutionId | undefined;
  readonly refValue: ValueRef;
  readonly path: string;
}) {
  const loaded = useValue(execution, refValue.hash);
  if (loaded.data !== undefined) return <ValueView value={loaded.data.value} path={path} />;
  if (loaded.error !== null) return <p className={styles['problem']}>{toErrorInfo(loaded.error).message}</p>;
  return <output className={styles['loading']}>Reading {formatBytes(refValue.bytes)}…</output>;
}
