import ChevronDown from 'lucide-react/icons/chevron-down';
import ChevronRight from 'lucide-react/icons/chevron-right';
import GitCompare from 'lucide-react/icons/git-compare';
import GitFork from 'lucide-react/icons/git-fork';
import RotateCcw from 'lucide-react/icons/rotate-ccw';
import { memo } from 'react';
import type { CSSProperties, ReactNode } from 'react';
import type { Gutter } from '../../debugger/branches.ts';
import type { FrameEnd, TimelineRow } from '../../debugger/timeline-model.ts';
import { classNames } from '../widgets/class-names.ts';
import { formatCount, formatDuration, formatMoment } from '../widgets/format.ts';
import { BranchGutter } from './BranchGutter.tsx';
import type { Names } from './names.ts';
import { rowTitle } from './names.ts';
import type { Bar } from './time-scale.ts';
import styles from './Timeline.module.css';

export interface RowLook {
  readonly row: TimelineRow;
  /** Position among all rows, for the gutter; and from 1 among those shown. */
  readonly index: number;
  readonly rowIndex: number;
  readonly top: number;
  readonly gutter: Gutter;
  /** Other rows are filtered out: lines between rows would lie. */
  readonly alone: boolean;
  readonly bar: Bar | undefined;
  readonly names: Names;
  /** The conditions that ended its path. */
  readonly pathEnd: string | undefined;
  /** For the beginning of a frame: how it ended, how many steps stand in it, and whether they are hidden. */
  readonly frame: FrameLook | undefined;
  /** For the first row of a fork: where it came from. */
  readonly origin: string | undefined;
  readonly durable: boolean;
  readonly selected: boolean;
  readonly compared: boolean;
}

export interface FrameLook {
  readonly graph: string;
  readonly end: FrameEnd | undefined;
  readonly openedAt: number;
  readonly steps: number;
  readonly folded: boolean;
}

export const rowId = (key: string): string => `timeline-row-${key}`;

/** One step. The actions over it are for the mouse; the toolbar has the same for everybody. */
export const TimelineRowView = memo(function TimelineRowView(look: RowLook) {
  const { row, names } = look;
  const isHead = look.index === look.gutter.head;
  return (
    <tr
      id={rowId(row.key)}
      data-row={row.key}
      aria-rowindex={look.rowIndex}
      aria-selected={look.selected}
      className={classNames(
        styles['row'],
        look.selected && styles['selected'],
        look.compared && styles['compared'],
        !row.onHeadPath && styles['left'],
        row.type === 'failed' && styles['failed'],
      )}
      style={{ transform: `translateY(${look.top}px)` }}
    >
      <td className={styles['gutterCell']} aria-hidden="true">
        <BranchGutter gutter={look.gutter} row={row} index={look.index} alone={look.alone} />
      </td>
      <td className={styles['number']}>{row.type === 'step' || row.type === 'failed' ? row.step : ''}</td>
      <td className={styles['step']}>
        <RowName row={row} names={names} frame={look.frame} />
        <RowMarks row={row} isHead={isHead} pathEnd={look.pathEnd} />
        {look.frame === undefined ? undefined : <FrameMarks frame={look.frame} />}
        {look.origin === undefined ? undefined : <small className={styles['mark']}>{look.origin}</small>}
      </td>
      <td className={styles['variant']} title={variantText(look)}>
        {variantText(look)}
      </td>
      <td className={styles['track']}>
        {look.bar === undefined ? undefined : (
          <span className={styles['bar']} style={barStyle(look.bar)} title={formatMoment(row.startedAt)} />
        )}
      </td>
      <td className={styles['duration']}>{durationText(look)}</td>
      <td className={styles['durable']}>
        <DurableDot durable={look.durable} />
      </td>
      <RowActions failed={row.type === 'failed'} />
    </tr>
  );
});

/** Its place in front of its own name, so that the name is read whole; a frame can be folded. */
function RowName({ row, names, frame }: Pick<RowLook, 'row' | 'names' | 'frame'>) {
  const title = rowTitle(row, names);
  const cut = row.path === undefined || row.type === 'swap' ? 0 : title.lastIndexOf('/') + 1;
  const depth = cut === 0 ? 0 : title.slice(0, cut).split('/').length - 1;
  return (
    <span className={styles['place']} style={{ paddingLeft: Math.min(depth, 4) * 10 }}>
      {frame === undefined ? undefined : (
        <button
          type="button"
          tabIndex={-1}
          data-action="fold"
          className={styles['fold']}
          aria-expanded={!frame.folded}
          aria-label={`Steps of ${title}`}
        >
          {frame.folded ? <ChevronRight aria-hidden="true" /> : <ChevronDown aria-hidden="true" />}
        </button>
      )}
      <span className={styles['name']} title={stepHint(row, names)}>
        <bdi dir="ltr">
          {cut === 0 ? undefined : <span className={styles['prefix']}>{title.slice(0, cut)}</span>}
          {title.slice(cut)}
        </bdi>
      </span>
    </span>
  );
}

function FrameMarks({ frame }: { readonly frame: FrameLook }) {
  const outcome = frame.end?.outcome;
  return (
    <>
      {outcome === undefined || outcome === 'completed' ? undefined : (
        <small className={styles['mark']} data-mark={outcome} title={frame.end?.error?.message}>
          {outcome}
        </small>
      )}
      {frame.folded && frame.steps > 0 ? (
        <small className={styles['mark']}>{formatCount(frame.steps, 'step')}</small>
      ) : undefined}
    </>
  );
}

const variantText = ({ row, names, frame }: RowLook): string =>
  frame === undefined ? names.variant(row.node, row.variant) : frame.graph;

function durationText({ row, frame }: RowLook): string {
  const ms = frame?.end === undefined ? row.durationMs : frame.end.at - frame.openedAt;
  return ms === undefined ? '' : formatDuration(ms);
}

function RowMarks(props: Pick<RowLook, 'row' | 'pathEnd'> & { readonly isHead: boolean }): ReactNode {
  const { row, isHead, pathEnd } = props;
  const attempt = row.attempt !== undefined && row.attempt > 1 ? `attempt ${row.attempt}` : undefined;
  const marks = row.marks.filter((mark) => row.type !== 'edit' || mark !== 'edited');
  return (
    <>
      {attempt === undefined ? undefined : <small className={styles['mark']}>{attempt}</small>}
      {marks.map((mark) => (
        <small key={mark} className={styles['mark']} data-mark={mark}>
          {mark}
        </small>
      ))}
      {row.error === undefined ? undefined : (
        <small className={styles['mark']} data-mark="failed" title={row.error.message}>
          {row.type === 'failed' ? 'failed' : 'went on after an error'}
        </small>
      )}
      {row.port === undefined || row.port === 'next' ? undefined : (
        <small className={styles['mark']} title="The port that it left through">
          → {row.port}
        </small>
      )}
      {pathEnd === undefined ? undefined : (
        <small className={styles['mark']} data-mark="path-end" title={pathEnd}>
          path ends
        </small>
      )}
      {isHead ? (
        <small className={styles['mark']} data-mark="head" title="The next step goes on from here">
          head
        </small>
      ) : undefined}
    </>
  );
}

function stepHint(row: TimelineRow, names: Names): string {
  const label = row.node === undefined ? '' : names.label(row.node);
  const branch = row.onHeadPath ? '' : ` · left on branch ${row.branch}`;
  return [label, row.error?.message].filter(Boolean).join(' · ') + branch;
}

const barStyle = ({ left, width }: Bar): CSSProperties => ({
  left: `${(left * 100).toFixed(3)}%`,
  width: `max(3px, ${(width * 100).toFixed(3)}%)`,
});

function DurableDot({ durable }: { readonly durable: boolean }) {
  const words = durable ? 'Saved' : 'Not saved yet';
  return (
    <svg width="10" height="10" viewBox="0 0 10 10" role="img" aria-label={words} data-durable={durable}>
      <title>{words}</title>
      <circle cx="5" cy="5" r="3.6" />
    </svg>
  );
}

function RowActions({ failed }: { readonly failed: boolean }) {
  return (
    <td className={styles['actions']} aria-hidden="true">
      <button type="button" tabIndex={-1} data-action="rollback" title="Roll back to here">
        <RotateCcw />
      </button>
      <button type="button" tabIndex={-1} data-action="fork" title="Fork from here">
        <GitFork />
      </button>
      {failed ? undefined : (
        <button type="button" tabIndex={-1} data-action="compare" title="Compare">
          <GitCompare />
        </button>
      )}
    </td>
  );
}
