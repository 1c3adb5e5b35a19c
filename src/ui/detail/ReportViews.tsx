import type { CSSProperties } from 'react';
import type { ReportView } from '../../debugger/report-view.ts';
import { tableOf } from './table-data.ts';
import { shortNumber, ValueTable } from './ValueTable.tsx';
import styles from './Value.module.css';

/** A value in the way that it asks for; see `debugger/report-view.ts`. */
export function ReportViewer({ view, label }: { readonly view: ReportView; readonly label: string }) {
  const title = view.title ?? label;
  return (
    <figure className={styles['report']} aria-label={title}>
      {view.title === undefined ? undefined : <figcaption className={styles['reportTitle']}>{view.title}</figcaption>}
      <ReportBody view={view} title={title} />
    </figure>
  );
}

function ReportBody({ view, title }: { readonly view: ReportView; readonly title: string }) {
  switch (view.view) {
    case 'table':
      return <ValueTable label={title} table={tableOf(view.columns, view.rows)} />;
    case 'confusion':
      return <HeatTable label={title} labels={view.labels} matrix={view.matrix} confusion />;
    case 'bars':
      return <Bars bars={view.bars} unit={view.unit} />;
    case 'text':
      return <p className={styles['reportText']}>{view.text}</p>;
    default:
      return view.sections.map((section, index) => (
        <ReportViewer key={`${section.title ?? section.view}-${index}`} view={section} label={title} />
      ));
  }
}

export interface HeatTableProps {
  readonly label: string;
  readonly labels?: readonly string[];
  readonly matrix: readonly (readonly number[])[];
  /** Rows are what was, columns what was predicted: the diagonal is right, the rest wrong. */
  readonly confusion?: boolean;
}

/** A matrix with its numbers, each cell's ground as strong as its number is big. */
export function HeatTable({ label, labels, matrix, confusion = false }: HeatTableProps) {
  const largest = Math.max(1e-12, ...matrix.flat().map((cell) => (Number.isFinite(cell) ? Math.abs(cell) : 0)));
  const name = (index: number) => labels?.[index] ?? String(index);
  return (
    <div className={styles['heatFrame']}>
      <table className={styles['heat']} aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{confusion ? <small>actual ↓ predicted →</small> : undefined}</th>
            {(matrix[0] ?? []).map((_cell, column) => (
              <th scope="col" key={name(column)}>
                {name(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {matrix.map((row, index) => (
            <tr key={name(index)}>
              <th scope="row">{name(index)}</th>
              {row.map((cell, column) => (
                <td
                  key={name(column)}
                  data-tone={confusion && index !== column ? 'off' : 'on'}
                  style={{ '--share': `${Math.round((Math.abs(cell) / largest) * 42)}%` } as CSSProperties}
                >
                  {shortNumber(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Bars({
  bars,
  unit,
}: {
  readonly bars: readonly { readonly label: string; readonly value: number }[];
  readonly unit: string | undefined;
}) {
  const largest = Math.max(1e-12, ...bars.map((bar) => Math.abs(bar.value)));
  return (
    <ul className={styles['bars']}>
      {bars.map((bar) => (
        <li key={bar.label}>
          <span className={styles['barLabel']}>{bar.label}</span>
          <span className={styles['barTrack']}>
            <span style={{ width: `${(Math.abs(bar.value) / largest) * 100}%` }} />
          </span>
          <span className={styles['barValue']}>
            {shortNumber(bar.value)}
            {unit === undefined ? '' : ` ${unit}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
