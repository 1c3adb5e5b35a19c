import { useState } from 'react';
import { blame } from '../../debugger/blame.ts';
import type { Blame } from '../../debugger/blame.ts';
import type { ActivationPath, CheckpointId } from '../../model/ids.ts';
import { namesOf, rowReference, rowTitle } from '../timeline/names.ts';
import { useDebug } from '../timeline/use-debug.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import { changeWords } from './change-words.ts';
import styles from './WhyTree.module.css';

interface WhyProps {
  readonly name: string;
  /** As of which point the key's value is asked about. */
  readonly at: CheckpointId;
  /** In which frame; the outermost context where absent. */
  readonly frame?: ActivationPath | undefined;
}

/** Why a key has its value: the step that wrote it, what that step had read, and so on back to the start. */
export function WhyTree(props: WhyProps) {
  return (
    <ul className={styles['tree']} aria-label={`Why ${props.name}`}>
      <WhyItem {...props} />
    </ul>
  );
}

function WhyItem({ name, at, frame }: WhyProps) {
  const rows = useDebug((state) => state.rows);
  const rowOf = useDebug((state) => state.rowOf);
  const events = useDebug((state) => state.events);
  const found = blame({ rows, rowOf, events }, { at, frame }, name);
  return (
    <li>
      {found === undefined ? (
        <span className={styles['line']}>
          <code>{name}</code> was there before this execution's first step.
        </span>
      ) : (
        <Writer found={found} />
      )}
    </li>
  );
}

function Writer({ found }: { readonly found: Blame }) {
  const { debug } = useWorkbench();
  const document = useDebug((state) => state.document);
  const { key, row, change, reads } = found;
  const { checkpoint } = row;
  return (
    <>
      <div className={styles['line']}>
        <code className={styles['key']}>{key}</code>
        <span className={styles['change']} title={changeWords(change)}>
          {changeWords(change)}
        </span>
        <span className={styles['by']}>by</span>
        <button
          type="button"
          className={styles['step']}
          title="Show this step"
          disabled={checkpoint === undefined}
          onClick={() => debug.select(checkpoint)}
        >
          {row.type === 'step' ? `${rowReference(row)} ${rowTitle(row, namesOf(document))}` : rowReference(row)}
        </button>
      </div>
      {row.type === 'step' ? <Reads reads={reads} before={row.parent} frame={row.frame} /> : undefined}
    </>
  );
}

function Reads(props: {
  readonly reads: Blame['reads'];
  readonly before: CheckpointId | undefined;
  readonly frame: ActivationPath | undefined;
}) {
  const { reads, before, frame } = props;
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  if (before === undefined) return undefined;
  if (reads.length === 0) return <p className={styles['none']}>That step read no key.</p>;
  const toggle = (key: string) => {
    const next = new Set(open);
    if (!next.delete(key)) next.add(key);
    setOpen(next);
  };
  return (
    <ul className={styles['reads']}>
      {reads.map(({ key, writer }) =>
        writer === undefined ? (
          <li key={key} className={styles['line']}>
            read <code className={styles['key']}>{key}</code>, which nobody had written
          </li>
        ) : (
          <li key={key}>
            <button type="button" className={styles['read']} aria-expanded={open.has(key)} onClick={() => toggle(key)}>
              <span aria-hidden="true">{open.has(key) ? '▾' : '▸'}</span> read <code>{key}</code>
              <span className={styles['from']}>{`of ${rowReference(writer)}`}</span>
            </button>
            {open.has(key) ? <WhyTree name={key} at={before} frame={frame} /> : undefined}
          </li>
        ),
      )}
    </ul>
  );
}
