import ArrowDownToDot from 'lucide-react/icons/arrow-down-to-dot';
import ArrowUpFromDot from 'lucide-react/icons/arrow-up-from-dot';
import CirclePause from 'lucide-react/icons/circle-pause';
import Pause from 'lucide-react/icons/pause';
import Play from 'lucide-react/icons/play';
import Square from 'lucide-react/icons/square';
import RedoDot from 'lucide-react/icons/redo-dot';
import StepForward from 'lucide-react/icons/step-forward';
import Undo2 from 'lucide-react/icons/undo-2';
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { nodesOfAllGraphs } from '../../model/graph-names.ts';
import { keyLabel } from '../widgets/key-hint.ts';
import { Button, ButtonGroup } from '../widgets/Button.tsx';
import { useCommand } from '../workbench/use-command.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import styles from './RunBar.module.css';

/** The verbs of an execution, in the middle of the header. */
export function RunBar() {
  const { debug, editor } = useWorkbench();
  // The commands say themselves whether they make sense; these are what their answers depend on.
  useStore(
    debug.store,
    ({ execution, head }) =>
      `${execution?.id} ${execution?.status} ${execution?.driver} ${head} ${execution?.live.some(({ path }) => path.includes('/'))}`,
  );
  const status = useStore(debug.store, ({ execution }) => execution?.status);
  useStore(editor.store, (state) => (state.document?.nodes.length ?? 0) > 0);
  const inspected = useStore(debug.store, ({ document }) => document);
  const compensates = useMemo(
    () => [...nodesOfAllGraphs(inspected)].some(({ node }) => node.compensate !== undefined),
    [inspected],
  );
  const running = status === 'running' || status === 'pausing';
  return (
    <div className={styles['bar']}>
      <ButtonGroup label="Execution">
        <CommandButton id="execution.stepBack" icon={<Undo2 />} />
        {running ? (
          <CommandButton id="execution.pause" icon={<Pause />} showKeys />
        ) : (
          <CommandButton id="execution.resume" icon={<StepForward />} showKeys strong />
        )}
        <CommandButton id="execution.step" icon={<RedoDot />} hint="Over: a scope with everything in it" showKeys />
        <CommandButton id="execution.stepInto" icon={<ArrowDownToDot />} brief />
        <CommandButton id="execution.stepOut" icon={<ArrowUpFromDot />} brief />
        <CommandButton
          id="execution.stop"
          icon={<Square />}
          {...(compensates ? { hint: 'Nothing is undone: what compensates does not run' } : {})}
        />
      </ButtonGroup>
      <CommandButton id="execution.startPaused" icon={<CirclePause />} />
      <CommandButton id="execution.run" icon={<Play fill="currentColor" />} showKeys primary />
    </div>
  );
}

function CommandButton(props: {
  readonly id: string;
  readonly icon: ReactNode;
  readonly showKeys?: boolean;
  readonly strong?: boolean;
  readonly primary?: boolean;
  /** What it does, where the word leaves it open. */
  readonly hint?: string;
  /** Only its icon is shown where there is little room. */
  readonly brief?: boolean;
}) {
  const { command, enabled, run } = useCommand(props.id);
  if (command === undefined) return undefined;
  const key = command.keys?.[0];
  const word = props.hint === undefined ? command.title : `${command.title}. ${props.hint}`;
  const keys = (command.keys ?? []).map(keyLabel).join(' or ');
  const title = enabled === true ? `${word}${keys === '' ? '' : ` (${keys})`}` : `${command.title}: ${enabled}`;
  return (
    <Button
      icon={props.icon}
      disabled={enabled !== true}
      title={title}
      data-command={props.id}
      aria-label={command.title}
      data-brief={props.brief === true}
      onClick={run}
      className={(props.strong === true && enabled === true ? styles['strong'] : styles['verb']) ?? ''}
      {...(props.primary === true ? { variant: 'primary' as const } : {})}
      {...(props.showKeys === true ? { keys: key } : {})}
    >
      {command.title}
    </Button>
  );
}
