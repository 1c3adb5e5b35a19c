import GitBranch from 'lucide-react/icons/git-branch';
import GitCompare from 'lucide-react/icons/git-compare';
import GitFork from 'lucide-react/icons/git-fork';
import RotateCcw from 'lucide-react/icons/rotate-ccw';
import type { ReactNode } from 'react';
import { allFolded, type Folding, nothingFolded } from '../../debugger/folding.ts';
import { Chip, ChipButton } from '../widgets/Chip.tsx';
import { formatCount } from '../widgets/format.ts';
import type { CheckpointId } from '../../model/ids.ts';
import { SearchField } from '../widgets/TextField.tsx';
import { useWorkbench } from '../workbench/workbench.ts';
import { checkpointOf, useStepActions } from './step-actions.ts';
import styles from './Timeline.module.css';
import { useDebug, useSelectedRow } from './use-debug.ts';

export interface TimelineToolbarProps {
  readonly search: string;
  readonly onSearch: (text: string) => void;
  /** How many rows a search found. */
  readonly found: number | undefined;
  readonly folding: Folding;
  readonly onFolding: (folding: Folding) => void;
  readonly hideIdle: boolean;
  readonly onHideIdle: (hide: boolean) => void;
}

/** Search, view options, and what one can do with the selected step. */
export function TimelineToolbar(props: TimelineToolbarProps) {
  const { view } = useWorkbench();
  const branches = useDebug((state) => state.branches.length);
  const frames = useDebug((state) => state.frames.count);
  return (
    <div className={styles['toolbar']}>
      <SearchField
        label="Filter steps"
        placeholder="Filter, or: who wrote accuracy"
        value={props.search}
        onChange={props.onSearch}
      />
      {props.found === undefined ? undefined : <Chip aria-live="polite">{formatCount(props.found, 'step')}</Chip>}
      <ChipButton
        aria-pressed={props.hideIdle}
        tone={props.hideIdle ? 'accent' : 'neutral'}
        title={props.hideIdle ? 'Bars start at the left edge' : 'Bars lie on the execution’s clock'}
        onClick={() => props.onHideIdle(!props.hideIdle)}
      >
        hide idle
      </ChipButton>
      {frames === 0 ? undefined : (
        <ChipButton
          aria-pressed={props.folding.all}
          tone={props.folding.all ? 'accent' : 'neutral'}
          title="Show only where items, iterations and subflows begin"
          onClick={() => props.onFolding(props.folding.all ? nothingFolded : allFolded)}
        >
          fold scopes
        </ChipButton>
      )}
      {branches < 2 ? undefined : (
        <ChipButton
          icon={<GitBranch aria-hidden="true" />}
          title="Show the branches"
          onClick={() => view.setState({ bottomTab: 'branches' })}
        >
          {formatCount(branches, 'branch', 'branches')}
        </ChipButton>
      )}
      <SelectedStepActions />
    </div>
  );
}

/** The three verbs for the selected step, with exactly these words as names. */
function SelectedStepActions() {
  const checkpoint = checkpointOf(useSelectedRow());
  const isHead = useDebug((state) => state.head === checkpoint);
  const actions = useStepActions();
  const none = checkpoint === undefined;
  const act = (run: (at: CheckpointId) => void) => () => {
    if (checkpoint !== undefined) run(checkpoint);
  };
  return (
    <div className={styles['stepActions']}>
      <ActionButton
        name="Roll back to here"
        icon={<RotateCcw aria-hidden="true" />}
        disabled={none || isHead}
        hint={isHead ? 'The execution stands here already' : 'The steps after it stay as a branch'}
        onClick={act(actions.rollback)}
      />
      <ActionButton
        name="Fork from here"
        icon={<GitFork aria-hidden="true" />}
        disabled={none}
        hint="A new execution that goes on from this step; this one stays as it is"
        onClick={act(actions.fork)}
      />
      <ActionButton
        name="Compare"
        icon={<GitCompare aria-hidden="true" />}
        disabled={none}
        hint="Put this step beside the head or another branch (Shift+click picks the other side)"
        onClick={act((at) => actions.compare(at))}
      />
    </div>
  );
}

function ActionButton(props: {
  readonly name: string;
  readonly icon: ReactNode;
  readonly disabled: boolean;
  readonly hint: string;
  readonly onClick: () => void;
}) {
  return (
    <button
      type="button"
      aria-label={props.name}
      title={`${props.name}. ${props.hint}.`}
      className={styles['action']}
      disabled={props.disabled}
      onClick={() => props.onClick()}
    >
      {props.icon}
      <span>{props.name}</span>
    </button>
  );
}
