import type { LiveCounts } from '../../debugger/debug-state.ts';
import type { ScopeRun } from '../../debugger/scope-runs.ts';
import { formatCount } from '../widgets/format.ts';

/** How a scope's frames stand: `3/12 · 1 failed`, `3/3 · 2 cancelled`, `iteration 4`; nothing for a subflow, which is one frame. */
export function scopeWords(kind: string, run: ScopeRun): { readonly short: string; readonly long: string } | undefined {
  const ended = run.done + run.failed + run.cancelled;
  // A card has room for one: the tooltip has all.
  const lost = run.failed > 0 ? ` · ${run.failed} failed` : run.cancelled > 0 ? ` · ${run.cancelled} cancelled` : '';
  const long = [
    `${begun(run, kind === 'loop' ? 'iteration' : 'item')} begun`,
    `${run.done} done`,
    ...(run.open === 0 ? [] : [`${run.open} under way`]),
    ...(run.failed === 0 ? [] : [`${run.failed} failed`]),
    ...(run.cancelled === 0 ? [] : [`${run.cancelled} cancelled`]),
  ].join(', ');
  if (kind === 'loop') return { short: `iteration ${run.last}${lost}`, long };
  if (kind === 'subflow') return undefined;
  return { short: `${ended}/${run.total}${lost}`, long };
}

const begun = ({ opened, total }: ScopeRun, unit: string): string =>
  total > opened ? `${opened} of ${formatCount(total, unit)}` : formatCount(opened, unit);

/** What goes on in a node that has several activations: the two that matter most. */
export function liveWords(live: LiveCounts): string {
  const words = [
    [live.failed, 'failed'],
    [live.running, 'running'],
    [live.waiting, 'waiting'],
    [live.ready, 'next'],
  ] as const;
  return words
    .filter(([count]) => count > 0)
    .slice(0, 2)
    .map(([count, word]) => `${count} ${word}`)
    .join(' · ');
}
