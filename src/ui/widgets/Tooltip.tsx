import { Tooltip as Base } from '@base-ui/react/tooltip';
import type { ReactElement, ReactNode } from 'react';
import { Kbd } from './Kbd.tsx';
import styles from './Popup.module.css';

/** Says in a word what a control is for. Never the only place of something that must be read. */
export function Tooltip(props: {
  readonly text: ReactNode;
  readonly keys?: string | undefined;
  readonly side?: 'top' | 'bottom' | 'left' | 'right';
  readonly children: ReactElement;
}) {
  return (
    <Base.Root>
      <Base.Trigger render={props.children} />
      <Base.Portal>
        <Base.Positioner side={props.side ?? 'bottom'} sideOffset={6} className={styles['positioner']}>
          <Base.Popup className={styles['tooltip']}>
            {props.text}
            {props.keys === undefined ? undefined : <Kbd keys={props.keys} />}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
