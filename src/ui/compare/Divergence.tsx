import type { DivergenceReason } from '../../debugger/compare.ts';
import { changeSign } from '../../debugger/format-timeline.ts';
import type { TimelineRow } from '../../debugger/timeline-model.ts';
import { namesOf, rowTitle } from '../timeline/names.ts';
import { StatusMark } from '../widgets/StatusMark.tsx';
import type { Sides } from './Compare.tsx';
import styles from './Compare.module.css';

const words: Readonly<Record<DivergenceReason, string>> = {
  step: 'another step ran',
  variant: 'another variant ran',
  result: 'the same code came to another result',
  missing: 'only one side went on',
};

/** The first step that is not the same on both sides. */
export function Divergence({ left, right, comparison }: Sides) {
  const { pairs, firstDivergence } = comparison;
  const pair = pairs[firstDivergence];
  if (pair?.differs === undefined) {
    return (
      <p className={styles['divergence']}>
        <StatusMark state="done" />
        <strong>No difference</strong> Both sides took the same {pairs.length} steps to the same values.
      </p>
    );
  }
  const last = pairs[firstDivergence - 1]?.right;
  return (
    <p className={styles['divergence']} aria-label="First diverging step">
      <strong>First diverging step</strong>
      <code>{describe(pair.left, left)}</code>
      <span aria-hidden="true">≠</span>
      <code>{describe(pair.right, right)}</code>
      <span className={styles['reason']}>
        {words[pair.differs]}
        {last === undefined ? '' : `, after ${rowTitle(last, namesOf(right.document))}`}
      </span>
    </p>
  );
}

function describe(row: TimelineRow | undefined, side: Sides['left']): string {
  if (row === undefined) return 'nothing';
  const names = namesOf(side.document);
  const variant = names.variant(row.node, row.variant);
  const keys = row.type === 'edit' ? row.changes.map((change) => changeSign(change) + change.key).join(' ') : '';
  return [`${row.step}`, rowTitle(row, names), variant === '' ? '' : `· ${variant}`, keys].filter(Boolean).join(' ');
}
