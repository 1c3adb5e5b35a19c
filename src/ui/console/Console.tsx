import { useVirtualizer } from '@tanstack/react-virtual';
import SquareTerminal from 'lucide-react/icons/square-terminal';
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { createConsoleProjection, filterConsole } from '../../debugger/console-lines.ts';
import type { ConsoleLine } from '../../debugger/console-lines.ts';
import type { LogLine } from '../../model/event.ts';
import { nodeId } from '../../model/ids.ts';
import type { CheckpointId } from '../../model/ids.ts';
import { namesOf, rowReference, rowTitle } from '../timeline/names.ts';
import { useDebug } from '../timeline/use-debug.ts';
import { EmptyState } from '../widgets/EmptyState.tsx';
import { formatMoment } from '../widgets/format.ts';
import { Select } from '../widgets/Select.tsx';
import { SearchField } from '../widgets/TextField.tsx';
import { useWorkbench } from '../workbench/workbench.ts';
import styles from './Console.module.css';

const levels = [
  { value: 'debug', label: 'All levels' },
  { value: 'info', label: 'Info and up' },
  { value: 'warn', label: 'Warnings and errors' },
  { value: 'error', label: 'Errors' },
] as const;
const everyNode = '';

/** What the whole execution said: logs, failures, conflicts, swaps, and why it stood still. */
export function Console() {
  const [text, setText] = useState('');
  const [level, setLevel] = useState<LogLine['level']>('debug');
  const [node, setNode] = useState<string>(everyNode);
  const events = useDebug((state) => state.events);
  const document = useDebug((state) => state.document);
  const projection = useMemo(() => createConsoleProjection(), []);
  const lines = projection.lines(events);
  const shown = useMemo(
    () => filterConsole(lines, { text, level, node: node === everyNode ? undefined : nodeId(node) }),
    [lines, text, level, node],
  );
  const nodes = [
    { value: everyNode, label: 'All nodes' },
    ...(document?.nodes ?? []).map(({ id, label }) => ({ value: id, label: label ?? id })),
  ];
  return (
    <section aria-label="Console" className={styles['console']}>
      <div className={styles['toolbar']}>
        <SearchField label="Filter the console" value={text} onChange={setText} />
        <Select label="Level" hideLabel small value={level} onChange={setLevel} options={levels} />
        <Select label="Node" hideLabel small value={node} onChange={setNode} options={nodes} />
      </div>
      {lines.length === 0 ? (
        <EmptyState icon={<SquareTerminal />} title="Nothing said yet">
          Log lines of all nodes, failures and the reasons for every pause appear here.
        </EmptyState>
      ) : (
        <ConsoleLines lines={shown} />
      )}
    </section>
  );
}

function ConsoleLines({ lines }: { readonly lines: readonly ConsoleLine[] }) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 23,
    getItemKey: (index) => lines[index]?.seq ?? index,
    overscan: 12,
  });
  useAtEnd(scroller, lines.length, (index) => virtual.scrollToIndex(index, { align: 'end' }));
  return (
    <div ref={scroller} role="log" aria-label="Lines" aria-live="off" className={styles['lines']}>
      <div className={styles['body']} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const line = lines[item.index];
          return line === undefined ? undefined : (
            <div
              key={item.key}
              data-index={item.index}
              ref={virtual.measureElement}
              className={styles['slot']}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <ConsoleLineView line={line} />
            </div>
          );
        })}
      </div>
      {lines.length === 0 ? <p className={styles['nothing']}>No line matches.</p> : undefined}
    </div>
  );
}

/** Stays at the newest line as long as the reader has not scrolled away from it. */
function useAtEnd(
  scroller: { readonly current: HTMLElement | null },
  count: number,
  scrollTo: (index: number) => void,
): void {
  const atEnd = useRef(true);
  const scroll = useEffectEvent(scrollTo);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const note = () => {
      atEnd.current = element.scrollTop + element.clientHeight >= element.scrollHeight - 40;
    };
    element.addEventListener('scroll', note, { passive: true });
    return () => element.removeEventListener('scroll', note);
  }, [scroller]);
  useEffect(() => {
    if (atEnd.current && count > 0) scroll(count - 1);
  }, [count]);
}

function ConsoleLineView({ line }: { readonly line: ConsoleLine }) {
  const { debug } = useWorkbench();
  const names = namesOf(useDebug((state) => state.document));
  const target = useDebug((state) => state.rows[state.rowOf.get((line.row ?? '') as CheckpointId) ?? -1]);
  const show = () => {
    const { rows } = debug.store.getState();
    const key =
      line.row ??
      rows.findLast((row) => row.activation !== undefined && row.activation === line.activation)?.key ??
      rows.findLast((row) => row.seq <= line.seq)?.key;
    if (key !== undefined) debug.selectRow(key);
  };
  return (
    <button
      type="button"
      className={styles['line']}
      data-level={line.level}
      data-source={line.source}
      title={`${formatMoment(line.at)}. Show the step.`}
      onClick={show}
    >
      <span className={styles['level']}>{line.source === 'log' ? line.level : line.source}</span>
      <span className={styles['text']}>
        {line.text}
        {line.source !== 'rollback' || target === undefined
          ? ''
          : ` to ${rowReference(target)} · ${rowTitle(target, names)}`}
      </span>
      {line.error?.place?.line === undefined ? undefined : <small>line {line.error.place.line}</small>}
      <small className={styles['node']}>{line.node === undefined ? '' : names.label(line.node)}</small>
    </button>
  );
}
