import { useState } from 'react';
import { isNumericMatrix, toReportView } from '../../debugger/report-view.ts';
import type { Value } from '../../model/value.ts';
import { ChipButton } from '../widgets/Chip.tsx';
import { formatCount } from '../widgets/format.ts';
import { CopyButton } from './CopyButton.tsx';
import { HeatTable, ReportViewer } from './ReportViews.tsx';
import { toTable } from './table-data.ts';
import { canOpen, childCount } from './value-kinds.ts';
import { ValueTable } from './ValueTable.tsx';
import { ValueTree } from './ValueTree.tsx';
import { ValueText } from './ValueText.tsx';
import styles from './Value.module.css';

/**
 * Any value of the context, in the way that shows most of it: as the report that it asks to be, as a heat table, as a
 * table, or as a tree. The tree is always one click away.
 *
 * @param path where it stands (`train`, `stats.rows`): open paths are kept by it
 */
export function ValueView({ value, path }: { readonly value: Value; readonly path: string }) {
  const [asTree, setAsTree] = useState(false);
  if (!canOpen(value)) {
    return (
      <div className={styles['view']}>
        <ValueText value={value} most={400} />
      </div>
    );
  }
  const picture = pictureOf(value, path);
  return (
    <div className={styles['view']}>
      <div className={styles['viewTools']}>
        <span>{sizeText(value)}</span>
        {picture === undefined ? undefined : (
          <ChipButton aria-pressed={asTree} onClick={() => setAsTree(!asTree)}>
            {asTree ? picture.name : 'tree'}
          </ChipButton>
        )}
        <CopyButton value={value} label={`Copy ${path}`} />
      </div>
      {picture === undefined || asTree ? <ValueTree value={value} path={path} /> : picture.element}
    </div>
  );
}

function sizeText(value: Value): string {
  const table = toTable(value);
  if (table !== undefined) return `${formatCount(table.rows, 'row')}, ${formatCount(table.columns.length, 'column')}`;
  if (typeof value === 'string') return formatCount(value.length, 'character');
  const one = Array.isArray(value) ? 'item' : value instanceof Map ? 'entry' : 'key';
  return formatCount(childCount(value), one, one === 'entry' ? 'entries' : `${one}s`);
}

function pictureOf(value: Value, path: string) {
  const report = toReportView(value);
  if (report !== undefined) return { name: report.view, element: <ReportViewer view={report} label={path} /> };
  if (isNumericMatrix(value) && value.length <= 24 && value.length === value[0]?.length) {
    return { name: 'matrix', element: <HeatTable label={path} matrix={value} /> };
  }
  const table = toTable(value);
  return table === undefined ? undefined : { name: 'table', element: <ValueTable label={path} table={table} /> };
}
