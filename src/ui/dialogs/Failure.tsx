import { Prose } from '../widgets/Prose.tsx';
import type { ErrorInfo } from '../../model/errors.ts';
import styles from './Dialogs.module.css';

/** Why something was refused, and what to do. */
export function Failure({ error }: { readonly error: ErrorInfo | undefined }) {
  if (error === undefined) return undefined;
  return (
    <div className={styles['failure']} role="alert">
      {error.message}
      {error.remedy === undefined ? undefined : (
        <small>
          <Prose text={error.remedy} />
        </small>
      )}
    </div>
  );
}
