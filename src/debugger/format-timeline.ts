import type { ContextChange } from '../model/event.ts';
import type { Timeline } from './timeline-builder.ts';
import type { TimelineRow } from './timeline-model.ts';

/**
 * The timeline as text, a line per row, for tests and consoles:
 * `* 2 clean/strict +rows ~stats @c2` is step 2 on the head's path; `.` instead of `*` is a step that was left, `>` the head.
 */
export function formatTimeline(timeline: Pick<Timeline, 'rows' | 'head'>): string {
  return timeline.rows.map((row) => formatRow(row, timeline.head)).join('\n');
}

function formatRow(row: TimelineRow, head: Timeline['head']): string {
  const sign = row.checkpoint !== undefined && row.checkpoint === head ? '>' : row.onHeadPath ? '*' : '.';
  const name = row.type === 'step' ? activationName(row) : [row.type, activationName(row)].filter(Boolean).join(' ');
  const parts = [
    sign,
    String(row.step),
    name,
    ...row.changes.map(formatChange),
    ...row.marks.map((mark) => `[${mark}]`),
    ...(row.error === undefined ? [] : [`!${row.error.code}`]),
    ...(row.checkpoint === undefined ? [] : [`@${row.checkpoint}`]),
  ];
  return parts.join(' ');
}

function activationName(row: TimelineRow): string {
  const place = displayPath(row);
  const attempt = row.attempt !== undefined && row.attempt > 1 ? ` try ${row.attempt}` : '';
  return (row.variant === undefined ? place : `${place}/${row.variant}`) + attempt;
}

/** Where an activation stands, with how often its node came: `train#2`. */
export function displayPath(row: Pick<TimelineRow, 'path' | 'node' | 'iteration'>): string {
  const path = row.path ?? row.node ?? '';
  return row.iteration !== undefined && row.iteration > 1 && !path.includes('#') ? `${path}#${row.iteration}` : path;
}

export function changeSign(change: Pick<ContextChange, 'before' | 'after'>): '+' | '~' | '-' {
  if (change.before === undefined) return '+';
  return change.after === undefined ? '-' : '~';
}

const formatChange = (change: ContextChange) => changeSign(change) + change.key;
