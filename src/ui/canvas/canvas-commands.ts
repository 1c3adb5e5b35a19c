import type { WorkbenchCommand } from '../workbench/command-registry.ts';
import type { Workbench } from '../workbench/workbench.ts';
import type { CanvasActions } from './canvas-actions.ts';
import { lastRowOf, rollBackBefore } from './canvas-actions.ts';
import { arrange } from './arrange.ts';
import { copySelection, pasteText } from './canvas-clipboard.ts';
import { graphCommands } from './graph-commands.ts';
import { whereEditable } from './read-only.ts';

/** Everything that can be done on the canvas, for keys, command palette and menus. */
export function canvasCommands(workbench: Workbench, actions: CanvasActions): readonly WorkbenchCommand[] {
  return whereEditable(workbench, [
    ...addCommands(workbench, actions),
    ...editCommands(workbench, actions),
    ...clipboardCommands(workbench, actions),
    ...graphCommands(workbench, actions),
    ...historyCommands(workbench),
    ...viewCommands(actions),
    ...walkCommands(workbench, actions),
  ]);
}

function addCommands({ kinds, editor }: Workbench, actions: CanvasActions): readonly WorkbenchCommand[] {
  return Array.from(kinds.values(), (kind) => ({
    id: `node.add.${kind.kind}`,
    title: `Add ${kind.title} node`,
    group: 'Add',
    enabled: () => editor.store.getState().document !== undefined || 'No workflow is open.',
    run: () => actions.addKind(kind.kind),
  }));
}

function editCommands(workbench: Workbench, actions: CanvasActions): readonly WorkbenchCommand[] {
  const some = () => actions.selection().length > 0 || 'Select a node first.';
  const one = () => actions.selection().length === 1 || 'Select one node first.';
  const something = () => {
    const { selectedNodes, selectedEdges } = workbench.view.getState();
    return selectedNodes.length + selectedEdges.length > 0 || 'Select nodes or edges first.';
  };
  const breakpointOf = () => actions.breakpointOf(actions.selection());
  const ran = () => {
    const [node] = actions.selection();
    return (node !== undefined && lastRowOf(workbench, node) !== undefined) || 'The node has not run.';
  };
  return [
    { id: 'node.rename', title: 'Rename node', keys: ['F2'], enabled: one, run: () => actions.rename() },
    {
      id: 'node.duplicate',
      title: 'Duplicate',
      keys: ['$mod+d'],
      enabled: some,
      run: () => actions.duplicate(),
    },
    {
      id: 'node.delete',
      title: 'Delete',
      keys: ['Delete', 'Backspace'],
      enabled: something,
      run: () => actions.removeSelection(),
    },
    { id: 'node.connect', title: 'Connect to…', keys: ['c'], enabled: one, run: () => actions.choose('connect') },
    { id: 'node.insert', title: 'Insert after…', keys: ['i'], enabled: one, run: () => actions.choose('insert') },
    {
      id: 'node.breakpoint',
      title: 'Toggle breakpoint',
      keys: ['F9', 'b'],
      enabled: some,
      run: () => actions.toggleBreakpoint(),
    },
    {
      id: 'node.breakpoint.switch',
      title: 'Disable or enable breakpoint',
      keys: ['Shift+F9'],
      enabled: () => breakpointOf() !== undefined || 'The node has no breakpoint.',
      run: () => actions.switchBreakpoint(),
    },
    {
      id: 'node.rollBack',
      title: 'Roll back to before this node',
      enabled: ran,
      run: () => rollBackBefore(workbench, actions.selection()[0] ?? ''),
    },
    {
      id: 'edit.selectAll',
      title: 'Select all nodes',
      keys: ['$mod+a'],
      run: () => actions.selectAll(),
    },
    {
      id: 'edit.arrange',
      title: 'Arrange nodes',
      keys: ['Shift+A'],
      run: () => arrange(workbench),
    },
  ].map((command) => ({ ...command, group: 'Edit', scope: 'canvas' as const }));
}

function clipboardCommands(workbench: Workbench, actions: CanvasActions): readonly WorkbenchCommand[] {
  const some = () => actions.selection().length > 0 || 'Select a node first.';
  const base = { group: 'Edit', nativeKeys: true } as const;
  const write = async () => navigator.clipboard.writeText((await copySelection(workbench)) ?? '');
  return [
    { ...base, id: 'edit.copy', title: 'Copy nodes', keys: ['$mod+c'], enabled: some, run: write },
    {
      ...base,
      id: 'edit.cut',
      title: 'Cut nodes',
      keys: ['$mod+x'],
      enabled: some,
      run: async () => {
        await write();
        actions.removeSelection();
      },
    },
    {
      ...base,
      id: 'edit.paste',
      title: 'Paste nodes',
      keys: ['$mod+v'],
      run: async () => pasteText(workbench, await navigator.clipboard.readText()),
    },
  ];
}

function historyCommands({ editor }: Workbench): readonly WorkbenchCommand[] {
  return [
    {
      id: 'edit.undo',
      title: 'Undo',
      group: 'Edit',
      keys: ['$mod+z'],
      enabled: () => editor.store.getState().undoLabel !== undefined || 'Nothing to undo.',
      run: () => editor.undo(),
    },
    {
      id: 'edit.redo',
      title: 'Redo',
      group: 'Edit',
      keys: ['$mod+Shift+z', '$mod+y'],
      enabled: () => editor.store.getState().redoLabel !== undefined || 'Nothing to redo.',
      run: () => editor.redo(),
    },
  ];
}

function viewCommands(actions: CanvasActions): readonly WorkbenchCommand[] {
  const base = { group: 'View', scope: 'canvas' } as const;
  return [
    { ...base, id: 'canvas.fit', title: 'Fit view', keys: ['1'], run: () => actions.fit() },
    { ...base, id: 'canvas.resetZoom', title: 'Reset zoom', keys: ['0'], run: () => actions.reset() },
    {
      ...base,
      id: 'canvas.zoomIn',
      title: 'Zoom in',
      keys: ['Equal', 'Shift+Equal', 'NumpadAdd'],
      run: () => actions.zoomIn(),
    },
    {
      ...base,
      id: 'canvas.zoomOut',
      title: 'Zoom out',
      keys: ['Minus', 'NumpadSubtract'],
      run: () => actions.zoomOut(),
    },
  ];
}

function walkCommands(workbench: Workbench, actions: CanvasActions): readonly WorkbenchCommand[] {
  const directions = ['left', 'right', 'up', 'down'] as const;
  const keyOf = { left: 'ArrowLeft', right: 'ArrowRight', up: 'ArrowUp', down: 'ArrowDown' };
  const walks = directions.map((direction) => ({
    id: `canvas.walk.${direction}`,
    title: `Go to the node ${wayWord[direction]}`,
    group: 'View',
    scope: 'canvas' as const,
    keys: [keyOf[direction]],
    enabled: () => workbench.editor.store.getState().document !== undefined || 'No workflow is open.',
    run: () => actions.walk(direction),
  }));
  const moves = directions.map((direction) => ({
    id: `node.move.${direction}`,
    title: `Move nodes ${direction}`,
    group: 'Edit',
    scope: 'canvas' as const,
    keys: [`$mod+${keyOf[direction]}`],
    enabled: () => actions.selection().length > 0 || 'Select a node first.',
    run: () => actions.nudge(direction),
  }));
  return [...walks, ...moves];
}

const wayWord = { left: 'before', right: 'after', up: 'above', down: 'below' } as const;
