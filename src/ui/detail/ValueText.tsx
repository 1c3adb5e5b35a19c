import type { Value, ValueRef } from '../../model/value.ts';
import { kindOf, oneLine } from './value-kinds.ts';
import styles from './Value.module.css';

/** A value in one line, coloured by its kind. */
export function ValueText({ value, most }: { readonly value: Value; readonly most?: number }) {
  return <span className={styles[kindOf(value)]}>{oneLine(value, most)}</span>;
}

/** A value that is not here, by what is known of it. */
export function SummaryText({ summary }: { readonly summary: ValueRef['summary'] }) {
  return <span className={styles[summaryKind(summary.type)]}>{summary.text}</span>;
}

function summaryKind(type: string): string {
  if (type === 'string' || type === 'number') return type;
  if (type === 'bigint') return 'number';
  if (type === 'Date') return 'date';
  return type === 'boolean' || type === 'null' || type === 'undefined' ? 'word' : 'group';
}
