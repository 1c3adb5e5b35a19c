import { useStore } from 'zustand';
import { shownFrame } from '../../debugger/frame-runs.ts';
import { planNodeId } from '../../model/graph-names.ts';
import { activationPath } from '../../model/ids.ts';
import { PointMenu } from '../widgets/Menu.tsx';
import type { MenuEntry } from '../widgets/Menu.tsx';
import { KindIcon } from '../workbench/KindIcon.tsx';
import { pathBreakpointEntries } from '../workbench/path-breakpoints.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import type { Workbench } from '../workbench/workbench.ts';
import type { CanvasActions } from './canvas-actions.ts';
import { useCanvas } from './canvas-context.ts';
import { isReadOnly } from './read-only.ts';

/** The menu of what was clicked with the right button: a node, an edge or the ground. */
export function CanvasMenu({ actions }: { readonly actions: CanvasActions }) {
  const workbench = useWorkbench();
  const { store } = useCanvas();
  const menu = useStore(store, (state) => state.menu);
  const items = menu === undefined ? [] : entriesFor(workbench, menu, actions);
  return <PointMenu at={menu} items={items} onClose={() => store.setState({ menu: undefined })} />;
}

function entriesFor(
  workbench: Workbench,
  on: { readonly node?: string; readonly edge?: string },
  actions: CanvasActions,
): readonly MenuEntry[] {
  const command = (id: string, extra: Partial<{ danger: boolean; label: string }> = {}) =>
    commandEntry(workbench, id, extra);
  if (on.edge !== undefined) {
    const edge = on.edge;
    return [
      { label: 'Delete', danger: true, disabled: isReadOnly(workbench), onSelect: () => actions.remove([], [edge]) },
    ];
  }
  if (on.node === undefined) {
    const kinds = Array.from(
      workbench.kinds.values(),
      (kind): MenuEntry => ({
        label: kind.title,
        icon: <KindIcon name={kind.icon} />,
        disabled: isReadOnly(workbench),
        onSelect: () => actions.addKind(kind.kind),
      }),
    );
    return [
      { type: 'label', label: 'Add node' },
      ...kinds,
      { type: 'separator' },
      ...command('edit.paste', { label: 'Paste' }),
      ...command('edit.selectAll'),
      ...command('edit.arrange'),
      ...command('canvas.fit'),
    ];
  }
  return [
    ...scopeEntries(workbench, on.node, actions),
    ...command('node.rename', { label: 'Rename' }),
    ...command('node.duplicate'),
    ...command('edit.copy', { label: 'Copy' }),
    ...command('edit.cut', { label: 'Cut' }),
    { type: 'separator' },
    ...breakpointEntries(workbench, on.node),
    ...command('node.rollBack'),
    { type: 'separator' },
    ...command('node.connect'),
    ...command('node.insert'),
    ...command('graph.extract'),
    { type: 'separator' },
    ...command('node.delete', { danger: true }),
  ];
}

/** The ways into what a scope runs. */
function scopeEntries(workbench: Workbench, node: string, actions: CanvasActions): readonly MenuEntry[] {
  const target = actions.scopeTarget(node);
  if (target === undefined) return [];
  return [
    ...(target.type === 'graph' ? commandEntry(workbench, 'graph.open', {}) : []),
    ...(actions.referredWorkflow(node) === undefined
      ? []
      : commandEntry(workbench, 'graph.workflow', { label: 'Open workflow' })),
    { type: 'separator' },
  ];
}

/** Chrome's words: add or remove one, and switch off those that are there. In a frame that is shown, also for it alone. */
function breakpointEntries(workbench: Workbench, node: string): readonly MenuEntry[] {
  const { breakpoints, graph } = workbench.editor.store.getState();
  const id = planNodeId(graph, node);
  const own = breakpoints.filter((breakpoint) => breakpoint.node === id);
  const isEverywhere = own.some(({ path }) => path === undefined);
  const isOn = own.some(({ enabled }) => enabled);
  const frame = shownFrame(workbench.debug.store.getState(), graph);
  const place = frame === undefined ? undefined : { node: id, path: activationPath(`${frame}/${node}`) };
  return [
    ...commandEntry(workbench, 'node.breakpoint', { label: isEverywhere ? 'Remove breakpoint' : 'Add breakpoint' }),
    ...pathBreakpointEntries(workbench, id, place),
    ...(own.length === 0
      ? []
      : commandEntry(workbench, 'node.breakpoint.switch', {
          label: `${isOn ? 'Disable' : 'Enable'} ${own.length > 1 ? 'breakpoints' : 'breakpoint'}`,
        })),
  ];
}

function commandEntry(
  { commands }: Workbench,
  id: string,
  { danger, label }: Partial<{ danger: boolean; label: string }>,
): readonly MenuEntry[] {
  const command = commands.get(id);
  if (command === undefined) return [];
  const enabled = command.enabled?.() ?? true;
  return [
    {
      label: label ?? command.title,
      keys: command.keys?.[0],
      disabled: enabled !== true,
      ...(danger === true ? { danger: true } : {}),
      onSelect: () => void commands.run(id),
    },
  ];
}
