import { createStore } from 'zustand/vanilla';
import type { DebugState, NodeRun } from '../../src/debugger/debug-state.ts';
import { FrameIndex } from '../../src/debugger/frame-index.ts';
import { noFrames } from '../../src/debugger/scope-runs.ts';
import type { TimelineRow } from '../../src/debugger/timeline-model.ts';
import type { EditorState } from '../../src/editor/editor-state.ts';
import { applyEditsIn, documentShowing, lookAtGraph } from '../../src/editor/shown-graph.ts';
import type { EngineClient } from '../../src/host/engine-client.ts';
import type { ExecutionSummary } from '../../src/model/execution.ts';
import type { GraphDocument } from '../../src/model/graph-document.ts';
import {
  activationNumber,
  activationPath,
  branchNumber,
  checkpointId,
  edgeId,
  executionId,
  nodeId,
  planHash,
  seq,
  workflowId,
} from '../../src/model/ids.ts';
import { nodeKinds } from '../../src/nodes/registry.ts';
import type { WorkflowRecord } from '../../src/storage/ports.ts';
import { createToasts } from '../../src/ui/widgets/toasts.ts';
import { createCommandRegistry } from '../../src/ui/workbench/command-registry-store.ts';
import { createViewStore } from '../../src/ui/workbench/view-store.ts';
import type { Workbench } from '../../src/ui/workbench/workbench.ts';

const names = ['load', 'clean', 'impute', 'encode', 'scale', 'split', 'train', 'evaluate', 'report'];
const variantsOf: Record<string, readonly string[]> = {
  impute: ['median', 'mean', 'drop'],
  scale: ['standard', 'min-max', 'none'],
  split: ['stratified', 'random'],
  train: ['k-nearest', 'forest', 'logistic', 'tree'],
};

/** A small pipeline in rows of three, with a conditional loop back. */
export function pipelineDocument(): GraphDocument {
  return {
    format: 'wtb/1',
    id: 'language-detective',
    name: 'Language detective',
    nodes: names.map((name, index) => ({
      id: name,
      kind: 'code',
      label: name.charAt(0).toUpperCase() + name.slice(1),
      position: { x: (index % 3) * 240, y: Math.floor(index / 3) * 120 },
      variants: (variantsOf[name] ?? ['main']).map((id) => ({ id, config: { source: 'export default () => ({})' } })),
      active: (variantsOf[name] ?? ['main'])[0] ?? 'main',
    })),
    edges: [
      ...names.slice(1).map((name, index) => ({ id: `e${index}`, source: names[index] ?? '', target: name })),
      { id: 'back', source: 'evaluate', target: 'train', when: 'accuracy < 0.9 and rounds < 3' },
    ],
  };
}

/** How an execution of it looks when it holds at the breakpoint before `train`. */
export function pausedState(document: GraphDocument): DebugState {
  const done = 6;
  const nodes = new Map(
    names.map((name, index): [ReturnType<typeof nodeId>, NodeRun] => [
      nodeId(name),
      {
        state: index < done ? 'done' : index === done ? 'paused' : 'idle',
        count: index < done ? 1 : 0,
        lastDurationMs: index < done ? 3 + index * 2 : undefined,
        variant: undefined,
        error: undefined,
        marks: [],
      },
    ]),
  );
  const rows = names.slice(0, done).map(
    (name, index): TimelineRow => ({
      key: `c${index + 1}`,
      type: 'step',
      seq: seq(index * 2 + 1),
      checkpoint: checkpointId(index + 1),
      parent: checkpointId(index),
      branch: branchNumber(1),
      step: index + 1,
      node: nodeId(name),
      path: activationPath(name),
      frame: undefined,
      activation: activationNumber(index + 1),
      iteration: 1,
      variant: variantsOf[name]?.[0],
      attempt: 1,
      startedAt: 1_700_000_000_000 + index * 10,
      durationMs: 3 + index * 2,
      port: 'next',
      marks: [],
      changes: [],
      error: undefined,
      onHeadPath: true,
    }),
  );
  return {
    execution: pausedSummary(),
    document,
    loading: false,
    error: undefined,
    events: [],
    rows,
    branches: [{ number: branchNumber(1), forkPoint: undefined, leaf: checkpointId(6), rows: 6, isHead: true }],
    rowOf: new Map(rows.map((row, index) => [row.checkpoint ?? checkpointId(0), index])),
    head: checkpointId(6),
    selectedRow: 'c6',
    headPath: new Set(rows.map((row) => row.checkpoint ?? checkpointId(0))),
    nodes,
    edges: new Map(names.slice(1, done + 1).map((_name, index) => [edgeId(`e${index}`), 1])),
    frames: noFrames,
    frame: { type: 'step' },
    frameIndex: new FrameIndex(),
    durableSeq: seq(11),
    selected: checkpointId(6),
    following: true,
    compareWith: undefined,
  };
}

export function pausedSummary(changes: Partial<ExecutionSummary> = {}): ExecutionSummary {
  return {
    id: executionId('x12'),
    workflow: workflowId('w1'),
    number: 12,
    name: undefined,
    status: 'paused',
    pause: { type: 'breakpoint', breakpoint: 'break-train', node: nodeId('train'), when: 'before' },
    plan: planHash('00'),
    createdAt: Date.now() - 60_000,
    updatedAt: Date.now() - 4_000,
    head: checkpointId(6),
    branch: branchNumber(2),
    branches: 2,
    steps: 6,
    lastSeq: seq(12),
    durableSeq: seq(11),
    live: [
      {
        activation: activationNumber(7),
        path: activationPath('train'),
        node: nodeId('train'),
        iteration: 1,
        attempt: 1,
        state: 'ready',
      },
    ],
    contextKeys: 9,
    contextBytes: 48_000,
    driver: 'here',
    ...changes,
  };
}

/** A workbench over fixed data: edits really edit, commands to the engine are only noted in `calls`. */
export function createFakeWorkbench(
  options: { readonly calls?: string[]; readonly inspected?: boolean } = {},
): Workbench {
  const document = pipelineDocument();
  const record: WorkflowRecord = {
    id: workflowId('w1'),
    document,
    version: 14,
    createdAt: Date.now() - 900_000,
    updatedAt: Date.now() - 90_000,
    example: 'language-detective',
    breakpoints: [],
  };
  const editor = createFakeEditor(document);
  const debugStore = createStore<DebugState>(() =>
    options.inspected === false
      ? { ...pausedState(document), execution: undefined, rows: [], edges: new Map() }
      : pausedState(document),
  );
  const toasts = createToasts();
  return {
    client: fakeClient(record, options.calls ?? []),
    editor,
    debug: {
      store: debugStore,
      inspect: async () => undefined,
      select: (checkpoint) => debugStore.setState({ selected: checkpoint, following: checkpoint === undefined }),
      selectRow: (selectedRow) => debugStore.setState({ selectedRow }),
      lookAt: (frame) => debugStore.setState({ frame }),
      compare: (compareWith) => debugStore.setState({ compareWith }),
      dispose: () => undefined,
    },
    view: createViewStore(undefined),
    commands: createCommandRegistry((error) => toasts.error(error)),
    kinds: nodeKinds,
    toasts,
  };
}

function createFakeEditor(document: GraphDocument): Workbench['editor'] {
  const store = createStore<EditorState>(() => ({
    workflow: workflowId('w1'),
    document,
    graph: '',
    shown: document,
    borrowed: undefined,
    version: 14,
    problems: [
      {
        severity: 'warning',
        code: 'document/unreachable-node',
        message: 'Nothing leads to Report.',
        place: { node: 'report' },
      },
    ],
    breakpoints: [{ id: 'break-train', type: 'node', node: nodeId('train'), when: 'before', enabled: true }],
    undoLabel: undefined,
    redoLabel: undefined,
    saving: 'saved',
    saveError: undefined,
  }));
  const undone: GraphDocument[] = [];
  const done: GraphDocument[] = [];
  return {
    store,
    open: async () => undefined,
    edit(edits, { label }) {
      const before = store.getState().document;
      if (before === undefined) return;
      done.push(before);
      const { graph } = store.getState();
      const after = applyEditsIn(before, graph, edits);
      store.setState({ document: after, shown: documentShowing(after, graph), undoLabel: label });
    },
    undo() {
      const before = done.pop();
      const now = store.getState().document;
      if (before === undefined || now === undefined) return;
      undone.push(now);
      store.setState({
        document: before,
        shown: documentShowing(before, store.getState().graph),
        undoLabel: done.length > 0 ? 'Undo' : undefined,
      });
    },
    redo() {
      const next = undone.pop();
      if (next !== undefined) store.setState({ document: next, shown: documentShowing(next, store.getState().graph) });
    },
    showGraph(graph, lender) {
      store.setState(lookAtGraph(store.getState().document ?? document, graph, lender));
    },
    flush: async () => undefined,
    resolveConflict: async () => undefined,
    setBreakpoints: (breakpoints) => store.setState({ breakpoints }),
    dispose: () => undefined,
  };
}

function fakeClient(record: WorkflowRecord, calls: string[]): EngineClient {
  const summaries = [
    pausedSummary(),
    ...(['completed', 'completed', 'failed'] as const).map((status, index) =>
      pausedSummary({
        id: executionId(`x${11 - index}`),
        number: 11 - index,
        status,
        live: [],
        updatedAt: Date.now() - (index + 1) * 400_000,
      }),
    ),
  ];
  const known: Readonly<Record<string, unknown>> = {
    list: async () => summaries,
    subscribe: () => () => undefined,
    subscribeList: () => () => undefined,
    context: async () => ({ checkpoint: checkpointId(6), entries: [], bytes: 0 }),
    diff: async () => [],
  };
  const executions = new Proxy(known, {
    get: (target, name: string) =>
      target[name] ??
      (async () => {
        calls.push(name);
        return pausedSummary();
      }),
  });
  const workflows: Readonly<Record<string, unknown>> = {
    list: async () => [record],
    get: async () => record,
    create: async () => record,
    subscribe: () => () => undefined,
  };
  const client: unknown = {
    executions,
    workflows,
    checkSource: async () => undefined,
    health: async () => ({ store: { kind: 'indexeddb', usedBytes: 1_400_000, quotaBytes: 1e10, persisted: true } }),
    dispose: () => undefined,
  };
  return client as EngineClient;
}
