import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './Chip.module.css';

export type Tone = 'neutral' | 'accent' | 'run' | 'ok' | 'bad' | 'wait';

interface ChipLook {
  readonly tone?: Tone;
  readonly icon?: ReactNode;
}

/** A small fact beside something. */
export function Chip({ tone = 'neutral', icon, className, children, ...rest }: ComponentProps<'span'> & ChipLook) {
  return (
    <span {...rest} className={classNames(styles['chip'], styles[tone], className)}>
      {icon}
      {children}
    </span>
  );
}

/** A chip that does something when clicked. */
export function ChipButton({
  tone = 'neutral',
  icon,
  className,
  children,
  ...rest
}: Omit<ComponentProps<'button'>, 'type'> & ChipLook) {
  return (
    <button {...rest} type="button" className={classNames(styles['chip'], styles[tone], styles['button'], className)}>
      {icon}
      {children}
    </button>
  );
}
