import type { DivergenceReason } from '../../debugger/compare.ts';
import { changeSign } from '../../debugger/format-timeline.ts';
import type { TimelineRow } from '../../debugger/timeline-model.ts';
import { namesOf, rowTitle } from '../timeline/names.ts';
import { formatCount } from '../widgets/format.ts';
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
    // The start, edits and the beginnings of frames are rows, too.
    const steps = pairs.filter(({ left: row }) => row?.type === 'step').length;
    return (
      <p className={styles['divergence']}>
        <StatusMark state="done" />
        <strong>No difference</strong> Both sides took the same {formatCount(steps, 'step')} to the same values.
      </p>
    );
  }
  return (
    <p className={styles['divergence']} aria-label="First diverging step">
      <strong>First diverging step</strong>
      <code>{describe(pair.left, left)}</code>
      <span aria-hidden="true">≠</span>
      <code>{describe(pair.right, right)}</code>
      <span className={styles['reason']}>
        {words[pair.differs]}
        {causes({ left, right, comparison })}
      </span>
    </p>
  );
}

/** What a person did on either side between the last common step and the first one that differs. */
function causes({ left, right, comparison }: Omit<Sides, 'names'>): string {
  const { pairs, firstDifference, firstDivergence } = comparison;
  const between = pairs.slice(firstDifference, firstDivergence).flatMap((pair) => {
    const side = pair.left === undefined ? right : left;
    const row = pair.left ?? pair.right;
    return row === undefined ? [] : [describe(row, side)];
  });
  const last = pairs[firstDifference - 1]?.right;
  const after =
    between.length > 0 ? between.join(', ') : last === undefined ? '' : rowTitle(last, namesOf(right.document));
  return after === '' ? '' : `, after ${after}`;
}

function describe(row: TimelineRow | undefined, side: Sides['left']): string {
  if (row === undefined) return 'nothing';
  const names = namesOf(side.document);
  const variant = names.variant(row.node, row.variant);
  const keys = row.type === 'edit' ? row.changes.map((change) => changeSign(change) + change.key).join(' ') : '';
  return [row.type === 'step' ? `${row.step}` : '', rowTitle(row, names), variant === '' ? '' : `· ${variant}`, keys]
    .filter(Boolean)
    .join(' ');
}
