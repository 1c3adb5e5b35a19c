import type { ReactNode } from 'react';
import styles from './Notice.module.css';

/** What an empty room is for, and the first thing to do in it. */
export function EmptyState(props: {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className={styles['empty']}>
      {props.icon}
      <strong>{props.title}</strong>
      {props.children === undefined ? undefined : <p>{props.children}</p>}
      {props.action === undefined ? undefined : <div className={styles['emptyAction']}>{props.action}</div>}
    </div>
  );
}
