import type { Dispose } from '../../base/disposable.ts';
import type { DebugState } from '../../debugger/debug-state.ts';
import { selectedRow } from '../../debugger/frame-runs.ts';
import { nextUp } from '../../debugger/next-up.ts';
import { ownGraph, splitPlanId, subGraphNamed } from '../../model/graph-names.ts';
import type { GraphDocument } from '../../model/graph-document.ts';
import type { LiveActivation } from '../../model/execution.ts';
import { activationPath } from '../../model/ids.ts';
import type { ActivationPath } from '../../model/ids.ts';
import { showGraph } from '../workbench/graph-place.ts';
import type { Workbench } from '../workbench/workbench.ts';

/**
 * Keeps the canvas where one looks: selecting a step shows the graph that it stands in, and so does standing still before the
 * next one, as stepping into and out of scopes does. While the head is followed in a run, the canvas stays.
 */
export function followGraph({ editor, debug }: Pick<Workbench, 'editor' | 'debug'>): Dispose {
  return debug.store.subscribe((state, before) => {
    keepBorrowed({ editor, debug });
    if (state.execution === undefined || state.execution.id !== before.execution?.id || state.loading) return;
    if (state.execution.workflow !== editor.store.getState().workflow) return;
    const graph = stoodStill(state, before)
      ? graphOfNext(state)
      : chose(state, before)
        ? graphOfSelected(state)
        : undefined;
    if (graph === undefined || !isKnown(graph, editor.store.getState().document, state.document)) return;
    showGraph({ editor, debug }, graph);
    const frame = wasHeld(state, before) ? frameOfNext(state) : undefined;
    if (frame !== undefined) debug.lookAt({ type: 'frame', path: frame });
  });
}

const isKnown = (graph: string, ...documents: readonly (GraphDocument | undefined)[]): boolean =>
  graph === ownGraph || documents.some((document) => subGraphNamed(document, graph) !== undefined);

/** A graph of an execution is shown as long as that is inspected; of the next one its own, where it has one of that name. */
function keepBorrowed({ editor, debug }: Pick<Workbench, 'editor' | 'debug'>): void {
  const { borrowed, graph } = editor.store.getState();
  const { document, loading } = debug.store.getState();
  if (borrowed !== undefined && borrowed !== document && !loading) showGraph({ editor, debug }, graph);
}

const chose = (state: DebugState, before: DebugState): boolean =>
  !state.following && state.selectedRow !== before.selectedRow;

/** It came to rest, or to rest again, by itself or by a step: not because a person asked for a pause. */
function stoodStill({ execution }: DebugState, before: DebugState): boolean {
  if (execution === undefined || execution.lastSeq === before.execution?.lastSeq) return false;
  if (execution.status === 'failed') return before.execution?.status !== 'failed';
  if (execution.status !== 'paused') return false;
  const type = execution.pause?.type;
  return type === 'step' || type === 'breakpoint' || type === 'error';
}

const wasHeld = (state: DebugState, before: DebugState): boolean =>
  stoodStill(state, before) && state.execution?.pause?.type !== 'step';

type Standing = Pick<LiveActivation, 'node' | 'path'>;

/** Who failed, was held, or is next. */
function nextOne(state: DebugState): Standing | undefined {
  const { pause, live = [], status } = state.execution ?? {};
  if (status === 'failed') return innermostFailed(state);
  if (pause?.type === 'error') return live.find(({ activation }) => activation === pause.activation);
  if (pause?.type !== 'breakpoint') return nextUp({ live });
  const next = live.filter(({ state }) => state === 'ready' || state === 'failed');
  return next.find(({ node, path }) => node === pause.node && (pause.path ?? path) === path);
}

/** An error goes outward from scope to scope, each of which fails by it: the deepest is where it came from. */
function innermostFailed({ rows, execution }: DebugState): Standing | undefined {
  const message = execution?.error?.message;
  const failed = rows.flatMap(({ type, node, path, error }) =>
    type === 'failed' && node !== undefined && path !== undefined && error?.message === message ? [{ node, path }] : [],
  );
  const depth = ({ path }: Standing): number => path.split('/').length;
  return failed.toSorted((a, b) => depth(b) - depth(a))[0];
}

function graphOfNext(state: DebugState): string | undefined {
  const { pause } = state.execution?.status === 'paused' ? state.execution : {};
  const node = pause?.type === 'breakpoint' || pause?.type === 'error' ? pause.node : nextOne(state)?.node;
  return node === undefined ? undefined : splitPlanId(node).graph;
}

/** Of several runs of a graph the one in which it stands: its neighbours tell another story. */
function frameOfNext(state: DebugState): ActivationPath | undefined {
  const path = nextOne(state)?.path ?? '';
  const end = path.lastIndexOf('/');
  return end < 0 ? undefined : activationPath(path.slice(0, end));
}

function graphOfSelected(state: DebugState): string | undefined {
  const row = selectedRow(state);
  if (row === undefined || (row.type !== 'step' && row.type !== 'failed' && row.type !== 'scope')) return undefined;
  if (row.frame === undefined) return ownGraph;
  return state.frameIndex.named(row.frame, state.headPath)?.graph ?? (row.node && splitPlanId(row.node).graph);
}
