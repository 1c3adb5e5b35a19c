import type { Gutter } from '../../debugger/branches.ts';
import { maxLanes } from '../../debugger/branches.ts';
import type { TimelineRow } from '../../debugger/timeline-model.ts';
import styles from './Timeline.module.css';

const laneWidth = 13;
const height = 26;
const middle = height / 2;

export const gutterWidth = (lanes: number): number => 12 + Math.min(lanes, maxLanes) * laneWidth;
const laneX = (lane: number): number => 10 + lane * laneWidth;

/** One row's piece of the branch drawing: the lines that pass it, the line that leaves here, and its own dot. */
export function BranchGutter({
  gutter,
  row,
  index,
  alone,
}: {
  readonly gutter: Gutter;
  readonly row: TimelineRow;
  readonly index: number;
  /** Draws the dot only. */
  readonly alone: boolean;
}) {
  const lane = gutter.lanes[index] ?? 0;
  return (
    <svg className={styles['gutter']} width={gutterWidth(gutter.laneCount)} height={height} aria-hidden="true">
      {alone ? undefined : <Lines gutter={gutter} index={index} />}
      <RowDot row={row} x={laneX(lane)} isHead={index === gutter.head} />
    </svg>
  );
}

function Lines({ gutter, index }: { readonly gutter: Gutter; readonly index: number }) {
  return (
    <>
      {gutter.segments.map((segment) => {
        const d = segmentPath(segment, index);
        return d === undefined ? undefined : <path key={segment.first} className={styles['leftLine']} d={d} />;
      })}
      {headLine(gutter, index)}
    </>
  );
}

function headLine(gutter: Gutter, index: number) {
  if (index > gutter.head) return undefined;
  const from = index === 0 ? middle : 0;
  const to = index === gutter.head ? middle : height;
  return from === to ? undefined : <path className={styles['headLine']} d={`M${laneX(0)} ${from}V${to}`} />;
}

function segmentPath(segment: Gutter['segments'][number], index: number): string | undefined {
  const x = laneX(segment.lane);
  if (index === segment.fork) {
    const from = laneX(segment.forkLane);
    return `M${from} ${middle}C${from} ${height - 3} ${x} ${middle + 3} ${x} ${height}`;
  }
  if (index <= segment.fork || index > segment.last) return undefined;
  return `M${x} 0V${index === segment.last ? middle : height}`;
}

function RowDot({ row, x, isHead }: { readonly row: TimelineRow; readonly x: number; readonly isHead: boolean }) {
  if (row.type === 'failed') {
    return <path className={styles['failedDot']} d={`M${x - 3.2} ${middle - 3.2}l6.4 6.4m0-6.4l-6.4 6.4`} />;
  }
  const style = styles[isHead ? 'headDot' : row.onHeadPath ? 'pathDot' : 'leftDot'];
  if (row.type === 'scope') {
    return <path className={style} d={`M${x - 3.4} ${middle - 3.4}h6.8v6.8h-6.8z`} />;
  }
  if (row.type === 'edit' || row.type === 'swap') {
    return <path className={style} d={`M${x} ${middle - 4.6}l4.6 4.6-4.6 4.6-4.6-4.6z`} />;
  }
  return <circle className={style} cx={x} cy={middle} r={isHead ? 4.8 : 3.8} />;
}
