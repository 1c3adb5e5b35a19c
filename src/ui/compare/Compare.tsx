import GitCompare from 'lucide-react/icons/git-compare';
import { useMemo } from 'react';
import { compareSides, otherSideOf } from '../../debugger/compare.ts';
import type { SideComparison } from '../../debugger/compare.ts';
import { toErrorInfo } from '../../model/errors.ts';
import { DiffList } from '../detail/DiffList.tsx';
import type { Point } from '../detail/queries.ts';
import { useDiff } from '../detail/queries.ts';
import { useDebug } from '../timeline/use-debug.ts';
import { EmptyState } from '../widgets/EmptyState.tsx';
import { Divergence } from './Divergence.tsx';
import { Metrics } from './Metrics.tsx';
import { SidePickers } from './SidePickers.tsx';
import { StepPairs } from './StepPairs.tsx';
import { type SideNames, useSideNames } from './side-names.ts';
import { useSide } from './use-side.ts';
import type { SideData } from './use-side.ts';
import styles from './Compare.module.css';

/** Two points side by side: where they parted, which keys differ, and what the numbers came to. */
export function Compare() {
  const execution = useDebug((state) => state.execution?.id);
  const selected = useDebug((state) => state.selected);
  const chosen = useDebug((state) => state.compareWith);
  const likely = useDebug((state) => (state.selected === undefined ? undefined : otherSideOf(state, state.selected)));
  const right = execution === undefined || selected === undefined ? undefined : { execution, checkpoint: selected };
  const left =
    chosen ?? (execution === undefined || likely === undefined ? undefined : { execution, checkpoint: likely });
  return (
    <section aria-label="Compare" className={styles['compare']}>
      {right === undefined ? (
        <EmptyState icon={<GitCompare />} title="Nothing to compare yet">
          Run a workflow, roll back, swap a variant and go on: then both branches can be put side by side.
        </EmptyState>
      ) : (
        <>
          <SidePickers left={left} right={right} />
          {left === undefined ? (
            <EmptyState icon={<GitCompare />} title="Choose the other side">
              Pick a branch or an execution above, or Shift+click a step in the timeline.
            </EmptyState>
          ) : (
            <Comparison left={left} right={right} />
          )}
        </>
      )}
    </section>
  );
}

export interface Sides {
  readonly left: SideData;
  readonly right: SideData;
  readonly comparison: SideComparison;
  readonly names: SideNames;
}

function Comparison({ left, right }: { readonly left: Point; readonly right: Point }) {
  const leftData = useSide(left);
  const rightData = useSide(right);
  const comparison = useMemo(() => compareSides(leftData.side, rightData.side), [leftData.side, rightData.side]);
  const names = useSideNames({ point: left, data: leftData }, { point: right, data: rightData });
  if (leftData.timeline === undefined) {
    return <output className={styles['note']}>Reading the other execution…</output>;
  }
  const sides = { left: leftData, right: rightData, comparison, names };
  return (
    <>
      <Divergence {...sides} />
      <h4 className={styles['title']}>Metrics</h4>
      <Metrics left={left} right={right} names={names} />
      <h4 className={styles['title']}>Keys that differ</h4>
      <KeyDifferences left={left} right={right} />
      <h4 className={styles['title']}>Steps side by side</h4>
      <StepPairs {...sides} />
    </>
  );
}

function KeyDifferences({ left, right }: { readonly left: Point; readonly right: Point }) {
  const diff = useDiff(left, right);
  if (diff.error !== null) return <p className={styles['problem']}>{toErrorInfo(diff.error).message}</p>;
  if (diff.data === undefined) return <p className={styles['note']}>Comparing…</p>;
  if (diff.data.length === 0) return <p className={styles['note']}>No key differs: both contexts are the same.</p>;
  return <DiffList before={left.execution} after={right.execution} changes={diff.data} label="Keys that differ" />;
}
