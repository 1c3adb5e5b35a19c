import GitBranch from 'lucide-react/icons/git-branch';
import { useMemo } from 'react';
import { branchTree } from '../../debugger/branches.ts';
import type { BranchNode } from '../../debugger/branches.ts';
import { namesOf, rowTitle } from '../timeline/names.ts';
import type { Names } from '../timeline/names.ts';
import { useStepActions } from '../timeline/step-actions.ts';
import { useDebug } from '../timeline/use-debug.ts';
import { Button } from '../widgets/Button.tsx';
import { Chip } from '../widgets/Chip.tsx';
import { classNames } from '../widgets/class-names.ts';
import { EmptyState } from '../widgets/EmptyState.tsx';
import { formatCount } from '../widgets/format.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import styles from './Branches.module.css';

/** Every way that the execution went: where it left the one before, what differs first, and how to go back to it. */
export function Branches() {
  const branches = useDebug((state) => state.branches);
  const rows = useDebug((state) => state.rows);
  const rowOf = useDebug((state) => state.rowOf);
  const tree = useMemo(() => branchTree(branches, rows, rowOf), [branches, rows, rowOf]);
  return (
    <section aria-label="Branches" className={styles['branches']}>
      {branches.length === 0 ? (
        <EmptyState icon={<GitBranch />} title="No branches yet">
          Rolling back keeps the steps that it leaves as a branch. Going on from there grows a new one.
        </EmptyState>
      ) : (
        <>
          <BranchList nodes={tree} />
          {branches.length === 1 ? (
            <p className={styles['hint']}>Roll back to a step and go on: the old way stays here as a branch.</p>
          ) : undefined}
        </>
      )}
    </section>
  );
}

function BranchList({ nodes }: { readonly nodes: readonly BranchNode[] }) {
  return (
    <ul className={styles['list']}>
      {nodes.map((node) => (
        <li key={node.branch.number} aria-label={`Branch ${node.branch.number}`}>
          <BranchRow node={node} />
          {node.children.length === 0 ? undefined : <BranchList nodes={node.children} />}
        </li>
      ))}
    </ul>
  );
}

function BranchRow({ node }: { readonly node: BranchNode }) {
  const { debug } = useWorkbench();
  const actions = useStepActions();
  const names = namesOf(useDebug((state) => state.document));
  const head = useDebug((state) => state.head);
  const { branch, leafRow } = node;
  const atLeaf = head === branch.leaf;
  return (
    <div className={classNames(styles['row'], branch.isHead && styles['current'])}>
      <GitBranch aria-hidden="true" />
      <button
        type="button"
        className={styles['name']}
        title="Show its last step"
        onClick={() => debug.select(branch.leaf)}
      >
        Branch {branch.number}
      </button>
      {branch.isHead ? <Chip tone="wait">head</Chip> : undefined}
      <span className={styles['what']}>{firstDifference(node, names)}</span>
      <span className={styles['steps']}>
        {formatCount(node.steps, 'step')}
        {leafRow === undefined ? '' : `, up to ${rowTitle(leafRow, names)}`}
      </span>
      <span className={styles['actions']}>
        <Button size="small" variant="quiet" disabled={atLeaf} onClick={() => actions.rollback(branch.leaf)}>
          Roll back to here
        </Button>
        <Button
          size="small"
          variant="quiet"
          disabled={atLeaf}
          onClick={() => {
            debug.select(undefined);
            actions.compare(branch.leaf);
          }}
        >
          Compare
        </Button>
      </span>
    </div>
  );
}

/** `from load: split · Stratified`: where it left and what it did first. */
function firstDifference({ forkRow, firstRow }: BranchNode, names: Names): string {
  if (forkRow === undefined || firstRow === undefined) return 'from the start';
  const variant = names.variant(firstRow.node, firstRow.variant);
  const what = variant === '' ? rowTitle(firstRow, names) : `${rowTitle(firstRow, names)} · ${variant}`;
  return `after ${rowTitle(forkRow, names)} (step ${forkRow.step}): ${what}`;
}
