import type { ReactNode } from 'react';
import styles from './Notice.module.css';

/** For assistive technology only. */
export function VisuallyHidden({ children }: { readonly children: ReactNode }) {
  return <span className={styles['hidden']}>{children}</span>;
}

/** Reads out `message` when it changes. The execution's status has its own live element in the status line. */
export function LiveRegion({ message }: { readonly message: string }) {
  return (
    <div aria-live="polite" aria-atomic="true" className={styles['hidden']}>
      {message}
    </div>
  );
}
