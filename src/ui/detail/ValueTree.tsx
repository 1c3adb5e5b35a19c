import ChevronRight from 'lucide-react/icons/chevron-right';
import { useState } from 'react';
import type { Value } from '../../model/value.ts';
import { classNames } from '../widgets/class-names.ts';
import { useOpenPaths } from './open-paths.ts';
import { canOpen, childCount, childrenOf } from './value-kinds.ts';
import { ValueText } from './ValueText.tsx';
import styles from './Value.module.css';

const pageSize = 100;

/** The inside of a value: objects and lists as nested lists of disclosure buttons, long strings as text. */
export function ValueTree({ value, path }: { readonly value: Value; readonly path: string }) {
  const [shown, setShown] = useState(pageSize);
  if (typeof value === 'string') return <pre className={styles['longText']}>{value}</pre>;
  const count = childCount(value);
  return (
    <ul className={styles['tree']}>
      {childrenOf(value, 0, shown).map((child) => (
        <TreeItem key={child.segment} label={child.label} value={child.value} path={path + child.segment} />
      ))}
      {count > shown ? (
        <li>
          <button type="button" className={styles['more']} onClick={() => setShown(shown + 10 * pageSize)}>
            Show more ({count - shown} left)
          </button>
        </li>
      ) : undefined}
    </ul>
  );
}

function TreeItem(props: { readonly label: string; readonly value: Value; readonly path: string }) {
  const { label, value, path } = props;
  const open = useOpenPaths();
  if (!canOpen(value)) {
    return (
      <li className={styles['leaf']}>
        <span className={styles['key']}>{label}</span>
        <ValueText value={value} />
      </li>
    );
  }
  const isOpen = open.isOpen(path);
  return (
    <li>
      <button
        type="button"
        className={styles['branch']}
        aria-expanded={isOpen}
        aria-label={label}
        onClick={() => open.toggle(path)}
      >
        <ChevronRight aria-hidden="true" className={classNames(styles['chevron'], isOpen && styles['chevronOpen'])} />
        <span className={styles['key']}>{label}</span>
        <ValueText value={value} most={90} />
      </button>
      {isOpen ? <ValueTree value={value} path={path} /> : undefined}
    </li>
  );
}
