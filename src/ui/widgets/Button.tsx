import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './Button.module.css';
import { Kbd } from './Kbd.tsx';
import { keyShortcut } from './key-hint.ts';
import { Tooltip } from './Tooltip.tsx';

type NativeButton = Omit<ComponentProps<'button'>, 'type'>;

export interface ButtonProps extends NativeButton {
  readonly variant?: 'primary' | 'plain' | 'quiet' | 'danger';
  readonly size?: 'normal' | 'small';
  readonly icon?: ReactNode;
  /** Key pattern shown as a hint and given to `aria-keyshortcuts`; never part of the accessible name. */
  readonly keys?: string | undefined;
  readonly type?: 'button' | 'submit';
}

/** A verb. Its accessible name is exactly its children. */
export function Button(props: ButtonProps) {
  const { variant = 'plain', size = 'normal', icon, keys, className, children, type = 'button', ...rest } = props;
  return (
    <button
      {...rest}
      type={type === 'submit' ? 'submit' : 'button'}
      className={classNames(styles['button'], styles[variant], size === 'small' && styles['small'], className)}
      {...(keys === undefined ? {} : { 'aria-keyshortcuts': keyShortcut(keys) })}
    >
      {icon}
      {children === undefined ? undefined : <span>{children}</span>}
      {keys === undefined ? undefined : <Kbd keys={keys} />}
    </button>
  );
}

export interface IconButtonProps extends Omit<NativeButton, 'children' | 'aria-label'> {
  /** The accessible name, and the tooltip. */
  readonly label: string;
  readonly icon: ReactNode;
  readonly keys?: string | undefined;
  readonly size?: 'normal' | 'small';
  readonly variant?: 'plain' | 'quiet' | 'danger';
  /** For buttons that switch something on and off. */
  readonly pressed?: boolean;
}

export function IconButton(props: IconButtonProps) {
  const { label, icon, keys, size = 'small', variant = 'quiet', pressed, className, ...rest } = props;
  return (
    <Tooltip text={label} keys={keys}>
      <button
        {...rest}
        type="button"
        aria-label={label}
        {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
        {...(keys === undefined ? {} : { 'aria-keyshortcuts': keyShortcut(keys) })}
        className={classNames(
          styles['button'],
          styles[variant],
          styles['iconOnly'],
          size === 'small' && styles['small'],
          pressed === true && styles['pressed'],
          className,
        )}
      >
        {icon}
      </button>
    </Tooltip>
  );
}

/** Buttons that belong together, in one frame. */
export function ButtonGroup({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <fieldset aria-label={label} className={styles['group']}>
      {children}
    </fieldset>
  );
}
