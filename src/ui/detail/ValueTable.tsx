import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import type { CSSProperties } from 'react';
import type { Value } from '../../model/value.ts';
import { classNames } from '../widgets/class-names.ts';
import type { TableData } from './table-data.ts';
import { oneLine } from './value-kinds.ts';
import { ValueText } from './ValueText.tsx';
import styles from './Value.module.css';

const rowHeight = 22;
const mostVisible = 12;

/** A table that shows as many rows as fit and makes only those. Scrolls with the arrow keys once it has the focus. */
export function ValueTable({ table, label }: { readonly table: TableData; readonly label: string }) {
  const scroller = useRef<HTMLTableElement>(null);
  const virtual = useVirtualizer({
    count: table.rows,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    initialRect: { width: 400, height: mostVisible * rowHeight },
  });
  const columns = {
    '--columns': `${String(table.rows).length + 3}ch ${columnWidths(table)}`,
  } as CSSProperties;
  return (
    <table
      ref={scroller}
      role="grid"
      aria-label={`${label}, ${table.rows} rows, ${table.columns.length} columns`}
      aria-rowcount={table.rows + 1}
      aria-colcount={table.columns.length + 1}
      tabIndex={0}
      className={styles['table']}
      style={{ ...columns, height: Math.min(mostVisible, table.rows + 1.4) * rowHeight }}
    >
      <thead className={styles['tableHeadGroup']}>
        <tr aria-rowindex={1} className={styles['tableHead']}>
          <th scope="col" aria-label="Row" />
          {table.columns.map((column, index) => (
            <th
              scope="col"
              key={column}
              title={column}
              className={classNames(table.numeric[index] === true && styles['numeric'])}
            >
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className={styles['tableBody']} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => (
          <tr
            key={item.key}
            aria-rowindex={item.index + 2}
            className={styles['tableRow']}
            style={{ transform: `translateY(${item.start}px)` }}
          >
            <th scope="row">{item.index}</th>
            {table.columns.map((column, index) => (
              <TableCell key={column} cell={table.cell(item.index, index)} numeric={table.numeric[index] === true} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function TableCell({ cell, numeric }: { readonly cell: Value; readonly numeric: boolean }) {
  return (
    <td className={classNames(numeric && styles['numeric'])} title={oneLine(cell, 400)}>
      {cell === undefined ? <span className={styles['absent']}>–</span> : <CellText cell={cell} />}
    </td>
  );
}

/** Strings without quotes, numbers to four figures after the point: the exact one on hover. */
function CellText({ cell }: { readonly cell: unknown }) {
  if (typeof cell === 'string') return cell.slice(0, 80);
  if (typeof cell === 'number' && Number.isFinite(cell) && !Number.isInteger(cell)) return shortNumber(cell);
  return <ValueText value={cell} most={60} />;
}

export function shortNumber(number: number): string {
  const size = Math.abs(number);
  return size !== 0 && (size < 0.001 || size >= 1e9) ? number.toExponential(3) : String(Number(number.toFixed(4)));
}

/** As wide as the name and the first rows need, within reason. */
function columnWidths(table: TableData): string {
  return table.columns
    .map((name, column) => {
      let width = name.length;
      for (let row = 0; row < Math.min(12, table.rows); row += 1) {
        const cell = table.cell(row, column);
        const text = typeof cell === 'number' ? shortNumber(cell) : typeof cell === 'string' ? cell : oneLine(cell, 30);
        width = Math.max(width, text.length);
      }
      return `${Math.min(30, Math.max(4, width)) + 1}ch`;
    })
    .join(' ');
}
