import { atPath, formatError } from '../format-problem.ts';
import type { Paint } from '../style.ts';
import { printable } from '../style.ts';
import { durationText } from './duration-text.ts';
import type { RunReport } from './run-report.ts';

const signs = { completed: '✓', failed: '✗', stopped: '■', interrupted: '■', paused: '‖' } as const;

/** A few lines: how it came out, which keys are not as they were, and where it is kept. */
export function summaryText(report: RunReport, paint: Paint, store: string | undefined): string {
  const { status, steps, durationMs, changed } = report;
  const tone = status === 'completed' ? 'good' : status === 'failed' ? 'bad' : 'warn';
  const head = `${paint(tone, `${signs[status]} ${status}`)}  ${steps.length} ${steps.length === 1 ? 'step' : 'steps'} in ${durationText(durationMs)}`;
  const keys = changed.length === 0 ? [] : [`  changed: ${changed.map(printable).join(', ')}`];
  const isOpen = status === 'interrupted' || status === 'paused' || report.error?.code === 'node/unanswered';
  const kept =
    store === undefined
      ? []
      : [
          isOpen
            ? `  go on: wtb run --store ${store} --resume ${report.execution}`
            : `  kept: ${store}#${report.execution}`,
        ];
  return `${[head, ...keys, ...kept].join('\n')}\n`;
}

export const errorText = ({ error }: RunReport, paint: Paint): string =>
  error === undefined ? '' : formatError(atPath(error, error.path), paint);
