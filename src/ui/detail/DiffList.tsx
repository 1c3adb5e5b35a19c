import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { diffValues } from '../../context/value-diff.ts';
import type { ValueDiff, ValueDiffItem } from '../../context/value-diff.ts';
import { changeSign } from '../../debugger/format-timeline.ts';
import type { ContextChange } from '../../model/event.ts';
import type { ExecutionId } from '../../model/ids.ts';
import type { ValueRef } from '../../model/value.ts';
import { classNames } from '../widgets/class-names.ts';
import { formatBytes } from '../widgets/format.ts';
import { VisuallyHidden } from '../widgets/VisuallyHidden.tsx';
import { useOpenPaths } from './open-paths.ts';
import { useValue } from './queries.ts';
import { hasInside, OpenedRef, RefSummary } from './RefView.tsx';
import { canOpen, oneLine, pathText } from './value-kinds.ts';
import { ValueText } from './ValueText.tsx';
import { ValueView } from './ValueView.tsx';
import styles from './Diff.module.css';

export interface DiffListProps {
  /** Where the values before and after are kept; two executions where two are compared. */
  readonly before: ExecutionId | undefined;
  readonly after: ExecutionId | undefined;
  readonly changes: readonly ContextChange[];
  readonly label: string;
  /** Something at the end of each key's row. */
  readonly aside?: (key: string) => ReactNode;
}

type Sign = '+' | '~' | '-';
const words = { '+': 'added', '~': 'changed', '-': 'removed' } as const;
const tones = { '+': 'added', '~': 'changed', '-': 'removed' } as const;

/** Differences of two values are looked up without being asked while both together are no larger than this. */
const eagerBytes = 65_536;
/** So many nested differences stand on their own; more are folded under their key. */
const inlineItems = 8;

/** Key by key what changed: sign, path, from → to. */
export function DiffList(props: DiffListProps) {
  return (
    <ul className={styles['list']} aria-label={props.label}>
      {props.changes.map((change) => (
        <KeyDiff key={change.key} change={change} {...props} />
      ))}
    </ul>
  );
}

type KeyDiffProps = DiffListProps & { readonly change: ContextChange };

function KeyDiff(props: KeyDiffProps) {
  const { change } = props;
  const { before, after } = change;
  if (before === undefined || after === undefined) return <WholeChange {...props} />;
  const nested = isGroup(before) && isGroup(after);
  if (!nested && !hasInside(before) && !hasInside(after)) return <WholeChange {...props} />;
  return before.bytes + after.bytes <= eagerBytes ? (
    <NestedChange {...props} from={before} to={after} />
  ) : (
    <LargeChange {...props} from={before} to={after} />
  );
}

const isGroup = ({ summary }: ValueRef) => summary.size !== undefined && summary.type !== 'string';

/** A key that came, went, or changed as a whole. */
function WholeChange({ change, before, after, aside }: KeyDiffProps) {
  const sign = changeSign(change);
  const only = change.after ?? change.before;
  return (
    <DiffRow
      sign={sign}
      path={change.key}
      aside={aside?.(change.key)}
      below={
        <>
          {sign !== '~' || change.before === undefined ? undefined : (
            <OpenedRef execution={before} refValue={change.before} path={`${change.key} (before)`} />
          )}
          {only === undefined ? undefined : (
            <OpenedRef execution={change.after === undefined ? before : after} refValue={only} path={change.key} />
          )}
        </>
      }
    >
      {sign === '~' && change.before !== undefined && change.after !== undefined ? (
        <FromTo
          from={<RefSummary refValue={change.before} path={`${change.key} (before)`} />}
          to={<RefSummary refValue={change.after} path={change.key} />}
        />
      ) : only === undefined ? undefined : (
        <span className={sign === '+' ? styles['to'] : styles['from']}>
          <RefSummary refValue={only} path={change.key} />
        </span>
      )}
    </DiffRow>
  );
}

interface NestedProps extends KeyDiffProps {
  readonly from: ValueRef;
  readonly to: ValueRef;
}

function useValueDiff({ from, to, before, after }: NestedProps): ValueDiff | undefined {
  const old = useValue(before, from.hash).data;
  const fresh = useValue(after, to.hash).data;
  return useMemo(
    () =>
      old === undefined || fresh === undefined ? undefined : diffValues(old.value, fresh.value, { maxItems: 300 }),
    [old, fresh],
  );
}

/** Small values: what differs inside them stands in the list itself, each with its path. */
function NestedChange(props: NestedProps) {
  const { change, aside } = props;
  const diff = useValueDiff(props);
  if (diff === undefined) return <WholeChange {...props} />;
  if (diff.items.length > inlineItems || diff.truncated) return <FoldedDiff {...props} diff={diff} />;
  return diff.items.map((item, index) => (
    <ItemRow key={`${item.change} ${pathText(change.key, item.path)}`} root={change.key} item={item}>
      {index === 0 ? aside?.(change.key) : undefined}
    </ItemRow>
  ));
}

function FoldedDiff(props: NestedProps & { readonly diff: ValueDiff }) {
  const { change, diff } = props;
  const open = useOpenPaths();
  return (
    <>
      <GroupRow {...props}>
        {diff.truncated ? 'more than ' : ''}
        {diff.items.length} differences inside
      </GroupRow>
      {open.isOpen(`${change.key} (diff)`)
        ? diff.items.map((item) => (
            <ItemRow key={`${item.change} ${pathText(change.key, item.path)}`} root={change.key} item={item} />
          ))
        : undefined}
    </>
  );
}

/** Both values by their summaries, each of which opens in place, and what differs inside on request. */
function GroupRow({
  change,
  before,
  after,
  from,
  to,
  aside,
  children,
}: NestedProps & { readonly children: ReactNode }) {
  const open = useOpenPaths();
  const inside = `${change.key} (diff)`;
  return (
    <DiffRow
      sign="~"
      path={change.key}
      aside={aside?.(change.key)}
      below={
        <>
          <OpenedRef execution={before} refValue={from} path={`${change.key} (before)`} />
          <OpenedRef execution={after} refValue={to} path={change.key} />
        </>
      }
    >
      <FromTo
        from={<RefSummary refValue={from} path={`${change.key} (before)`} />}
        to={<RefSummary refValue={to} path={change.key} />}
      />
      <button
        type="button"
        className={styles['unfold']}
        aria-expanded={open.isOpen(inside)}
        onClick={() => open.toggle(inside)}
      >
        {children}
      </button>
    </DiffRow>
  );
}

/** Large values are only compared when somebody asks: that reads both. */
function LargeChange(props: NestedProps) {
  const { change, from, to } = props;
  const open = useOpenPaths();
  return (
    <>
      <GroupRow {...props}>differences inside ({formatBytes(from.bytes + to.bytes)})</GroupRow>
      {open.isOpen(`${change.key} (diff)`) ? <LargeItems {...props} /> : undefined}
    </>
  );
}

function LargeItems(props: NestedProps) {
  const diff = useValueDiff(props);
  if (diff === undefined) {
    return (
      <li>
        <output className={styles['loading']}>Reading both values…</output>
      </li>
    );
  }
  return (
    <>
      {diff.items.map((item) => (
        <ItemRow key={`${item.change} ${pathText(props.change.key, item.path)}`} root={props.change.key} item={item} />
      ))}
      {diff.truncated ? <li className={styles['loading']}>There are more differences than these.</li> : undefined}
    </>
  );
}

function ItemRow(props: { readonly root: string; readonly item: ValueDiffItem; readonly children?: ReactNode }) {
  const { root, item } = props;
  const path = pathText(root, item.path);
  const sign = ({ added: '+', changed: '~', removed: '-' } as const)[item.change];
  const open = useOpenPaths();
  const opened = item.change === 'removed' ? item.before : item.after;
  return (
    <DiffRow
      sign={sign}
      path={path}
      aside={props.children}
      below={canOpen(opened) && open.isOpen(path) ? <ValueView value={opened} path={path} /> : undefined}
    >
      {item.change === 'changed' ? (
        <FromTo from={<ValueText value={item.before} most={80} />} to={<ValueText value={item.after} most={80} />} />
      ) : (
        <span className={sign === '+' ? styles['to'] : styles['from']}>
          <ValueText value={opened} most={110} />
        </span>
      )}
      {canOpen(opened) ? (
        <button
          type="button"
          className={styles['unfold']}
          aria-expanded={open.isOpen(path)}
          aria-label={`${path} ${oneLine(opened, 40)}`}
          onClick={() => open.toggle(path)}
        >
          {open.isOpen(path) ? 'close' : 'open'}
        </button>
      ) : undefined}
    </DiffRow>
  );
}

function FromTo({ from, to }: { readonly from: ReactNode; readonly to: ReactNode }) {
  return (
    <>
      <span className={styles['from']}>{from}</span>
      <span className={styles['arrow']} aria-label="became">
        →
      </span>
      <span className={styles['to']}>{to}</span>
    </>
  );
}

function DiffRow(props: {
  readonly sign: Sign;
  readonly path: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  /** What was opened: under the row, over its whole width. */
  readonly below?: ReactNode;
}) {
  return (
    <li className={classNames(styles['row'], styles[tones[props.sign]])} data-change={words[props.sign]}>
      <span className={styles['sign']} title={words[props.sign]}>
        <span aria-hidden="true">{props.sign === '-' ? '−' : props.sign}</span>
        <VisuallyHidden>{words[props.sign]}</VisuallyHidden>
      </span>
      <span className={styles['path']} title={props.path}>
        {props.path}
      </span>
      <div className={styles['what']}>{props.children}</div>
      {props.aside === undefined ? undefined : <span className={styles['aside']}>{props.aside}</span>}
      {props.below === undefined ? undefined : <div className={styles['below']}>{props.below}</div>}
    </li>
  );
}
