import { useMemo } from 'react';
import { Checkbox } from '../widgets/Toggle.tsx';
import styles from './Inspector.module.css';
import { KeyList } from './KeyList.tsx';
import type { NodeTabProps } from './NodeInspector.tsx';
import { contextKeysOf } from './node-view.ts';
import { useNodeEdit } from './use-node-edit.ts';

/** What every variant of the node may read and must write. */
export function ContractTab({ node, document }: NodeTabProps) {
  const edit = useNodeEdit(node.id);
  const known = useMemo(() => contextKeysOf(document), [document]);
  return (
    <div className={styles['fields']}>
      <p className={styles['lead']}>
        A contract is what all variants of a node agree on, so that one can stand in for another.
      </p>
      <section className={styles['section']} aria-label="Reads">
        <Checkbox
          label="Sees only these keys"
          checked={node.reads !== undefined}
          onChange={(on) => edit('reads', 'Edit contract', { reads: on ? [] : undefined })}
        />
        {node.reads === undefined ? (
          <p className={styles['lead']}>Sees the whole context.</p>
        ) : (
          <KeyList
            label="Keys that it reads"
            keys={node.reads}
            known={known}
            onChange={(reads) => edit('reads', 'Edit contract', { reads: [...reads] })}
          />
        )}
      </section>
      <section className={styles['section']} aria-label="Writes">
        <Checkbox
          label="Writes each of these keys and no other"
          checked={node.writes !== undefined}
          onChange={(on) => edit('writes', 'Edit contract', { writes: on ? [] : undefined })}
        />
        {node.writes === undefined ? (
          <p className={styles['lead']}>May write any key.</p>
        ) : (
          <KeyList
            label="Keys that it writes"
            keys={node.writes}
            known={known}
            onChange={(writes) => edit('writes', 'Edit contract', { writes: [...writes] })}
          />
        )}
      </section>
    </div>
  );
}
