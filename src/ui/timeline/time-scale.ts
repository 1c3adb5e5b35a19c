import type { TimelineRow } from '../../debugger/timeline-model.ts';

/** Where a row's bar lies, in shares of the column's width. */
export interface Bar {
  readonly left: number;
  readonly width: number;
}

/** All bars on one linear scale. */
export interface TimeScale {
  bar(row: TimelineRow): Bar | undefined;
}

/**
 * Without idle time every bar starts at the left edge and the longest one fills the column; with it the bars lie on the
 * execution's clock, so that gaps and what ran at the same time can be seen.
 */
export function createTimeScale(rows: readonly TimelineRow[], hideIdle: boolean): TimeScale {
  return hideIdle ? byDuration(rows) : byClock(rows);
}

function byDuration(rows: readonly TimelineRow[]): TimeScale {
  const longest = rows.reduce((most, row) => Math.max(most, row.durationMs ?? 0), 0) || 1;
  return { bar: ({ durationMs }) => (durationMs === undefined ? undefined : { left: 0, width: durationMs / longest }) };
}

function byClock(rows: readonly TimelineRow[]): TimeScale {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    first = Math.min(first, row.startedAt);
    last = Math.max(last, row.startedAt + (row.durationMs ?? 0));
  }
  const span = Math.max(1, last - first);
  return {
    bar: ({ startedAt, durationMs }) =>
      durationMs === undefined ? undefined : { left: (startedAt - first) / span, width: durationMs / span },
  };
}
