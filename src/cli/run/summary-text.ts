import { formatError } from '../format-problem.ts';
import type { Paint } from '../style.ts';
import { printable } from '../style.ts';
import { durationText } from './duration-text.ts';
import type { RunReport } from './run-report.ts';

const signs = { completed: '✓', failed: '✗', stopped: '■', interrupted: '■', paused: '‖' } as const;

/** Two lines at most: how it came out, and which keys are not as they were. */
export function summaryText(report: RunReport, paint: Paint): string {
  const { status, steps, durationMs, changed } = report;
  const tone = status === 'completed' ? 'good' : status === 'failed' ? 'bad' : 'warn';
  const head = `${paint(tone, `${signs[status]} ${status}`)}  ${steps.length} ${steps.length === 1 ? 'step' : 'steps'} in ${durationText(durationMs)}`;
  const keys = changed.length === 0 ? [] : [`  changed: ${changed.map(printable).join(', ')}`];
  return `${[head, ...keys].join('\n')}\n`;
}

export const errorText = ({ error }: RunReport, paint: Paint, file: string | undefined): string =>
  error === undefined
    ? ''
    : formatError(
        { ...error, place: { ...error.place, ...(error.path === undefined ? {} : { node: error.path }) } },
        paint,
        error.place?.line === undefined ? undefined : file,
      );
