import ChevronDown from 'lucide-react/icons/chevron-down';
import ChevronLeft from 'lucide-react/icons/chevron-left';
import ChevronRight from 'lucide-react/icons/chevron-right';
import { useStore } from 'zustand';
import { shownFrame } from '../../debugger/frame-runs.ts';
import type { FrameRun } from '../../debugger/scope-runs.ts';
import { ownGraph } from '../../model/graph-names.ts';
import type { ActivationPath } from '../../model/ids.ts';
import { IconButton } from '../widgets/Button.tsx';
import { formatCount } from '../widgets/format.ts';
import { Menu } from '../widgets/Menu.tsx';
import type { MenuEntry } from '../widgets/Menu.tsx';
import { type MarkState, StatusMark } from '../widgets/StatusMark.tsx';
import { useWorkbench } from '../workbench/workbench.ts';
import styles from './GraphBar.module.css';

/** Which run of the shown graph the cards tell of: an item, an iteration, or all together. */
export function FramePicker() {
  const { debug, editor } = useWorkbench();
  const graph = useStore(editor.store, (state) => state.graph);
  const frames = useStore(debug.store, (state) => state.frames);
  const shown = useStore(debug.store, (state) => (graph === ownGraph ? undefined : shownFrame(state, graph)));
  const choice = useStore(debug.store, (state) => state.frame.type);
  const paths = frames.ofGraph(graph);
  if (graph === ownGraph || paths.length === 0) return undefined;
  const at = shown === undefined ? -1 : paths.indexOf(shown);
  const look = (path: ActivationPath | undefined) => path !== undefined && debug.lookAt({ type: 'frame', path });
  const items: readonly MenuEntry[] = [
    { label: 'Follow the selected step', checked: choice === 'step', onSelect: () => debug.lookAt({ type: 'step' }) },
    {
      label: paths.length === 1 ? 'The only run' : `All ${formatCount(paths.length, 'run')} together`,
      checked: choice === 'all',
      onSelect: () => debug.lookAt({ type: 'all' }),
    },
    { type: 'separator' },
    ...around(paths, at).map((path) => ({
      label: path,
      hint: wordOf(frames.get(path)),
      checked: path === shown,
      onSelect: () => look(path),
    })),
  ];
  const name = shown ?? (paths.length === 1 ? 'the only run' : `all ${formatCount(paths.length, 'run')}`);
  return (
    <div className={styles['frames']}>
      <span className={styles['frameLabel']}>Shows</span>
      <Menu
        align="end"
        items={items}
        trigger={
          <button type="button" className={styles['frame']} aria-label={`Shown run: ${name}`} title={hintOf(shown)}>
            {shown === undefined ? undefined : <StatusMark state={markOf(frames.get(shown))} size={12} />}
            <span>{name}</span>
            <ChevronDown aria-hidden="true" />
          </button>
        }
      />
      <IconButton label="Previous run" icon={<ChevronLeft />} disabled={at <= 0} onClick={() => look(paths[at - 1])} />
      <IconButton
        label="Next run"
        icon={<ChevronRight />}
        disabled={at >= paths.length - 1}
        onClick={() => look(paths[at + 1])}
      />
    </div>
  );
}

const listed = 80;

/** A menu of thousands helps nobody: those around the shown one. */
function around(paths: readonly ActivationPath[], at: number): readonly ActivationPath[] {
  const from = Math.max(0, Math.min(at - listed / 2, paths.length - listed));
  return paths.slice(from, from + listed);
}

const hintOf = (shown: string | undefined): string =>
  shown === undefined ? 'Cards count over all runs of this graph' : 'Cards tell of this run of the graph';

function markOf(run: FrameRun | undefined): MarkState {
  switch (run?.end?.outcome) {
    case 'completed':
    case 'ended':
      return 'done';
    case 'failed':
      return 'failed';
    case 'cancelled':
      return 'stopped';
    case undefined:
      return run === undefined ? 'idle' : 'running';
    default:
      return 'idle';
  }
}

function wordOf(run: FrameRun | undefined): string {
  return run?.end?.outcome ?? 'under way';
}
