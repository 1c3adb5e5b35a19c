import { ContextMenu as BaseContextMenu } from '@base-ui/react/context-menu';
import { Menu as Base } from '@base-ui/react/menu';
import Check from 'lucide-react/icons/check';
import { useMemo } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { Kbd } from './Kbd.tsx';
import { keyShortcut } from './key-hint.ts';
import styles from './Popup.module.css';

export type MenuEntry =
  | {
      readonly type?: 'item';
      readonly label: string;
      readonly onSelect: () => void;
      readonly icon?: ReactNode;
      /** A second line. */
      readonly hint?: string;
      readonly keys?: string | undefined;
      readonly danger?: boolean;
      readonly disabled?: boolean;
      /** For choices: whether this is the chosen one. */
      readonly checked?: boolean;
    }
  | { readonly type: 'separator' }
  | { readonly type: 'label'; readonly label: string };

/** A menu that opens from a control. */
export function Menu(props: {
  readonly trigger: ReactElement;
  readonly items: readonly MenuEntry[];
  readonly align?: 'start' | 'center' | 'end';
  readonly side?: 'bottom' | 'top' | 'right' | 'left';
}) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger render={props.trigger} />
      <Base.Portal>
        <Base.Positioner
          side={props.side ?? 'bottom'}
          align={props.align ?? 'start'}
          sideOffset={4}
          className={styles['positioner']}
        >
          <Base.Popup className={styles['menu']}>
            <MenuEntries items={props.items} />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** A menu on right click (and Shift+F10, and the menu key) over its children. */
export function ContextMenu(props: { readonly items: readonly MenuEntry[]; readonly children: ReactElement }) {
  return (
    <BaseContextMenu.Root>
      <BaseContextMenu.Trigger render={props.children} />
      <Base.Portal>
        <Base.Positioner className={styles['positioner']}>
          <Base.Popup className={styles['menu']}>
            <MenuEntries items={props.items} />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </BaseContextMenu.Root>
  );
}

export interface MenuPoint {
  /** Of the viewport, in CSS pixels. */
  readonly x: number;
  readonly y: number;
}

/** A menu at a point, opened by whoever holds `at`. */
export function PointMenu(props: {
  readonly at: MenuPoint | undefined;
  readonly items: readonly MenuEntry[];
  readonly onClose: () => void;
}) {
  const { at } = props;
  const anchor = useMemo(
    () => (at === undefined ? undefined : { getBoundingClientRect: () => new DOMRect(at.x, at.y, 0, 0) }),
    [at],
  );
  return (
    <Base.Root open={at !== undefined} modal={false} onOpenChange={(open) => !open && props.onClose()}>
      <Base.Portal>
        <Base.Positioner {...(anchor === undefined ? {} : { anchor })} align="start" className={styles['positioner']}>
          <Base.Popup className={styles['menu']}>
            <MenuEntries items={props.items} />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

function MenuEntries({ items }: { readonly items: readonly MenuEntry[] }) {
  return items.map((entry, index) => <MenuEntryView key={entryKey(entry, index)} entry={entry} />);
}

function entryKey(entry: MenuEntry, index: number): string {
  return entry.type === 'separator' ? `separator-${index}` : `${entry.label}-${index}`;
}

function MenuEntryView({ entry }: { readonly entry: MenuEntry }) {
  if (entry.type === 'separator') return <Base.Separator className={styles['separator']} />;
  if (entry.type === 'label') return <div className={styles['label']}>{entry.label}</div>;
  return (
    <Base.Item
      className={classNames(styles['item'], entry.danger === true && styles['danger'])}
      label={entry.label}
      disabled={entry.disabled ?? false}
      onClick={() => entry.onSelect()}
      {...(entry.checked === undefined ? {} : { role: 'menuitemradio', 'aria-checked': entry.checked })}
      {...(entry.keys === undefined ? {} : { 'aria-keyshortcuts': keyShortcut(entry.keys) })}
    >
      {entry.checked === undefined ? (
        entry.icon
      ) : (
        <span className={styles['mark']}>{entry.checked ? <Check /> : undefined}</span>
      )}
      <span className={styles['itemText']}>
        {entry.label}
        {entry.hint === undefined ? undefined : <small>{entry.hint}</small>}
      </span>
      {entry.keys === undefined ? undefined : <Kbd keys={entry.keys} />}
    </Base.Item>
  );
}
