import { Separator } from 'react-resizable-panels';
import styles from './Splitter.module.css';

/** The handle between two panels of a `Group`: dragged by mouse, moved by arrow keys, reset by double click. */
export function Splitter({ label }: { readonly label: string }) {
  return <Separator className={styles['splitter']} aria-label={label} />;
}
