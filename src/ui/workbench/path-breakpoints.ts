import { addressText } from '../../model/activation-path.ts';
import type { Breakpoint } from '../../model/breakpoint.ts';
import type { ActivationPath, NodeId } from '../../model/ids.ts';
import type { TimelineRow } from '../../debugger/timeline-model.ts';
import type { MenuEntry } from '../widgets/Menu.tsx';
import type { Workbench } from './workbench.ts';

/** Where a breakpoint can hold by itself: one node's activations at one path. */
export interface PathPlace {
  readonly node: NodeId;
  readonly path: ActivationPath;
}

/** That of a step or a failed attempt. What was activated more than once there is named by its number. */
export function placeOfRow(row: TimelineRow | undefined): PathPlace | undefined {
  if (row?.node === undefined || row.path === undefined) return undefined;
  if (row.type !== 'step' && row.type !== 'failed') return undefined;
  return { node: row.node, path: addressText(row.path, row.iteration) };
}

export const breaksAt = ({ editor }: Pick<Workbench, 'editor'>, { node, path }: PathPlace): Breakpoint | undefined =>
  editor.store.getState().breakpoints.find((one) => one.node === node && one.path === path);

export function breakAt({ editor }: Pick<Workbench, 'editor'>, { node, path }: PathPlace): void {
  const { breakpoints } = editor.store.getState();
  const id = freshId(`break-${path}`, breakpoints);
  editor.setBreakpoints([...breakpoints, { id, type: 'node', node, path, when: 'before', enabled: true }]);
}

export function removeBreakpoints({ editor }: Pick<Workbench, 'editor'>, gone: readonly Breakpoint[]): void {
  editor.setBreakpoints(editor.store.getState().breakpoints.filter((one) => !gone.includes(one)));
}

/** Those of a node that hold at a path only. */
export const pathBreakpointsOf = ({ editor }: Pick<Workbench, 'editor'>, node: NodeId): readonly Breakpoint[] =>
  editor.store.getState().breakpoints.filter((one) => one.node === node && one.path !== undefined);

/** To break at a place alone, where one is looked at, and to remove each of the node's breakpoints that hold so. */
export function pathBreakpointEntries(
  workbench: Pick<Workbench, 'editor'>,
  node: NodeId,
  place: PathPlace | undefined,
): readonly MenuEntry[] {
  const there = pathBreakpointsOf(workbench, node);
  const isNew = place !== undefined && !there.some(({ path }) => path === place.path);
  return [
    ...(isNew
      ? [{ label: 'Break at this path only', hint: place.path, onSelect: () => breakAt(workbench, place) }]
      : []),
    ...there.map((breakpoint) => ({
      label: `Remove breakpoint at ${breakpoint.path}`,
      ...(breakpoint.enabled ? {} : { hint: 'disabled' }),
      onSelect: () => removeBreakpoints(workbench, [breakpoint]),
    })),
  ];
}

/** A path is renamed with its nodes, and its breakpoint keeps its id. */
function freshId(wanted: string, breakpoints: readonly Breakpoint[]): string {
  const taken = new Set(breakpoints.map(({ id }) => id));
  let id = wanted;
  for (let count = 2; taken.has(id); count++) id = `${wanted}-${count}`;
  return id;
}
