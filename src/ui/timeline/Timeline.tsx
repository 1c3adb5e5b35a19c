import { useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import History from 'lucide-react/icons/history';
import { useDeferredValue, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import type { CSSProperties, KeyboardEvent, MouseEvent } from 'react';
import { gutterOf } from '../../debugger/branches.ts';
import { type Folding, isFolded, nothingFolded, unfoldedRows, withFold } from '../../debugger/folding.ts';
import { pathEnd } from '../../debugger/path-end.ts';
import { searchRows } from '../../debugger/search.ts';
import type { TimelineRow } from '../../debugger/timeline-model.ts';
import { graphLabel } from '../workbench/graph-place.ts';
import { EmptyState } from '../widgets/EmptyState.tsx';
import { useWorkbench } from '../workbench/workbench.ts';
import { gutterWidth } from './BranchGutter.tsx';
import { LiveRows } from './LiveRows.tsx';
import { namesOf } from './names.ts';
import { useRowMenu } from './RowMenu.tsx';
import { checkpointOf, useStepActions } from './step-actions.ts';
import { createTimeScale } from './time-scale.ts';
import styles from './Timeline.module.css';
import { type FrameLook, rowId, TimelineRowView } from './TimelineRowView.tsx';
import { TimelineToolbar } from './TimelineToolbar.tsx';
import { useDebug } from './use-debug.ts';

const rowHeight = 26;

/** Every step of every branch, in the order in which they happened. */
export function Timeline() {
  const [search, setSearch] = useState('');
  const [hideIdle, setHideIdle] = useState(true);
  const [folding, setFolding] = useState(nothingFolded);
  const rows = useDebug((state) => state.rows);
  const sought = useDeferredValue(search);
  const found = useFoundRows(sought);
  // What a search finds is shown wherever it stands.
  const shown = useMemo(() => (sought === '' ? unfoldedRows(found, folding) : found), [found, folding, sought]);
  const loading = useDebug((state) => state.loading);
  return (
    <section aria-label="Timeline" className={styles['timeline']}>
      <TimelineToolbar
        search={search}
        onSearch={setSearch}
        found={search === '' ? undefined : shown.length}
        folding={folding}
        onFolding={setFolding}
        hideIdle={hideIdle}
        onHideIdle={setHideIdle}
      />
      {rows.length > 0 ? (
        <>
          <TimelineGrid
            rows={shown}
            hideIdle={hideIdle}
            alone={sought !== ''}
            folding={folding}
            onFolding={setFolding}
          />
          {shown.length === 0 ? <p className={styles['nothing']}>No step matches.</p> : undefined}
          <LiveRows />
        </>
      ) : loading ? (
        <EmptyState title="Reading the execution…" />
      ) : (
        <EmptyState icon={<History />} title="No steps yet">
          Every step of an execution stands here with its duration, and one can go back to any of them. Run the
          workflow, or choose an execution on the left.
        </EmptyState>
      )}
    </section>
  );
}

function useFoundRows(search: string): readonly TimelineRow[] {
  const rows = useDebug((state) => state.rows);
  const events = useDebug((state) => state.events);
  const document = useDebug((state) => state.document);
  const names = namesOf(document);
  return useMemo(
    () => searchRows(rows, search, { events, labelOf: names.label, variantName: names.variant }),
    [rows, search, events, names],
  );
}

interface GridProps {
  readonly rows: readonly TimelineRow[];
  readonly hideIdle: boolean;
  /** Rows are those that a search found. */
  readonly alone: boolean;
  readonly folding: Folding;
  readonly onFolding: (folding: Folding) => void;
}

function TimelineGrid({ rows, hideIdle, alone, folding, onFolding }: GridProps) {
  const { debug } = useWorkbench();
  const all = useDebug((state) => state.rows);
  const rowOf = useDebug((state) => state.rowOf);
  const head = useDebug((state) => state.head);
  const events = useDebug((state) => state.events);
  const document = useDebug((state) => state.document);
  const names = namesOf(document);
  const durableSeq = useDebug((state) => state.durableSeq) ?? -1;
  const selectedRow = useDebug((state) => state.selectedRow);
  const following = useDebug((state) => state.following);
  const execution = useDebug((state) => state.execution?.id);
  const compareWith = useDebug((state) => state.compareWith);
  const actions = useStepActions();
  const scroller = useRef<HTMLTableElement>(null);

  const gutter = useMemo(() => gutterOf(all, rowOf, head), [all, rowOf, head]);
  const positions = useMemo(() => new Map(all.map((row, index) => [row.key, index])), [all]);
  const scale = useMemo(() => createTimeScale(rows, hideIdle), [rows, hideIdle]);
  const selected = useMemo(() => rows.findIndex((row) => row.key === selectedRow), [rows, selectedRow]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    // The header is inside the scrolled area, and sticks to its top.
    scrollPaddingEnd: 24,
  });
  useFollowing({
    scroller,
    selected,
    following,
    execution,
    scrollTo: (index) => virtual.scrollToIndex(index),
  });

  const hasFrames = useDebug((state) => state.frameIndex.size > 0);
  const origin = useOrigin();
  const frameLook = useFrameLook(folding);
  const fold = (row: TimelineRow | undefined, folded: boolean) => {
    if (row?.type === 'scope' && row.frame !== undefined) onFolding(withFold(folding, row.frame, folded));
  };
  const act = (row: TimelineRow, action: string | undefined) => {
    if (action === 'fold') return fold(row, row.frame !== undefined && !isFolded(folding, row.frame));
    const checkpoint = checkpointOf(row);
    if (checkpoint === undefined) return;
    if (action === 'rollback') actions.rollback(checkpoint);
    else if (action === 'fork') actions.fork(checkpoint);
    else if (action === 'compare') actions.compare(checkpoint);
    else debug.selectRow(row.key);
  };
  const onClick = (event: MouseEvent) => {
    const target = event.target as Element;
    const key = target.closest<HTMLElement>('[data-row]')?.dataset['row'];
    const row = all[positions.get(key ?? '') ?? -1];
    if (row === undefined) return;
    const action = target.closest<HTMLElement>('[data-action]')?.dataset['action'];
    act(row, action ?? (event.shiftKey ? 'compare' : undefined));
  };
  const menu = useRowMenu((target) => {
    const key = target.closest<HTMLElement>('[data-row]')?.dataset['row'] ?? selectedRow;
    return all[positions.get(key ?? '') ?? -1];
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      fold(rows[selected], event.key === 'ArrowLeft');
      return;
    }
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2);
    const target = targetOf(event.key, { selected, last: rows.length - 1, page });
    const row = rows[target ?? -1];
    if (row === undefined) return;
    event.preventDefault();
    act(row, event.shiftKey && event.key === 'Enter' ? 'compare' : undefined);
    virtual.scrollToIndex(target ?? 0);
  };

  return (
    <>
      <table
        ref={scroller}
        role="grid"
        aria-label="Steps"
        aria-rowcount={rows.length + 1}
        aria-colcount={6}
        tabIndex={0}
        {...(selected < 0 ? {} : { 'aria-activedescendant': rowId(rows[selected]?.key ?? '') })}
        className={styles['grid']}
        data-scopes={hasFrames}
        style={
          {
            '--gutter': `${gutterWidth(gutter.laneCount)}px`,
            '--number': `${Math.max(26, String(all.length).length * 8 + 4)}px`,
          } as CSSProperties
        }
        onClick={onClick}
        onContextMenu={menu.open}
        onKeyDown={onKeyDown}
      >
        <TimelineHead />
        <tbody className={styles['rows']} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (row === undefined) return undefined;
            return (
              <TimelineRowView
                key={row.key}
                row={row}
                index={positions.get(row.key) ?? 0}
                rowIndex={item.index + 2}
                top={item.start}
                gutter={gutter}
                alone={alone}
                frame={frameLook(row)}
                bar={scale.bar(row)}
                names={names}
                pathEnd={pathEnd(events[row.seq], document)}
                origin={row.type === 'start' ? origin : undefined}
                durable={row.seq <= durableSeq}
                selected={row.key === selectedRow}
                compared={compareWith?.execution === execution && compareWith?.checkpoint === row.checkpoint}
              />
            );
          })}
        </tbody>
      </table>
      {menu.element}
    </>
  );
}

/** Where a fork came from: `forked from #3`. */
function useOrigin(): string | undefined {
  const { client } = useWorkbench();
  const from = useDebug((state) => state.execution?.forkedFrom);
  const { data } = useQuery({
    networkMode: 'always',
    queryKey: ['execution-number', from?.execution],
    queryFn: async () => (from === undefined ? undefined : (await client.executions.get(from.execution)).number),
    enabled: from !== undefined,
  });
  if (from === undefined) return undefined;
  return data === undefined ? 'forked' : `forked from #${data} at ${from.checkpoint}`;
}

/** How the frame that a row begins stands; the same object while nothing of it changes, for the row's memo. */
function useFrameLook(folding: Folding): (row: TimelineRow) => FrameLook | undefined {
  const index = useDebug((state) => state.frameIndex);
  const headPath = useDebug((state) => state.headPath);
  const document = useDebug((state) => state.document);
  const [known] = useState(() => new Map<string, FrameLook>());
  return (row) => {
    if (row.type !== 'scope' || row.frame === undefined) return undefined;
    const frame = index.at(row.checkpoint);
    if (frame === undefined) return undefined;
    const ends = index.endsOf(frame);
    const next: FrameLook = {
      graph: graphLabel(document, frame.graph),
      end: row.onHeadPath ? ends.findLast(({ after }) => headPath.has(after)) : ends.at(-1),
      openedAt: frame.openedAt,
      steps: index.stepsIn(frame.path),
      folded: isFolded(folding, frame.path),
    };
    const before = known.get(row.key);
    if (before !== undefined && sameLook(before, next)) return before;
    known.set(row.key, next);
    return next;
  };
}

const sameLook = (a: FrameLook, b: FrameLook): boolean =>
  a.end === b.end && a.graph === b.graph && a.folded === b.folded && (a.steps === b.steps || !a.folded);

function TimelineHead() {
  return (
    <thead className={styles['headGroup']}>
      <tr aria-rowindex={1} className={styles['head']}>
        <td aria-hidden="true" />
        <th scope="col" className={styles['number']} aria-label="Number">
          #
        </th>
        <th scope="col">step</th>
        <th scope="col">variant</th>
        <th scope="col" aria-label="Bar">
          duration
        </th>
        <th scope="col" aria-label="Duration" />
        <th scope="col" aria-label="Saved" />
      </tr>
    </thead>
  );
}

interface Position {
  readonly selected: number;
  readonly last: number;
  readonly page: number;
}

/** The row that a key leads to, or `undefined` for keys that lead nowhere. */
function targetOf(key: string, { selected, last, page }: Position): number | undefined {
  const within = (index: number) => Math.min(last, Math.max(0, index));
  switch (key) {
    case 'ArrowDown':
      return within(selected + 1);
    case 'ArrowUp':
      return within(selected < 0 ? last : selected - 1);
    case 'PageDown':
      return within(selected + page);
    case 'PageUp':
      return within(selected - page);
    case 'Home':
      return within(0);
    case 'End':
      return last;
    case 'Enter':
    case ' ':
      return selected < 0 ? undefined : selected;
    default:
      return undefined;
  }
}

interface Following {
  readonly scroller: { readonly current: HTMLElement | null };
  readonly selected: number;
  readonly following: boolean;
  readonly execution: string | undefined;
  readonly scrollTo: (index: number) => void;
}

/** How a user begins to scroll; a press of the pointer may be on the scrollbar. */
const handEvents = ['wheel', 'touchmove', 'keydown', 'pointerdown'] as const;

/** Keeps the selected row in view; while following the head, only as long as the user has not scrolled away from it. */
function useFollowing({ scroller, selected, following, execution, scrollTo }: Following): void {
  const atEnd = useRef(true);
  // Rows that come in scroll too: only what the user's hand has moved leads away from the head.
  const byHand = useRef(false);
  const scroll = useEffectEvent(scrollTo);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    // Asked once a frame, when the layout is due anyway: rows arrive faster than frames.
    let frame = 0;
    const touch = () => {
      byHand.current = true;
    };
    const note = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        const now = element.scrollTop + element.clientHeight >= element.scrollHeight - 2 * rowHeight;
        if (now || byHand.current) atEnd.current = now;
        if (now) byHand.current = false;
      });
    };
    for (const type of handEvents) element.addEventListener(type, touch, { passive: true });
    element.addEventListener('scroll', note, { passive: true });
    return () => {
      cancelAnimationFrame(frame);
      for (const type of handEvents) element.removeEventListener(type, touch);
      element.removeEventListener('scroll', note);
    };
  }, [scroller]);
  const followed = useRef<string>(undefined);
  useEffect(() => {
    const follows = following ? execution : undefined;
    // To begin to follow again, or to look at another execution, is to go to the head wherever one had scrolled to.
    if (followed.current !== follows) {
      followed.current = follows;
      atEnd.current = true;
      byHand.current = false;
    }
    if (selected >= 0 && (!following || atEnd.current)) scroll(selected);
  }, [selected, following, execution]);
}
