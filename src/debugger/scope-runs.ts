import type { ActivationNumber, ActivationPath, NodeId } from '../model/ids.ts';
import type { Frame, FrameEnd } from './timeline-model.ts';

/** How the frames of one activation of a scope stand. */
export interface ScopeRun {
  readonly opened: number;
  /** Of how many in all; as many as were opened where nobody said. */
  readonly total: number;
  readonly open: number;
  /** Completed, or ended by an `end` node. */
  readonly done: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Index of the frame that was opened last. */
  readonly last: number;
}

/** A frame at a point of the execution: `end` is absent while it runs. */
export interface FrameRun {
  readonly frame: Frame;
  readonly end: FrameEnd | undefined;
}

/** The frames at a point. A new one stands for news; what it answers may be newer still. */
export interface FrameRuns {
  readonly count: number;
  get(path: ActivationPath): FrameRun | undefined;
  /** Paths of the frames that run a graph, in the order in which they were first opened. */
  ofGraph(graph: string): readonly ActivationPath[];
  /** The scope of that node in a frame (the outermost where absent). */
  scopeIn(around: ActivationPath | undefined, node: NodeId): ScopeRun | undefined;
}

const nobody: readonly ActivationPath[] = [];
const nothingRun: ScopeRun = { opened: 0, total: 0, open: 0, done: 0, failed: 0, cancelled: 0, last: 0 };

export const noFrames: FrameRuns = {
  count: 0,
  get: () => undefined,
  ofGraph: () => nobody,
  scopeIn: () => undefined,
};

/** The frames along one path from the root, step by step. Closing one again changes nothing. */
export class ScopeSums {
  private readonly frames = new Map<ActivationPath, FrameRun>();
  private readonly byGraph = new Map<string, ActivationPath[]>();
  private readonly runs = new Map<ActivationNumber, ScopeRun>();
  private readonly newest = new Map<NodeId, ActivationNumber>();
  private readonly newestIn = new Map<string, ActivationNumber>();
  private version = 0;
  private shown = -1;

  open(frame: Frame | undefined): void {
    if (frame === undefined) return;
    this.version++;
    const before = this.frames.get(frame.path);
    if (before === undefined) this.remember(frame);
    else if (before.frame.activation === frame.activation) this.count(before.frame, forget(before));
    this.frames.set(frame.path, { frame, end: undefined });
    this.newest.set(frame.node, frame.activation);
    this.newestIn.set(placeOf(frame.around, frame.node), frame.activation);
    this.count(frame, (run) => begun(run, frame));
  }

  close(end: FrameEnd): void {
    const run = this.frames.get(end.frame.path);
    if (run === undefined || run.frame !== end.frame || run.end === end) return;
    this.version++;
    if (run.end !== undefined) this.count(run.frame, reopened(run.end));
    this.frames.set(end.frame.path, { frame: end.frame, end });
    this.count(end.frame, ended(end));
  }

  lastOf(node: NodeId): ScopeRun | undefined {
    const activation = this.newest.get(node);
    return activation === undefined ? undefined : this.runs.get(activation);
  }

  /** What is to be shown; the one shown before where nothing happened since. */
  view(before: FrameRuns): FrameRuns {
    if (this.shown === this.version && before !== noFrames) return before;
    if (this.version === 0) return noFrames;
    this.shown = this.version;
    return {
      count: this.frames.size,
      get: (path) => this.frames.get(path),
      ofGraph: (graph) => this.byGraph.get(graph) ?? nobody,
      scopeIn: (around, node) => {
        const activation = this.newestIn.get(placeOf(around, node));
        return activation === undefined ? undefined : this.runs.get(activation);
      },
    };
  }

  private remember({ graph, path }: Frame): void {
    const known = this.byGraph.get(graph);
    if (known === undefined) this.byGraph.set(graph, [path]);
    else known.push(path);
  }

  private count({ activation }: Frame, change: (run: ScopeRun) => ScopeRun): void {
    this.runs.set(activation, change(this.runs.get(activation) ?? nothingRun));
  }
}

const placeOf = (around: ActivationPath | undefined, node: NodeId): string => `${around ?? ''} ${node}`;

type Outcome = 'done' | 'failed' | 'cancelled';
const outcomeOf = ({ outcome }: FrameEnd): Outcome =>
  outcome === 'completed' || outcome === 'ended' ? 'done' : outcome;

/** What was said last holds: spawned items make it more. */
function begun(run: ScopeRun, { index, of = 0 }: Frame): ScopeRun {
  const opened = run.opened + 1;
  return { ...run, opened, total: Math.max(opened, of), open: run.open + 1, last: index };
}

const ended =
  (end: FrameEnd) =>
  (run: ScopeRun): ScopeRun => {
    const outcome = outcomeOf(end);
    return { ...run, open: run.open - 1, [outcome]: run[outcome] + 1 };
  };
const reopened =
  (end: FrameEnd) =>
  (run: ScopeRun): ScopeRun => {
    const outcome = outcomeOf(end);
    return { ...run, open: run.open + 1, [outcome]: run[outcome] - 1 };
  };
/** The same activation opens the frame anew, as when a scope is tried again: it counts once. */
const forget =
  ({ end }: FrameRun) =>
  (run: ScopeRun): ScopeRun => {
    const open = end === undefined ? run : reopened(end)(run);
    return { ...open, opened: open.opened - 1, open: open.open - 1 };
  };
