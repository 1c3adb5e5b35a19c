import { keyLabel } from './key-hint.ts';
import styles from './Kbd.module.css';

/** A key as people see it. Hidden from assistive technology: the control carries `aria-keyshortcuts`. */
export function Kbd({ keys }: { readonly keys: string }) {
  return (
    <kbd className={styles['kbd']} aria-hidden="true">
      {keyLabel(keys)}
    </kbd>
  );
}
