import Copy from 'lucide-react/icons/copy';
import { toTaggedJson } from '../../context/tagged-json.ts';
import type { Value } from '../../model/value.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import styles from './Value.module.css';

/** Copies a value as JSON; what JSON has no word for is tagged, as in exported executions. */
export function CopyButton({ value, label }: { readonly value: Value; readonly label: string }) {
  const { toasts } = useWorkbench();
  const copy = () => {
    const text = typeof value === 'string' ? value : JSON.stringify(toTaggedJson(value), undefined, 2);
    navigator.clipboard.writeText(text).then(
      () => toasts.show({ text: 'Copied' }),
      (error: unknown) => toasts.error(error),
    );
  };
  return (
    <button type="button" className={styles['copy']} aria-label={label} title={label} onClick={copy}>
      <Copy aria-hidden="true" />
    </button>
  );
}
