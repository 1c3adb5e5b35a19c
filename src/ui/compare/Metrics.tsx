import { useState } from 'react';
import { compareMetrics, mayHoldMetrics } from '../../debugger/compare.ts';
import type { Metric } from '../../debugger/compare.ts';
import type { ContextView } from '../../model/checkpoint.ts';
import type { ValueHash } from '../../model/ids.ts';
import type { Value, ValueRef } from '../../model/value.ts';
import type { Point } from '../detail/queries.ts';
import { useContextAt, useValues } from '../detail/queries.ts';
import { shortNumber } from '../detail/ValueTable.tsx';
import { ChipButton } from '../widgets/Chip.tsx';
import styles from './Compare.module.css';
import type { SideNames } from './side-names.ts';

const atMost = 60;

/** The numbers of both contexts side by side, those that differ first. */
export function Metrics(props: { readonly left: Point; readonly right: Point; readonly names: SideNames }) {
  const { left, right, names } = props;
  const [all, setAll] = useState(false);
  const metrics = useMetrics(left, right);
  if (metrics === undefined) return <p className={styles['note']}>Reading the numbers…</p>;
  const differing = metrics.filter((metric) => metric.delta !== 0);
  const same = metrics.length - differing.length;
  const shown = (all ? [...differing, ...metrics.filter((metric) => metric.delta === 0)] : differing).slice(0, atMost);
  return (
    <>
      {shown.length === 0 ? (
        <p className={styles['note']}>
          {metrics.length === 0 ? 'Neither side holds numbers.' : 'All numbers are equal.'}
        </p>
      ) : (
        <table className={styles['metrics']} aria-label="Metrics">
          <thead>
            <tr>
              <th scope="col">metric</th>
              <th scope="col">{names.left}</th>
              <th scope="col">{names.right}</th>
              <th scope="col">difference</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((metric) => (
              <MetricRow key={metric.path} metric={metric} />
            ))}
          </tbody>
        </table>
      )}
      {same === 0 ? undefined : (
        <ChipButton className={styles['sameToggle'] ?? ''} aria-pressed={all} onClick={() => setAll(!all)}>
          {all ? 'Hide' : 'Show'} {same} equal
        </ChipButton>
      )}
    </>
  );
}

function MetricRow({ metric }: { readonly metric: Metric }) {
  const { delta } = metric;
  const tone = delta === undefined || delta === 0 ? 'same' : delta > 0 ? 'up' : 'down';
  return (
    <tr>
      <th scope="row" title={metric.path}>
        {metric.path}
      </th>
      <NumberCell value={metric.left} />
      <NumberCell value={metric.right} />
      <td data-tone={tone} title={delta === undefined ? '' : String(delta)}>
        {delta === undefined ? '–' : deltaText(delta)}
      </td>
    </tr>
  );
}

function NumberCell({ value }: { readonly value: number | undefined }) {
  return (
    <td title={value === undefined ? 'not there' : String(value)}>{value === undefined ? '–' : shortNumber(value)}</td>
  );
}

function deltaText(delta: number): string {
  if (delta === 0) return '=';
  return delta > 0 ? `▲ +${shortNumber(delta)}` : `▼ −${shortNumber(-delta)}`;
}

function useMetrics(left: Point, right: Point): readonly Metric[] | undefined {
  const leftContext = useContextAt(left).data;
  const rightContext = useContextAt(right).data;
  const leftRefs = metricRefs(leftContext);
  const rightRefs = metricRefs(rightContext);
  const leftValues = useValues(left.execution, refsOf(leftRefs));
  const rightValues = useValues(right.execution, refsOf(rightRefs));
  const pending = leftContext === undefined || rightContext === undefined;
  const loading = pending || leftValues.isPending || rightValues.isPending;
  if (loading) return undefined;
  return compareMetrics(byKey(leftRefs, leftValues.values), byKey(rightRefs, rightValues.values));
}

type Refs = readonly { readonly key: string; readonly ref: ValueRef }[];

function metricRefs(context: ContextView | undefined): Refs {
  const entries = context?.entries ?? [];
  return entries.filter(({ value }) => mayHoldMetrics(value)).map(({ key, value }) => ({ key, ref: value }));
}

const refsOf = (refs: Refs): readonly ValueRef[] => refs.map(({ ref }) => ref);

function byKey(refs: Refs, values: ReadonlyMap<ValueHash, Value>): ReadonlyMap<string, Value> {
  return new Map(refs.map(({ key, ref }) => [key, values.get(ref.hash)]));
}
