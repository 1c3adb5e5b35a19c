import '@xyflow/react/dist/base.css';
import {
  Background,
  BackgroundVariant,
  MiniMap,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore as useFlowStore,
  useStoreApi,
} from '@xyflow/react';
import type {
  Connection,
  Edge,
  EdgeChange,
  EdgeTypes,
  FinalConnectionState,
  NodeChange,
  NodeTypes,
  OnReconnect,
} from '@xyflow/react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { DragEvent, MouseEvent as ReactMouseEvent, ReactNode } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Position } from '../../model/graph-document.ts';
import { edgeId, nodeId } from '../../model/ids.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import { createCanvasActions } from './canvas-actions.ts';
import type { CanvasActions, CanvasView } from './canvas-actions.ts';
import { canvasCommands } from './canvas-commands.ts';
import { CanvasProvider } from './canvas-context.ts';
import type { CanvasScope, CanvasState } from './canvas-context.ts';
import { CanvasMenu } from './CanvasMenu.tsx';
import { CanvasToolbar } from './CanvasToolbar.tsx';
import { Choosing } from './Choosing.tsx';
import { useClipboardEvents } from './canvas-clipboard.ts';
import { EdgeLine } from './EdgeLine.tsx';
import type { LineEdge } from './EdgeLine.tsx';
import { FarView } from './FarView.tsx';
import { cardHeight, cardWidth, gridStep, positionOf } from './geometry.ts';
import { MiniMapNode } from './MiniMapNode.tsx';
import { NodeCard } from './NodeCard.tsx';
import type { CardNode } from './NodeCard.tsx';
import { createNodeFacts } from './node-facts.ts';
import { GraphBar } from './GraphBar.tsx';
import { followGraph } from './follow-graph.ts';
import { kindDataType } from './drag-kind.ts';
import { createProjection } from './projection.ts';
import { useFit } from './use-fit.ts';
import styles from './Canvas.module.css';

// Outside the component: made anew at each render, they would mount every card anew.
const nodeTypes: NodeTypes = { card: NodeCard };
const edgeTypes: EdgeTypes = { line: EdgeLine };
const snapGrid: [number, number] = [gridStep, gridStep];
/** A point is not to be put on the grid: the card's corner is, later. */
const exactly = { snapToGrid: false } as const;
const several = ['Meta', 'Control'];
const panButtons = [0, 1];
const nothingMoving: ReadonlyMap<string, Position> = new Map();

/** The workflow drawn: for editing, and with badges for debugging. `children` float on top of it. */
export function Canvas({ children }: { readonly children?: ReactNode }) {
  const { editor, debug, kinds } = useWorkbench();
  const scope = useMemo((): CanvasScope => {
    const facts = createNodeFacts({
      editor: editor.store,
      debug: debug.store,
      kinds,
      schedule: (callback) => void requestAnimationFrame(callback),
    });
    const store = createStore<CanvasState>(() => ({
      renaming: undefined,
      focused: undefined,
      focusRequest: 0,
      choosing: undefined,
      menu: undefined,
    }));
    return { facts, store };
  }, [editor, debug, kinds]);
  useEffect(() => scope.facts.connect(), [scope]);
  return (
    <section aria-label="Canvas" className={styles['canvas']} data-scope="canvas">
      <CanvasProvider value={scope}>
        <GraphBar />
        <ReactFlowProvider>
          <Flow scope={scope}>{children}</Flow>
        </ReactFlowProvider>
      </CanvasProvider>
    </section>
  );
}

function Flow({ scope, children }: { readonly scope: CanvasScope; readonly children: ReactNode }) {
  const workbench = useWorkbench();
  const { store } = scope;
  const actions = useCanvasActions(scope);
  const document = useStore(workbench.editor.store, (state) => state.shown);
  const graph = useStore(workbench.editor.store, (state) => state.graph);
  const readOnly = useStore(workbench.editor.store, (state) => state.borrowed !== undefined);
  const workflow = useStore(workbench.editor.store, (state) => state.workflow);
  const selectedNodes = useStore(workbench.view, (state) => state.selectedNodes);
  const selectedEdges = useStore(workbench.view, (state) => state.selectedEdges);
  const [moving, setMoving] = useState(nothingMoving);
  const latestMoving = useRef(moving);
  const projection = useMemo(() => createProjection(workbench.kinds), [workbench.kinds]);
  const nodes = useMemo(
    () => projection.nodes(document, { selected: new Set(selectedNodes), moving }),
    [projection, document, selectedNodes, moving],
  );
  const edges = useMemo(
    () => projection.edges(document, new Set(selectedEdges)),
    [projection, document, selectedEdges],
  );
  const level = useFlowStore(levelOfDetail);
  const flowStore = useStoreApi();
  useFocusableCard(scope);
  useSelectionOfGraph();
  useEffect(() => followGraph(workbench), [workbench]);
  useFitOnOpen(workflow === undefined ? undefined : `${workflow}/${graph}`, actions);
  useClipboardEvents(workbench, actions);

  const onNodesChange = useCallback(
    (changes: NodeChange<CardNode>[]) => {
      const next = movedBy(changes, latestMoving.current);
      if (next !== undefined) {
        latestMoving.current = next.moving;
        setMoving(next.moving);
        if (next.finished.length > 0) actions.moved(next.finished);
      }
      const selected = selectedBy(changes, workbench.view.getState().selectedNodes);
      if (selected !== undefined) workbench.view.setState({ selectedNodes: selected.map(nodeId) });
    },
    [actions, workbench],
  );
  const onEdgesChange = useCallback(
    (changes: EdgeChange<LineEdge>[]) => {
      // A box drawn around nodes selects nodes, as Ctrl+A does; React Flow adds every edge that touches them.
      if (flowStore.getState().userSelectionActive) return;
      const selected = selectedBy(changes, workbench.view.getState().selectedEdges);
      if (selected !== undefined) workbench.view.setState({ selectedEdges: selected.map(edgeId) });
    },
    [workbench, flowStore],
  );
  const onConnect = useCallback(
    ({ source, target, sourceHandle }: Connection) => actions.connect(source, target, sourceHandle ?? undefined),
    [actions],
  );
  const onReconnect: OnReconnect<Edge> = useCallback(
    (edge, { source, target }) => actions.reconnect(edge.id, source, target),
    [actions],
  );
  const onConnectEnd = useCallback(
    (_event: unknown, state: FinalConnectionState) => {
      // Dropped on nothing: offer the keyboard's way instead of silence.
      if (state.toNode === null && state.fromNode !== null && state.fromHandle?.type === 'source')
        actions.choose('insert', state.fromNode.id);
    },
    [actions],
  );
  const openMenu = useCallback(
    (event: ReactMouseEvent | MouseEvent, on: { readonly node?: string; readonly edge?: string }) => {
      event.preventDefault();
      if (on.node !== undefined && !actions.selection().includes(nodeId(on.node))) actions.select([on.node]);
      if (on.edge !== undefined) actions.selectEdge(on.edge);
      store.setState({ menu: { ...menuPoint(event), ...on } });
    },
    [actions, store],
  );
  const drop = useDropKind(actions);

  return (
    <div className={styles['flow']} data-lod={level} {...drop}>
      <ReactFlow<CardNode, LineEdge>
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        onConnect={onConnect}
        onConnectEnd={onConnectEnd}
        onReconnect={onReconnect}
        onNodeContextMenu={(event, node) => openMenu(event, { node: node.id })}
        onEdgeContextMenu={(event, edge) => openMenu(event, edge.data?.undoes === true ? {} : { edge: edge.id })}
        onPaneContextMenu={(event) => openMenu(event, {})}
        nodesDraggable={!readOnly}
        edgesReconnectable={!readOnly}
        onlyRenderVisibleElements
        nodesFocusable={false}
        edgesFocusable={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        selectionKeyCode="Shift"
        multiSelectionKeyCode={several}
        panActivationKeyCode="Space"
        panOnDrag={panButtons}
        snapToGrid
        snapGrid={snapGrid}
        minZoom={0.05}
        maxZoom={2}
        zoomOnDoubleClick={false}
        nodeDragThreshold={2}
        attributionPosition="bottom-right"
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1.2} className={styles['grid'] ?? ''} />
        <FarView nodes={nodes} edges={edges} active={level === 'far'} onPick={actions.select} />
        <MiniMap
          pannable
          zoomable
          ariaLabel="Overview"
          className={styles['minimap'] ?? ''}
          nodeComponent={MiniMapNode}
          style={miniMapSize}
        />
      </ReactFlow>
      <CanvasToolbar />
      <div className={styles['floating']}>{children}</div>
      <CanvasMenu actions={actions} />
      <Choosing actions={actions} />
    </div>
  );
}

const miniMapSize = { width: 148, height: 92 };

const levelOfDetail = ({ transform: [, , zoom] }: { readonly transform: readonly [number, number, number] }) =>
  zoom < 0.3 ? 'far' : zoom < 0.5 ? 'mid' : 'near';

/** Actions for this canvas, and its commands as long as it is shown. */
function useCanvasActions({ store }: CanvasScope): CanvasActions {
  const workbench = useWorkbench();
  const flow = useReactFlow();
  const frame = useFlowStore((state) => state.domNode);
  const fit = useFit(frame);
  const actions = useMemo(() => {
    const view: CanvasView = {
      center() {
        const box = frame?.getBoundingClientRect() ?? new DOMRect(0, 0, 800, 500);
        return flow.screenToFlowPosition({ x: box.x + box.width / 2, y: box.y + box.height / 2 }, exactly);
      },
      reveal(node) {
        const document = workbench.editor.store.getState().shown;
        const index = document?.nodes.findIndex(({ id }) => id === node) ?? -1;
        const found = document?.nodes[index];
        if (found === undefined || frame === null) return;
        const at = positionOf(found, index);
        const from = flow.flowToScreenPosition(at);
        const to = flow.flowToScreenPosition({ x: at.x + cardWidth, y: at.y + cardHeight });
        const box = frame.getBoundingClientRect();
        if (from.x >= box.left && to.x <= box.right && from.y >= box.top && to.y <= box.bottom) return;
        const zoom = Math.max(flow.getZoom(), 0.5);
        void flow.setCenter(at.x + cardWidth / 2, at.y + cardHeight / 2, { zoom });
      },
      fit,
      reset: () => void flow.zoomTo(1),
      zoomIn: () => void flow.zoomIn(),
      zoomOut: () => void flow.zoomOut(),
    };
    return createCanvasActions(workbench, store, view);
  }, [workbench, flow, store, frame, fit]);
  useEffect(() => workbench.commands.register(canvasCommands(workbench, actions)), [workbench, actions]);
  return actions;
}

/** One card is in the tab order: the one focused last, else the first. */
function useFocusableCard({ store }: CanvasScope): void {
  const { editor } = useWorkbench();
  useEffect(() => {
    const ensure = () => {
      const nodes = editor.store.getState().shown?.nodes ?? [];
      const { focused } = store.getState();
      if (nodes.some(({ id }) => id === focused)) return;
      store.setState({ focused: nodes[0]?.id, focusRequest: 0 });
    };
    ensure();
    return editor.store.subscribe((state, previous) => {
      if (state.shown !== previous.shown) ensure();
    });
  }, [editor, store]);
}

/** Ids mean another node in another graph: what is not there is not selected. */
function useSelectionOfGraph(): void {
  const { editor, view } = useWorkbench();
  useEffect(
    () =>
      editor.store.subscribe((state, previous) => {
        if (state.graph !== previous.graph) view.setState({ selectedNodes: [], selectedEdges: [] });
      }),
    [editor, view],
  );
}

function useFitOnOpen(place: string | undefined, actions: CanvasActions): void {
  useEffect(() => {
    if (place === undefined) return undefined;
    const frame = requestAnimationFrame(() => actions.fit());
    return () => cancelAnimationFrame(frame);
  }, [place, actions]);
}

function useDropKind(actions: CanvasActions) {
  const flow = useReactFlow();
  return {
    onDragOver(event: DragEvent) {
      if (!event.dataTransfer.types.includes(kindDataType)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
    },
    onDrop(event: DragEvent) {
      const kind = event.dataTransfer.getData(kindDataType);
      if (kind === '') return;
      event.preventDefault();
      actions.addKind(kind, flow.screenToFlowPosition({ x: event.clientX, y: event.clientY }, exactly));
    },
  };
}

/** Where the drag stands after these changes, and, when it ended, what it came to. */
function movedBy(changes: readonly NodeChange<CardNode>[], before: ReadonlyMap<string, Position>) {
  const moves = changes.filter((change) => change.type === 'position');
  if (moves.length === 0) return undefined;
  const moving = new Map(before);
  for (const move of moves) if (move.position !== undefined) moving.set(move.id, move.position);
  if (moves.some((move) => move.dragging === true)) return { moving, finished: [] };
  const finished = Array.from(moving, ([node, position]) => ({ node, position }));
  return { moving: nothingMoving, finished };
}

function selectedBy(
  changes: readonly { readonly type: string; readonly id?: string; readonly selected?: boolean }[],
  before: readonly string[],
): readonly string[] | undefined {
  const changed = changes.filter((change) => change.type === 'select' && change.id !== undefined);
  if (changed.length === 0) return undefined;
  const selected = new Set(before);
  for (const { id = '', selected: isSelected } of changed) {
    if (isSelected === true) selected.add(id);
    else selected.delete(id);
  }
  return [...selected];
}

/** The menu key gives no point: then the menu opens at the card. */
function menuPoint(event: ReactMouseEvent | MouseEvent): { readonly x: number; readonly y: number } {
  if (event.clientX !== 0 || event.clientY !== 0) return { x: event.clientX, y: event.clientY };
  const box = event.target instanceof Element ? event.target.getBoundingClientRect() : new DOMRect();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
