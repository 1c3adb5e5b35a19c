import { planNodeId } from '../../model/graph-names.ts';
import type { StoreApi } from 'zustand/vanilla';
import type { Breakpoint } from '../../model/breakpoint.ts';
import type { GraphDocument, GraphNode, Position } from '../../model/graph-document.ts';
import { edgeId, nodeId, workflowId, type WorkflowId } from '../../model/ids.ts';
import type { Workbench } from '../workbench/workbench.ts';
import { referenceOf } from '../workbench/graph-place.ts';
import { goToWorkflow, openScope, targetOf } from './open-scope.ts';
import { refuseEdit } from './read-only.ts';
import { labelOf } from '../workbench/labels.ts';
import { pathBreakpointsOf, removeBreakpoints } from '../workbench/path-breakpoints.ts';
import type { CanvasState } from './canvas-context.ts';
import { addNode, connect, duplicateNodes, insertAfter, moveBy, removeThings } from './canvas-edits.ts';
import type { Gesture } from './canvas-edits.ts';
import { gridStep } from './geometry.ts';
import { withScopeGraphs } from './scope-gestures.ts';
import { walkFrom } from './walk.ts';
import type { Direction } from './walk.ts';

/** What actions need of the picture: React Flow behind a few verbs. */
export interface CanvasView {
  /** Middle of what is in view, in flow coordinates. */
  center(): Position;
  /** Brings a node into view where it is not. */
  reveal(node: string): void;
  fit(): void;
  reset(): void;
  zoomIn(): void;
  zoomOut(): void;
}

export type CanvasActions = ReturnType<typeof createCanvasActions>;

/** The gestures of the canvas as functions, for keys, menus, palette and pointer alike. */
export function createCanvasActions(workbench: Workbench, store: StoreApi<CanvasState>, view: CanvasView) {
  const { editor } = workbench;
  const document = (): GraphDocument | undefined => editor.store.getState().shown;
  const selection = (): readonly string[] => workbench.view.getState().selectedNodes;

  const select = (nodes: readonly string[]) =>
    workbench.view.setState({ selectedNodes: nodes.map(nodeId), selectedEdges: [] });
  const focus = (node: string) => {
    view.reveal(node);
    store.setState((state) => ({ focused: node, focusRequest: state.focusRequest + 1 }));
  };
  const perform = (gesture: Gesture | undefined, mergeKey?: string) => {
    if (gesture === undefined || gesture.edits.length === 0 || refuseEdit(workbench)) return;
    editor.edit(gesture.edits, { label: gesture.label, ...(mergeKey === undefined ? {} : { mergeKey }) });
    select(gesture.select);
  };
  const withGraphs = (gesture: Gesture): Gesture => {
    const whole = editor.store.getState().document;
    return whole === undefined ? gesture : withScopeGraphs(whole, gesture, workbench.kinds);
  };
  const found = (node = selection()[0]): GraphNode | undefined => document()?.nodes.find(({ id }) => id === node);
  const withDocument = (act: (document: GraphDocument) => void) => {
    const current = document();
    if (current !== undefined) act(current);
  };

  return {
    select,
    focus,
    selection,
    addKind(name: string, at?: Position) {
      const kind = workbench.kinds.get(name);
      if (kind === undefined || refuseEdit(workbench)) return;
      withDocument((current) => {
        const gesture = withGraphs(addNode(current, kind, at ?? view.center()));
        perform(gesture);
        const [made] = gesture.select;
        if (made !== undefined) focus(made);
      });
    },
    connect(from: string, to: string, port?: string) {
      withDocument((current) => perform(connect(current, from, to, port)));
    },
    reconnect(edge: string, source: string, target: string) {
      if (refuseEdit(workbench)) return;
      editor.edit([{ type: 'update-edge', edge, changes: { source, target } }], { label: 'Reconnect' });
    },
    insertAfter(from: string, kindName: string) {
      const kind = workbench.kinds.get(kindName);
      if (kind === undefined) return;
      withDocument((current) => {
        const gesture = insertAfter(current, from, kind);
        if (gesture !== undefined) perform(withGraphs(gesture));
      });
    },
    removeSelection() {
      const { selectedNodes, selectedEdges } = workbench.view.getState();
      perform(removeThings(selectedNodes, selectedEdges));
    },
    remove: (nodes: readonly string[], edges: readonly string[] = []) => perform(removeThings(nodes, edges)),
    duplicate(nodes = selection()) {
      withDocument((current) => perform(duplicateNodes(current, nodes)));
    },
    selectAll() {
      withDocument((current) => select(current.nodes.map((node) => node.id)));
    },
    selectEdge(edge: string) {
      workbench.view.setState({ selectedNodes: [], selectedEdges: [edgeId(edge)] });
    },
    moved(positions: readonly { readonly node: string; readonly position: Position }[]) {
      const many = positions.length === 1 ? labelOf(document(), positions[0]?.node) : `${positions.length} nodes`;
      editor.edit([{ type: 'move-nodes', positions }], { label: `Move ${many}` });
    },
    nudge(direction: Direction) {
      const [dx, dy] = directionSteps[direction];
      const nodes = selection();
      if (nodes.length === 0) return;
      withDocument((current) => perform(moveBy(current, nodes, dx, dy), `nudge:${nodes.join(',')}`));
    },
    walk(direction: Direction) {
      withDocument((current) => {
        const from = store.getState().focused ?? selection()[0] ?? '';
        const to = walkFrom(current, from, direction);
        if (to === undefined) return;
        select([to]);
        focus(to);
      });
    },
    rename(node = selection()[0]) {
      if (node === undefined) return;
      view.reveal(node);
      store.setState({ renaming: node });
    },
    /** The verbs that need a second node or a kind go on in a dialog. */
    choose(what: 'connect' | 'insert', from = selection()[0]) {
      if (from !== undefined) store.setState({ choosing: { what, from } });
    },
    toggleBreakpoint: (nodes = selection()) => toggleBreakpoints(workbench, nodes),
    /** What the selected (or the given) node runs. */
    scopeTarget(node?: string) {
      const scope = found(node);
      return scope === undefined ? undefined : targetOf(workbench, scope);
    },
    openScope(node?: string) {
      const scope = found(node);
      if (scope !== undefined) openScope(workbench, scope);
    },
    /** The other workflow to which the selected (or the given) node refers. */
    referredWorkflow(node?: string): WorkflowId | undefined {
      const scope = found(node);
      const workflow = scope === undefined ? undefined : referenceOf(scope)?.workflow;
      return workflow === undefined ? undefined : workflowId(workflow);
    },
    openWorkflow: (workflow: WorkflowId) => goToWorkflow(workbench, workflow),
    breakpointOf: (nodes: readonly string[]) => breakpointOf(workbench, nodes),
    switchBreakpoint: (nodes = selection()) => switchBreakpoints(workbench, nodes),
    fit: () => view.fit(),
    reset: () => view.reset(),
    zoomIn: () => view.zoomIn(),
    zoomOut: () => view.zoomOut(),
  };
}

const directionSteps: Readonly<Record<Direction, readonly [number, number]>> = {
  left: [-gridStep, 0],
  right: [gridStep, 0],
  up: [0, -gridStep],
  down: [0, gridStep],
};

/**
 * Sets a breakpoint before each of these nodes of the graph that is shown, or takes all of them away when each has one. Those that
 * hold at a path only are left alone.
 */
export function toggleBreakpoints(workbench: Workbench, nodes: readonly string[]): void {
  const { breakpoints, graph } = workbench.editor.store.getState();
  if (nodes.length === 0) return;
  const ids = nodes.map((node) => planNodeId(graph, node));
  const own = breakpoints.filter(({ node, path }) => path === undefined && ids.includes(node));
  const has = (node: string) => own.some((breakpoint) => breakpoint.node === node);
  if (ids.every(has)) return removeBreakpoints(workbench, own);
  const added = ids
    .filter((node) => !has(node))
    .map((node) => ({
      id: `break-${node}`,
      type: 'node' as const,
      node,
      when: 'before' as const,
      enabled: true,
    }));
  workbench.editor.setBreakpoints([...breakpoints, ...added]);
}

/** What a click on a node's dot does: away with what it shows, the breakpoint for all activations before those at paths. */
export function toggleDot(workbench: Workbench, node: string): void {
  const { breakpoints, graph } = workbench.editor.store.getState();
  const id = planNodeId(graph, node);
  const atPaths = pathBreakpointsOf(workbench, id);
  const isEverywhere = breakpoints.some((one) => one.node === id && one.path === undefined);
  if (isEverywhere || atPaths.length === 0) toggleBreakpoints(workbench, [node]);
  else removeBreakpoints(workbench, atPaths);
}

/** A breakpoint of any of these nodes of the graph that is shown. */
export function breakpointOf({ editor }: Pick<Workbench, 'editor'>, nodes: readonly string[]): Breakpoint | undefined {
  const { breakpoints, graph } = editor.store.getState();
  const ids = nodes.map((node) => planNodeId(graph, node));
  return breakpoints.find(({ node }) => ids.includes(node));
}

/** Switches the nodes' breakpoints off while any of them is on, else on; off, they stay in their place and hold nothing. */
export function switchBreakpoints(workbench: Workbench, nodes: readonly string[]): void {
  const { breakpoints, graph } = workbench.editor.store.getState();
  const ids = nodes.map((node) => planNodeId(graph, node));
  const own = breakpoints.filter((breakpoint) => ids.includes(breakpoint.node));
  const enabled = !own.some((breakpoint) => breakpoint.enabled);
  workbench.editor.setBreakpoints(
    breakpoints.map((breakpoint) => (own.includes(breakpoint) ? { ...breakpoint, enabled } : breakpoint)),
  );
}

/** Rolls the execution under inspection back to where the node last ran, before it did. */
export async function rollBackBefore({ debug, editor, client }: Workbench, node: string): Promise<void> {
  const { execution } = debug.store.getState();
  const row = lastRowOf({ debug, editor }, node);
  if (execution === undefined || row?.parent === undefined) return;
  await client.executions.rollback(execution.id, row.parent);
  debug.select(undefined);
}

export function lastRowOf({ debug, editor }: Pick<Workbench, 'debug' | 'editor'>, node: string) {
  const id = planNodeId(editor.store.getState().graph, node);
  return debug.store.getState().rows.findLast((row) => row.onHeadPath && row.type === 'step' && row.node === id);
}
