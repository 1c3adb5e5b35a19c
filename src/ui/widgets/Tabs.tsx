import { Tabs as Base } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';
import styles from './Tabs.module.css';

export interface TabEntry<Id extends string> {
  readonly id: Id;
  readonly label: string;
  /** A count beside the word; not part of the accessible name. */
  readonly count?: number | undefined;
  readonly tone?: 'bad' | 'wait';
  readonly panel: ReactNode;
}

/** A row of tabs and the panel of the chosen one; only that panel is mounted. */
export function Tabs<Id extends string>(props: {
  /** Accessible name of the row. */
  readonly label: string;
  readonly value: Id;
  readonly onChange: (id: Id) => void;
  readonly tabs: readonly TabEntry<Id>[];
  /** What stands at the right end of the row. */
  readonly end?: ReactNode;
}) {
  const chosen = props.tabs.find((tab) => tab.id === props.value);
  return (
    <Base.Root
      className={styles['root']}
      value={props.value}
      onValueChange={(value: unknown) => {
        const tab = props.tabs.find(({ id }) => id === value);
        if (tab !== undefined) props.onChange(tab.id);
      }}
    >
      <div className={styles['bar']}>
        <Base.List className={styles['list']} aria-label={props.label} activateOnFocus>
          {props.tabs.map((tab) => (
            <Base.Tab key={tab.id} value={tab.id} className={styles['tab']} aria-label={tab.label}>
              {tab.label}
              {tab.count === undefined ? undefined : (
                <span className={styles['count']} data-tone={tab.tone}>
                  {tab.count}
                </span>
              )}
            </Base.Tab>
          ))}
        </Base.List>
        {props.end === undefined ? undefined : <div className={styles['end']}>{props.end}</div>}
      </div>
      {chosen === undefined ? undefined : (
        <Base.Panel key={chosen.id} value={chosen.id} className={styles['panel']}>
          {chosen.panel}
        </Base.Panel>
      )}
    </Base.Root>
  );
}
