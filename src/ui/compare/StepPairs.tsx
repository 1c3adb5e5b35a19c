import { useState } from 'react';
import type { StepPair } from '../../debugger/compare.ts';
import type { TimelineRow } from '../../debugger/timeline-model.ts';
import type { GraphDocument } from '../../model/graph-document.ts';
import { namesOf, rowTitle } from '../timeline/names.ts';
import { classNames } from '../widgets/class-names.ts';
import { ChipButton } from '../widgets/Chip.tsx';
import { formatDuration } from '../widgets/format.ts';
import type { Sides } from './Compare.tsx';
import styles from './Compare.module.css';

const atMost = 200;
const marks = { step: 'other step', variant: 'variant', result: 'result', missing: 'one side' } as const;

/** The steps of both sides; what is the same before the first difference is folded. */
export function StepPairs({ left, right, comparison, names }: Sides) {
  const [all, setAll] = useState(false);
  const { pairs, firstDivergence, firstDifference } = comparison;
  const hidden = all || firstDifference < 2 ? 0 : firstDifference - 1;
  const shown = pairs.slice(hidden, hidden + atMost);
  return (
    <>
      {hidden === 0 ? undefined : (
        <ChipButton className={styles['sameToggle'] ?? ''} onClick={() => setAll(true)}>
          Show {hidden} equal steps before
        </ChipButton>
      )}
      <table className={styles['pairs']} aria-label="Steps side by side">
        <thead>
          <tr>
            <th scope="col">{names.left}</th>
            <th scope="col">{names.right}</th>
            <th scope="col">differs in</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((pair, index) => (
            <PairRow
              key={`${pair.left?.key ?? ''}|${pair.right?.key ?? ''}`}
              pair={pair}
              first={hidden + index === firstDivergence}
              left={left.document}
              right={right.document}
            />
          ))}
        </tbody>
      </table>
      {pairs.length > hidden + atMost ? (
        <p className={styles['note']}>{pairs.length - hidden - atMost} more steps are not shown.</p>
      ) : undefined}
    </>
  );
}

function PairRow(props: {
  readonly pair: StepPair;
  readonly first: boolean;
  readonly left: GraphDocument | undefined;
  readonly right: GraphDocument | undefined;
}) {
  const { pair, first } = props;
  return (
    <tr className={classNames(pair.differs !== undefined && styles['differs'], first && styles['first'])}>
      <StepCell row={pair.left} document={props.left} />
      <StepCell row={pair.right} document={props.right} />
      <td>{pair.differs === undefined ? <span className={styles['same']}>=</span> : marks[pair.differs]}</td>
    </tr>
  );
}

function StepCell(props: { readonly row: TimelineRow | undefined; readonly document: GraphDocument | undefined }) {
  const { row } = props;
  if (row === undefined) return <td className={styles['same']}>–</td>;
  const names = namesOf(props.document);
  const variant = names.variant(row.node, row.variant);
  return (
    <td>
      <span className={styles['stepNumber']}>{row.step}</span> {rowTitle(row, names)}{' '}
      <small>
        {variant} {row.durationMs === undefined ? '' : `· ${formatDuration(row.durationMs)}`}
      </small>
    </td>
  );
}
