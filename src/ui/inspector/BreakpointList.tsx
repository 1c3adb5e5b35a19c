import X from 'lucide-react/icons/x';
import { useStore } from 'zustand';
import { frameOfPath } from '../../debugger/frame-index.ts';
import type { Breakpoint } from '../../model/breakpoint.ts';
import { nodeInPlan, ownGraph, splitPlanId } from '../../model/graph-names.ts';
import { IconButton } from '../widgets/Button.tsx';
import { Checkbox } from '../widgets/Toggle.tsx';
import { graphLabel, openNode } from '../workbench/graph-place.ts';
import { nodeLabel } from '../workbench/labels.ts';
import { removeBreakpoints } from '../workbench/path-breakpoints.ts';
import type { Workbench } from '../workbench/workbench.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import own from './BreakpointList.module.css';
import styles from './Inspector.module.css';

/** All breakpoints of the workflow, in whichever graph: each can be switched off, gone to and removed. Nothing where there is none. */
export function BreakpointList() {
  const workbench = useWorkbench();
  const { editor } = workbench;
  const breakpoints = useStore(editor.store, (state) => state.breakpoints);
  const placeOf = usePlaces();
  if (breakpoints.length === 0) return undefined;
  const enable = (one: Breakpoint, enabled: boolean) =>
    editor.setBreakpoints(breakpoints.map((each) => (each === one ? { ...one, enabled } : each)));
  return (
    <section className={styles['section']} aria-label="Breakpoints">
      <h3 className={styles['heading']}>Breakpoints</h3>
      <ul className={styles['things']} aria-label="Breakpoints of this workflow">
        {breakpoints.map((breakpoint) => {
          const { name, place } = placeOf(breakpoint);
          const words = place === '' ? name : `${name}, ${place}`;
          return (
            <li key={breakpoint.id} className={own['row']}>
              <Checkbox
                label={`Breakpoint at ${words}`}
                hideLabel
                checked={breakpoint.enabled}
                onChange={(enabled) => enable(breakpoint, enabled)}
              />
              <button type="button" title={words} onClick={() => goTo(workbench, breakpoint)}>
                <span>{name}</span>
                <small>{place}</small>
              </button>
              <IconButton
                label={`Remove breakpoint at ${words}`}
                icon={<X />}
                className={own['remove']}
                onClick={() => removeBreakpoints(workbench, [breakpoint])}
              />
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** The node, in the frame where the breakpoint holds if the execution that is looked at has it. */
function goTo(workbench: Workbench, { node, path }: Breakpoint): void {
  const { debug } = workbench;
  openNode(workbench, node);
  const frame = path === undefined ? undefined : frameOfPath(path);
  if (frame !== undefined && debug.store.getState().frames.get(frame) !== undefined)
    debug.lookAt({ type: 'frame', path: frame });
}

/** A node's name, and where it holds: at a path only, or in every run of a graph. */
function usePlaces(): (breakpoint: Breakpoint) => { readonly name: string; readonly place: string } {
  const { editor, debug } = useWorkbench();
  const document = useStore(editor.store, (state) => state.document);
  const ran = useStore(debug.store, (state) => state.document);
  return ({ node: id, path, when }) => {
    const holder = nodeInPlan(document, id) === undefined ? ran : document;
    const node = nodeInPlan(holder, id);
    const { graph, local } = splitPlanId(id);
    const place = path ?? (graph === ownGraph ? '' : `in ${graphLabel(holder, graph)}`);
    const name = node === undefined ? local : nodeLabel(node);
    return { name: when === 'after' ? `${name}, after it` : name, place };
  };
}
