import { planNodeId } from '../../model/graph-names.ts';
import type { StoreApi } from 'zustand/vanilla';
import { planEdgeId, ownGraph } from '../../model/graph-names.ts';
import { sameRun } from '../../debugger/node-runs.ts';
import { type FrameView, runsInFrame, shownFrame } from '../../debugger/frame-runs.ts';
import type { Dispose } from '../../base/disposable.ts';
import type { DebugState, NodeRun } from '../../debugger/debug-state.ts';
import type { EditorState } from '../../editor/editor-state.ts';
import type { Breakpoint } from '../../model/breakpoint.ts';
import type { GraphNode } from '../../model/graph-document.ts';
import type { NodeKinds } from '../../model/node-definition.ts';
import type { NodeId } from '../../model/ids.ts';
import { scopeTarget, type ScopeTarget } from '../workbench/graph-place.ts';
import { nodeLabel, variantLabel } from '../workbench/labels.ts';

/** Everything that a card shows of its node; the same reference as long as nothing of it changed. */
export interface NodeFacts {
  /** As plans, breakpoints and events name it. */
  readonly id: NodeId;
  readonly node: GraphNode;
  readonly label: string;
  /** What people call the graph or the other workflow that it runs, where it runs one. */
  readonly scopeGraph: string | undefined;
  /** Where the way into it leads. */
  readonly opens: ScopeTarget['type'] | undefined;
  readonly run: NodeRun | undefined;
  readonly variant: string;
  readonly variantName: string;
  readonly problems: number;
  readonly problem: string | undefined;
  readonly severity: 'error' | 'warning' | undefined;
  /** For all of its activations. */
  readonly breakpoint: 'on' | 'off' | undefined;
  /** Those that hold at paths only. */
  readonly pathBreakpoint: PathBreakpoint | undefined;
  /** Number of its last step on the head's path, of how many. */
  readonly step: number | undefined;
  readonly steps: number;
  /** Whether any execution is shown, so that an idle node means "not reached". */
  readonly inspected: boolean;
}

export interface PathBreakpoint {
  readonly state: 'on' | 'off';
  /** `map[12]/score, map[14]/score`. */
  readonly paths: string;
}

/** Facts of nodes outside React, with a subscription per node, brought up to date at most once a frame. */
export interface NodeFactsStore {
  get(id: string): NodeFacts | undefined;
  subscribe(id: string, listener: () => void): Dispose;
  /** How often an edge of the shown graph carried a token, in the frame that is shown. */
  taken(edge: string): number;
  /** Any node changed, or what edges carried. */
  subscribeAll(listener: () => void): Dispose;
  /** Follows the stores until the returned function is called. */
  connect(): Dispose;
}

interface Sources {
  readonly editor: StoreApi<EditorState>;
  readonly debug: StoreApi<DebugState>;
  readonly kinds: NodeKinds;
  /** Calls back before the next paint. */
  readonly schedule: (callback: () => void) => void;
}

export function createNodeFacts({ editor, debug, kinds, schedule }: Sources): NodeFactsStore {
  const listeners = new Map<string, Set<() => void>>();
  const anyListeners = new Set<() => void>();
  let facts: ReadonlyMap<string, NodeFacts> = new Map();
  let runs: ShownRuns = { nodes: new Map(), edges: new Map() };
  let stale = false;

  const refresh = () => {
    stale = false;
    const before = facts;
    const edges = runs.edges;
    runs = shownRuns(editor.getState(), debug.getState());
    facts = computeFacts({ editor: editor.getState(), debug: debug.getState(), kinds, runs }, before);
    const changed = changedIds(before, facts);
    for (const id of changed) for (const listener of listeners.get(id) ?? []) listener();
    if (changed.length > 0 || edges !== runs.edges) for (const listener of anyListeners) listener();
  };
  const invalidate = () => {
    if (stale) return;
    stale = true;
    schedule(() => stale && refresh());
  };
  // A new node must be there when its card first asks; what a run changes can wait for the frame.
  const connect = () => {
    const stop = [
      editor.subscribe((state, previous) => {
        if (state.shown !== previous.shown) refresh();
        else invalidate();
      }),
      debug.subscribe(invalidate),
    ];
    refresh();
    return () => {
      for (const end of stop) end();
      stale = false;
    };
  };
  refresh();
  return {
    get: (id) => facts.get(id),
    taken: (edge) => runs.edges.get(planEdgeId(editor.getState().graph, edge)) ?? 0,
    subscribe(id, listener) {
      const set = listeners.get(id) ?? new Set();
      listeners.set(id, set.add(listener));
      return () => void set.delete(listener);
    },
    subscribeAll(listener) {
      anyListeners.add(listener);
      return () => void anyListeners.delete(listener);
    },
    connect,
  };
}

function changedIds(before: ReadonlyMap<string, NodeFacts>, after: ReadonlyMap<string, NodeFacts>): string[] {
  const ids = [...after.keys()].filter((id) => before.get(id) !== after.get(id));
  for (const id of before.keys()) if (!after.has(id)) ids.push(id);
  return ids;
}

/** What is known of the nodes: of the frame that is shown, or of all that happened. */
type ShownRuns = Pick<FrameView, 'nodes' | 'edges'>;

interface Known {
  readonly editor: EditorState;
  readonly debug: DebugState;
  readonly kinds: NodeKinds;
  readonly runs: ShownRuns;
}

function shownRuns({ graph }: EditorState, debug: DebugState): ShownRuns {
  const frame = graph === ownGraph ? undefined : shownFrame(debug, graph);
  return frame === undefined ? debug : runsInFrame(debug, frame);
}

function computeFacts(
  { editor, debug, kinds, runs }: Known,
  before: ReadonlyMap<string, NodeFacts>,
): ReadonlyMap<string, NodeFacts> {
  const problems = problemsByNode(editor);
  const breakpoints = breakpointsByNode(editor);
  const steps = stepsByNode(debug);
  const entries = (editor.shown?.nodes ?? []).map((node) => {
    const id = planNodeId(editor.graph, node.id);
    const run = debug.execution === undefined ? undefined : runs.nodes.get(id);
    const variant = shownVariant(node, run);
    const own = problems.get(id);
    const target = scopeTarget(node, { editor, debug, kinds });
    const next: NodeFacts = {
      id,
      node,
      label: nodeLabel(node),
      scopeGraph: target?.label,
      opens: target?.type,
      run,
      variant: variant.id,
      variantName: variant.name,
      problems: own?.count ?? 0,
      problem: own?.message,
      severity: own?.severity,
      breakpoint: breakpointState(breakpoints.get(id)),
      pathBreakpoint: pathBreakpointState(breakpoints.get(id), before.get(node.id)?.pathBreakpoint),
      step: steps.byNode.get(id),
      steps: steps.total,
      inspected: debug.execution !== undefined,
    };
    const old = before.get(node.id);
    return [node.id, old !== undefined && sameFacts(old, next) ? old : next] as const;
  });
  return new Map(entries);
}

function shownVariant(node: GraphNode, run: NodeRun | undefined): { readonly id: string; readonly name: string } {
  const variants = node.variants ?? [];
  const id = run?.variant ?? node.active ?? variants[0]?.id ?? '';
  const variant = variants.find((candidate) => candidate.id === id);
  return { id, name: variant === undefined ? id : variantLabel(variant) };
}

function breakpointsByNode({ breakpoints }: EditorState): ReadonlyMap<string, readonly Breakpoint[]> {
  const byNode = new Map<string, Breakpoint[]>();
  for (const breakpoint of breakpoints) {
    const own = byNode.get(breakpoint.node);
    if (own === undefined) byNode.set(breakpoint.node, [breakpoint]);
    else own.push(breakpoint);
  }
  return byNode;
}

function breakpointState(breakpoints: readonly Breakpoint[] = []): 'on' | 'off' | undefined {
  const everywhere = breakpoints.filter(({ path }) => path === undefined);
  return everywhere.length === 0 ? undefined : onOrOff(everywhere);
}

/** The same object as before where it says the same. */
function pathBreakpointState(
  breakpoints: readonly Breakpoint[] = [],
  before: PathBreakpoint | undefined,
): PathBreakpoint | undefined {
  const atPaths = breakpoints.filter(({ path }) => path !== undefined);
  if (atPaths.length === 0) return undefined;
  const paths = atPaths.slice(0, 3).map(({ path }) => path);
  const more = atPaths.length > paths.length ? ` and ${atPaths.length - paths.length} more` : '';
  const next = { state: onOrOff(atPaths), paths: paths.join(', ') + more };
  return before?.state === next.state && before.paths === next.paths ? before : next;
}

const onOrOff = (breakpoints: readonly Breakpoint[]): 'on' | 'off' =>
  breakpoints.some(({ enabled }) => enabled) ? 'on' : 'off';

interface OwnProblems {
  readonly count: number;
  readonly message: string;
  readonly severity: 'error' | 'warning';
}

function problemsByNode({ problems }: EditorState): ReadonlyMap<string, OwnProblems> {
  const byNode = new Map<string, OwnProblems>();
  for (const { place, message, severity } of problems) {
    if (place?.node === undefined) continue;
    const old = byNode.get(place.node);
    byNode.set(place.node, {
      count: (old?.count ?? 0) + 1,
      message: old?.message ?? message,
      severity: old?.severity === 'error' ? 'error' : severity,
    });
  }
  return byNode;
}

function stepsByNode({ rows }: DebugState): { readonly byNode: ReadonlyMap<string, number>; readonly total: number } {
  const byNode = new Map<string, number>();
  let total = 0;
  for (const row of rows) {
    if (!row.onHeadPath || row.node === undefined) continue;
    byNode.set(row.node, row.step);
    total = Math.max(total, row.step);
  }
  return { byNode, total };
}

function sameFacts(a: NodeFacts, b: NodeFacts): boolean {
  for (const key of Object.keys(a) as (keyof NodeFacts)[]) {
    // In a frame, runs are made anew each time.
    if (key === 'run' && a.run !== undefined && b.run !== undefined && sameRun(a.run, b.run)) continue;
    if (key === 'steps' ? a.steps !== b.steps && b.step !== undefined : !Object.is(a[key], b[key])) return false;
  }
  return true;
}
