import { emptyArray } from '../base/persistent-array.ts';
import { cons, consElements } from '../base/persistent-queue.ts';
import type { ClosedFrame } from '../model/activation.ts';
import { activationNumber } from '../model/ids.ts';
import type { ActivationNumber } from '../model/ids.ts';
import type { Plan } from '../model/plan.ts';
import { activationOf, frameAt, initialNode, noScope, readyKey, rootFrame, withFrame } from './control.ts';
import type { Activation, Control, Ending, Frame, FrameName, NodeState, OpenScope, Told, UndoStep } from './control.ts';
import { deadlockError } from './refusals.ts';
import { freshActivation } from './fresh-activation.ts';
import type { Removed } from './tokens.ts';

export interface Opening {
  readonly path: string;
  readonly graph: number;
  readonly index: number;
  readonly owner: Activation;
  /** Path of the closed frame that it takes over from. */
  readonly continues: string | undefined;
}

/** Opens, ends and closes frames: one draft is one change of a {@link Control}. Rules: SPEC.md, [E80]–[E99]. */
export class FrameDraft {
  control: Control;
  nextActivation: number;
  /** Activations that went with a frame or a scope. */
  readonly removed: Removed[] = [];
  /** Frames of scopes committed before: nothing is undone in them any more. */
  readonly forgotten: string[] = [];
  private readonly plan: Plan;

  constructor(plan: Plan, control: Control, nextActivation: number) {
    this.plan = plan;
    this.control = control;
    this.nextActivation = nextActivation;
  }

  /** The new frame, in which nothing has begun. */
  open({ path, graph, index, owner, continues }: Opening): Frame {
    const parent = this.frame(owner.frame);
    const before = continues === undefined ? undefined : this.control.frames.get(continues);
    if (before !== undefined) this.control = { ...this.control, frames: this.control.frames.delete(before.path) };
    const { number, node, iteration, attempt } = owner;
    const by = { owner: number, node, iteration, attempt };
    const place = { path, graph, index, ...by, parent: owner.frame, depth: parent.depth + 1 };
    const frame: Frame = { ...rootFrame, ...place, done: before?.done };
    const { scope = { ...noScope, told: toldNothing } } = owner;
    this.control = { ...this.control, opening: owner.number };
    this.scopeOf(owner, {
      ...scope,
      opened: scope.opened + 1,
      open: [...scope.open, path],
      ...(continues === undefined
        ? {}
        : {
            completed: without(scope.completed, continues),
            kept: scope.kept.filter((kept) => kept !== continues),
          }),
    });
    this.put(frame);
    this.put({ ...parent, children: parent.children + 1 });
    return frame;
  }

  /** Ends a frame otherwise than by itself: what is under way in it is taken away; what it did is undone unless an `end` ended it. */
  end(path: string, ending: Ending): void {
    const frame = this.frame(path);
    if (frame.ending !== undefined) return;
    // Where the whole execution is ended on purpose, nothing in it is undone, however deep it stands.
    const isWhole = ending.outcome === 'ended' && ending.ended === undefined;
    const inner: Ending = { outcome: isWhole ? 'ended' : 'cancelled' };
    if (frame.live > 0) {
      for (const activation of this.control.live.values()) {
        if (activation.frame === path) this.remove(activation, inner);
      }
    }
    if (frame.closed) this.reopen(frame);
    this.put({ ...this.frame(path), ending, live: 0, tokens: 0, closed: false });
    this.settle(path);
  }

  /** Takes an activation away, with the frames that it opened. Its node's part in tokens is the caller's affair. */
  private remove(activation: Activation, inner: Ending): void {
    const { control } = this;
    const { number, phase } = activation;
    this.removed.push({ activation, reason: 'scope' });
    this.control = {
      ...control,
      live: control.live.delete(number, control.owner),
      ready: phase === 'ready' ? control.ready.delete(readyKey(activation), control.owner) : control.ready,
      running: control.running - (phase === 'running' ? 1 : 0),
    };
    this.cancelFrames(activation, inner);
  }

  /** Of a scope that is gone, fails, or leaves them: its open frames. Of the first two also closed ones that did what has to be undone. */
  cancelFrames({ scope }: Activation, ending: Ending = cancelled, leaves = false): void {
    if (scope === undefined) return;
    for (const path of scope.open) this.end(path, ending);
    if (ending.outcome === 'ended') this.forgetAll(scope.kept);
    else if (!leaves) this.undoAll(scope);
  }

  /** Closed frames, one after the other, the one that closed last first. */
  private undoAll({ open, kept }: OpenScope): void {
    const last = kept.at(-1);
    if (last === undefined || open.some((path) => this.control.frames.get(path)?.leadsTo === last)) return;
    for (const [at, path] of kept.entries()) this.put({ ...this.frame(path), leadsTo: kept[at - 1] ?? '' });
    this.end(last, cancelled);
  }

  private reopen({ path, parent, owner }: Frame): void {
    const around = this.frame(parent);
    this.put({ ...around, children: around.children + 1 });
    const activation = activationOf(this.control, owner as ActivationNumber);
    if (activation?.scope === undefined) return;
    const { scope } = activation;
    const kept = scope.kept.filter((one) => one !== path);
    this.scopeOf(activation, {
      ...scope,
      kept,
      open: [...scope.open, path],
      completed: without(scope.completed, path),
    });
  }

  /** Sees what is next in a frame in which nothing is under way: a handler, or its closing. */
  settle(path: string): void {
    const frame = this.ended(path);
    if (frame.live > 0 || frame.children > 0) return;
    const { ending, done } = frame;
    if (path === '' && ending === undefined) return;
    if (done !== undefined && (ending?.outcome === 'failed' || ending?.outcome === 'cancelled')) {
      this.put({ ...frame, done: done.tail });
      return 'frame' in done.head ? this.undoWithin(path, done.head.frame) : this.undo(path, done.head);
    }
    if (!this.control.due.includes(path)) this.control = { ...this.control, due: [...this.control.due, path] };
  }

  /** Tokens are left in it that nobody can take any more: it has failed. The outermost one says so only where it has something to undo. */
  private ended(path: string): Frame {
    const frame = this.frame(path);
    const { live, children, ending, tokens, done } = frame;
    if (live > 0 || children > 0 || ending !== undefined || tokens === 0) return frame;
    if (path === '' && done === undefined) return frame;
    const failed: Frame = { ...frame, ending: { outcome: 'failed', error: deadlockError(this.plan, frame) } };
    this.put(failed);
    return failed;
  }

  /** Iterations of a loop hand on what is to be undone: it is the last one's now. */
  private undoWithin(path: string, closed: string): void {
    this.put({ ...this.frame(closed), parent: path });
    this.end(closed, cancelled);
  }

  private undo(path: string, { handler, given }: UndoStep): void {
    const { control, plan } = this;
    const frame = this.frame(path);
    const node = plan.nodes[handler] as Plan['nodes'][number];
    const local = handler - (plan.graphs[frame.graph]?.firstNode ?? 0);
    const state: NodeState = frame.nodes.get(local) ?? initialNode(node);
    const number = activationNumber(this.nextActivation++);
    const iteration = state.activated + 1;
    const activation = freshActivation({
      number,
      node: handler,
      frame: path,
      iteration,
      cause: undefined,
      undoes: given,
    });
    this.control = {
      ...control,
      live: control.live.set(number, activation, control.owner),
      ready: control.ready.set(readyKey(activation), number, control.owner),
    };
    this.put({ ...frame, nodes: frame.nodes.set(local, { ...state, activated: iteration }), live: 1 });
  }

  /** A handler is committed. */
  undone(activation: Activation): void {
    const { control } = this;
    const { number, phase } = activation;
    this.control = {
      ...control,
      live: control.live.delete(number, control.owner),
      ready: phase === 'ready' ? control.ready.delete(readyKey(activation), control.owner) : control.ready,
      running: control.running - (phase === 'running' ? 1 : 0),
    };
    const frame = this.frame(activation.frame);
    this.put({ ...frame, live: frame.live - 1 });
    this.settle(activation.frame);
  }

  /** A frame is closed: its scope hears of it. */
  close(path: string, news: ClosedFrame): void {
    const frame = this.frame(path);
    this.control = { ...this.control, due: this.control.due.filter((one) => one !== path) };
    if (this.control.frames.get(frame.leadsTo)?.closed === true) this.end(frame.leadsTo, cancelled);
    const worked = news.outcome === 'completed' || news.outcome === 'ended';
    const owner = activationOf(this.control, frame.owner as ActivationNumber);
    const keeps = worked && frame.done !== undefined && owner?.scope !== undefined;
    if (keeps) this.put(closedFrame(frame));
    else this.forgetAll([path]);
    if (owner?.scope !== undefined) {
      const { scope } = owner;
      this.scopeOf(owner, {
        ...scope,
        news: [...scope.news, news],
        open: scope.open.filter((one) => one !== path),
        completed: worked ? cons({ index: frame.index, path }, scope.completed) : scope.completed,
        kept: keeps ? [...scope.kept, path] : scope.kept,
        failures: scope.failures + (news.outcome === 'failed' ? 1 : 0),
      });
    }
    const parent = this.frame(frame.parent);
    this.put({ ...parent, children: parent.children - 1 });
    this.settle(frame.parent);
  }

  /** A scope is committed that has no handler of its own: what its frames did is undone in them, the last one first. */
  handOver({ frame: path, scope }: Activation): void {
    if (scope === undefined || scope.kept.length === 0) return;
    const frame = this.frame(path);
    let { done } = frame;
    for (const kept of scope.kept) done = cons({ frame: kept }, done);
    this.put({ ...frame, done });
  }

  /** What is kept of the frames of a scope that is over. */
  forget({ scope }: Activation): void {
    this.forgetAll(scope?.kept ?? []);
  }

  private forgetAll(paths: readonly string[]): void {
    let { frames } = this.control;
    const all = [...paths];
    for (const path of all) {
      for (const undo of consElements(frames.get(path)?.done)) if ('frame' in undo) all.push(undo.frame);
      frames = frames.delete(path);
    }
    this.forgotten.push(...all.slice(paths.length));
    if (frames !== this.control.frames) this.control = { ...this.control, frames };
  }

  /** The scope's record changes; an open one that has something to hear of is ready for a turn. */
  scopeOf({ number }: Activation, scope: OpenScope): void {
    const { control } = this;
    const activation = activationOf(control, number);
    if (activation === undefined) return;
    const hears = scope.drains ? scope.open.length === 0 : scope.news.length > 0 || scope.spawned.length > 0;
    const phase = activation.phase === 'open' && hears ? 'ready' : activation.phase;
    const next: Activation = { ...activation, scope, phase };
    const live = control.live.set(number, next, control.owner);
    const woken = phase === 'ready' && activation.phase === 'open';
    this.control = {
      ...control,
      live,
      ready: woken ? control.ready.set(readyKey(next), number, control.owner) : control.ready,
    };
  }

  private frame(path: string): Frame {
    const frame = frameAt(this.control, path);
    if (frame === undefined) throw new Error(`Invariant broken: there is no frame ${path}`);
    return frame;
  }

  private put(frame: Frame): void {
    this.control = withFrame(this.control, frame);
  }
}

const cancelled: Ending = { outcome: 'cancelled' };

/** What is on its edges is of no account any more. */
const closedFrame = (frame: Frame): Frame => ({
  ...frame,
  ending: undefined,
  closed: true,
  edges: emptyArray(),
  components: emptyArray(),
});

const toldNothing: Told = { news: 0, spawned: 0, opened: 0, open: 0 };

function without(list: OpenScope['completed'], path: string): OpenScope['completed'] {
  // What is undone is mostly the last one.
  if (list?.head.path === path) return list.tail;
  const rest: FrameName[] = [...consElements(list)].filter((one) => one.path !== path).reverse();
  let result: OpenScope['completed'];
  for (const name of rest) result = cons(name, result);
  return result;
}
