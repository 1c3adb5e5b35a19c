import { useId } from 'react';
import type { ReactNode } from 'react';
import styles from './Field.module.css';

export interface FieldLook {
  /** What the field is for; always its accessible name. */
  readonly label: string;
  /** Shows no label: the place says it. */
  readonly hideLabel?: boolean;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly required?: boolean;
}

export interface FieldWiring {
  readonly id: string;
  readonly 'aria-label'?: string;
  readonly 'aria-describedby'?: string;
  readonly 'aria-invalid'?: boolean;
  readonly 'aria-required'?: boolean;
}

/** Label, control, hint and error, wired together for assistive technology. */
export function Field({ children, ...look }: FieldLook & { readonly children: (wiring: FieldWiring) => ReactNode }) {
  const id = useId();
  const described = [look.hint === undefined ? '' : `${id}-hint`, look.error === undefined ? '' : `${id}-error`]
    .filter((part) => part !== '')
    .join(' ');
  return (
    <div className={styles['field']}>
      {look.hideLabel === true ? undefined : (
        <label className={styles['label']} htmlFor={id}>
          {look.label}
          {look.required === true ? (
            <span className={styles['required']} aria-hidden="true">
              {' '}
              *
            </span>
          ) : undefined}
        </label>
      )}
      {children({
        id,
        ...(look.hideLabel === true ? { 'aria-label': look.label } : {}),
        ...(described === '' ? {} : { 'aria-describedby': described }),
        ...(look.error === undefined ? {} : { 'aria-invalid': true }),
        ...(look.required === true ? { 'aria-required': true } : {}),
      })}
      {look.hint === undefined ? undefined : (
        <div id={`${id}-hint`} className={styles['hint']}>
          {look.hint}
        </div>
      )}
      {look.error === undefined ? undefined : (
        <div id={`${id}-error`} className={styles['error']}>
          {look.error}
        </div>
      )}
    </div>
  );
}
