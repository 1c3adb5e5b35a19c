import { createStore } from 'zustand/vanilla';
import type { DebugSession, DebugState, NodeRun } from '../../src/debugger/debug-state.ts';
import { FrameIndex } from '../../src/debugger/frame-index.ts';
import { noFrames } from '../../src/debugger/scope-runs.ts';
import type { TimelineRow } from '../../src/debugger/timeline-model.ts';
import type { EditorSession, EditorState } from '../../src/editor/editor-state.ts';
import { applyEditsIn, documentShowing, lookAtGraph } from '../../src/editor/shown-graph.ts';
import type { GraphEdit } from '../../src/graph/edit.ts';
import type { EngineClient } from '../../src/host/engine-client.ts';
import type { ExecutionSummary } from '../../src/model/execution.ts';
import type { GraphDocument } from '../../src/model/graph-document.ts';
import {
  activationNumber,
  activationPath,
  branchNumber,
  checkpointId,
  executionId,
  nodeId,
  type NodeId,
  planHash,
  seq,
  workflowId,
} from '../../src/model/ids.ts';
import { nodeKinds } from '../../src/nodes/registry.ts';
import { createToasts } from '../../src/ui/widgets/toasts.ts';
import { createCommandRegistry } from '../../src/ui/workbench/command-registry-store.ts';
import { createViewStore } from '../../src/ui/workbench/view-store.ts';
import type { Workbench } from '../../src/ui/workbench/workbench.ts';

/** A document in memory with an undo per command: as much of the editor as panels ask for. */
export function memoryEditor(document: GraphDocument): EditorSession & { readonly commands: string[] } {
  const past: GraphDocument[] = [];
  const commands: string[] = [];
  let lastKey: string | undefined;
  const store = createStore<EditorState>(() => ({
    workflow: workflowId('w1'),
    document,
    graph: '',
    shown: document,
    borrowed: undefined,
    version: 1,
    problems: [],
    breakpoints: [],
    undoLabel: undefined,
    redoLabel: undefined,
    saving: 'saved',
    saveError: undefined,
  }));
  const current = () => store.getState().document ?? document;
  return {
    store,
    commands,
    open: async () => {},
    edit(edits: readonly GraphEdit[], { label, mergeKey }) {
      if (mergeKey === undefined || mergeKey !== lastKey) {
        past.push(current());
        commands.push(label);
      }
      lastKey = mergeKey;
      const { graph } = store.getState();
      const after = applyEditsIn(current(), graph, edits);
      store.setState({ document: after, shown: documentShowing(after, graph), undoLabel: label });
    },
    undo() {
      const before = past.pop();
      if (before !== undefined)
        store.setState({ document: before, shown: documentShowing(before, store.getState().graph) });
    },
    redo() {},
    showGraph(graph, lender) {
      store.setState(lookAtGraph(current(), graph, lender));
    },
    flush: async () => {},
    resolveConflict: async () => {},
    setBreakpoints: (breakpoints) => store.setState({ breakpoints }),
    dispose() {},
  };
}

export const pausedExecution: ExecutionSummary = {
  id: executionId('x12'),
  workflow: workflowId('w1'),
  number: 12,
  name: undefined,
  status: 'paused',
  plan: planHash('00'),
  createdAt: 0,
  updatedAt: 0,
  head: checkpointId(2),
  branch: branchNumber(1),
  branches: 1,
  steps: 2,
  lastSeq: seq(9),
  durableSeq: seq(9),
  live: [],
  contextKeys: 3,
  contextBytes: 400,
  driver: 'here',
};

export const idleDebug: DebugState = {
  execution: undefined,
  document: undefined,
  loading: false,
  error: undefined,
  events: [],
  rows: [],
  branches: [],
  rowOf: new Map(),
  head: undefined,
  headPath: new Set(),
  nodes: new Map(),
  edges: new Map(),
  frames: noFrames,
  frame: { type: 'step' },
  frameIndex: new FrameIndex(),
  durableSeq: undefined,
  selected: undefined,
  following: true,
  selectedRow: undefined,
  compareWith: undefined,
};

export const idleRun: NodeRun = {
  state: 'idle',
  count: 0,
  lastDurationMs: undefined,
  variant: undefined,
  error: undefined,
  marks: [],
};

export function runsOf(entries: Readonly<Record<string, Partial<NodeRun>>>): ReadonlyMap<NodeId, NodeRun> {
  return new Map(Object.entries(entries).map(([id, run]) => [nodeId(id), { ...idleRun, ...run }]));
}

/** A step of a node, as the timeline shows it. */
export function stepRow(step: number, node: string, variant: string, more: Partial<TimelineRow> = {}): TimelineRow {
  return {
    key: `s${step}`,
    type: 'step',
    seq: seq(step),
    checkpoint: checkpointId(step),
    parent: checkpointId(step - 1),
    branch: branchNumber(1),
    step,
    node: nodeId(node),
    path: activationPath(node),
    frame: undefined,
    activation: activationNumber(step),
    iteration: 1,
    variant,
    attempt: 1,
    startedAt: 0,
    durationMs: 18,
    port: 'next',
    marks: [],
    changes: [],
    error: undefined,
    onHeadPath: true,
    ...more,
  };
}

type ClientParts = {
  readonly executions?: Partial<EngineClient['executions']>;
  readonly workflows?: Partial<EngineClient['workflows']>;
  readonly checkSource?: EngineClient['checkSource'];
};

/** A workbench around a document: editor, view and commands work; the engine answers as a test says. */
export function testWorkbench(
  document: GraphDocument,
  parts: { readonly debug?: Partial<DebugState>; readonly client?: ClientParts } = {},
) {
  const editor = memoryEditor(document);
  const debugStore = createStore<DebugState>(() => ({ ...idleDebug, ...parts.debug }));
  const debug: DebugSession = {
    store: debugStore,
    inspect: async () => {},
    select() {},
    selectRow() {},
    lookAt() {},
    compare() {},
    dispose() {},
  };
  const client = { checkSource: async () => undefined, executions: {}, workflows: {}, ...parts.client };
  const toasts = createToasts();
  const workbench: Workbench = {
    client: client as EngineClient,
    editor,
    debug,
    view: createViewStore(undefined),
    commands: createCommandRegistry((problem) => toasts.error(problem)),
    kinds: nodeKinds,
    toasts,
  };
  return { workbench, editor, debugStore };
}
