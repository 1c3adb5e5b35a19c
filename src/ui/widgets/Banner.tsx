import X from 'lucide-react/icons/x';
import type { ReactNode } from 'react';
import { IconButton } from './Button.tsx';
import { classNames } from './class-names.ts';
import type { Tone } from './Chip.tsx';
import styles from './Notice.module.css';

/** A line that stays until its reason goes: what is so, and the one or two buttons that make sense. */
export function Banner(props: {
  readonly tone?: Tone;
  readonly icon?: ReactNode;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
  readonly floating?: boolean;
  readonly onClose?: () => void;
}) {
  return (
    <div
      className={classNames(
        styles['banner'],
        styles[props.tone ?? 'neutral'],
        props.floating === true && styles['floating'],
      )}
    >
      {props.icon}
      <div className={styles['text']}>{props.children}</div>
      {props.actions}
      {props.onClose === undefined ? undefined : (
        <IconButton label="Dismiss" icon={<X />} onClick={() => props.onClose?.()} />
      )}
    </div>
  );
}
