import type { EngineClient, Point } from '../../host/engine-client.ts';
import type { Breakpoint } from '../../model/breakpoint.ts';
import type { ContextDiff, ContextDiffEntry, ContextEntry } from '../../model/checkpoint.ts';
import type { StepDepth } from '../../model/command.ts';
import type { SwapPolicy } from '../../model/event.ts';
import type { ExecutionSummary, LiveActivation } from '../../model/execution.ts';
import {
  activationPath,
  nodeId,
  variantId,
  type ActivationPath,
  type CheckpointId,
  type ExecutionId,
  type WorkflowId,
} from '../../model/ids.ts';
import type { Value } from '../../model/value.ts';
import { createInlineExpressionEvaluator } from '../../sandbox/inline/inline-expression-evaluator.ts';
import { entriesAt } from '../point-entries.ts';
import { personAsked } from '../run/person-asked.ts';
import { lineTo } from '../run/run-report.ts';
import type { Session } from '../session.ts';
import { usageError } from '../usage-error.ts';
import type { NamedPlace } from './named-place.ts';
import { createQuestionWatch } from './question-watch.ts';
import { snapshotOf } from './snapshot-of.ts';

/** One execution under the debugger: its commands, each awaited until the execution stands still again. */
export class DebugSession {
  id: ExecutionId;
  summary: ExecutionSummary;
  breakpoints: readonly Breakpoint[] = [];
  private readonly session: Session;
  private readonly workflow: WorkflowId;
  private readonly expressions = createInlineExpressionEvaluator();
  private releaseTime: (() => void) | undefined;
  private pausesAsked = 0;

  constructor(session: Session, workflow: WorkflowId, summary: ExecutionSummary) {
    this.session = session;
    this.workflow = workflow;
    this.summary = summary;
    this.id = summary.id;
    this.holdTime();
  }

  get executions(): EngineClient['executions'] {
    return this.session.client.executions;
  }

  // Moving

  step(path: string | undefined, depth: StepDepth): Promise<void> {
    const chosen = path === undefined ? undefined : activationPath(path);
    return this.move(() => this.executions.step(this.id, chosen, depth));
  }
  /** Of one that stands at a question: lets time pass, which may be that of its deadline. */
  async resume(): Promise<void> {
    const { status, head } = this.summary;
    if (status === 'running') await this.move(async () => undefined);
    if (status === 'running' && (this.summary.status !== 'running' || this.summary.head !== head)) return;
    return this.move(() => this.session.resume(this.id));
  }
  back(): Promise<void> {
    return this.move(() => this.executions.stepBack(this.id));
  }
  goTo(point: Point): Promise<void> {
    return this.move(() => this.executions.rollback(this.id, point));
  }
  stop(): Promise<void> {
    return this.move(() => this.executions.stop(this.id));
  }
  answer(path: string | undefined, value: Value): Promise<void> {
    const asks = this.summary.live.filter(({ wait }) => personAsked(wait) !== undefined);
    const target = path ?? (asks.length === 1 ? asks[0]?.path : undefined);
    if (target === undefined) {
      throw usageError(
        asks.length === 0 ? 'Nobody asks anything.' : 'More than one asks.',
        asks.length === 0 ? 'See live.' : `Write answer <path> <json>: ${asks.map((each) => each.path).join(', ')}.`,
      );
    }
    return this.move(() => this.executions.answer(this.id, activationPath(target), value));
  }
  send(name: string, value: Value, key: string | undefined): Promise<void> {
    const message = { name, value, persistent: true, ...(key === undefined ? {} : { key }) };
    return this.move(() => this.executions.send(this.id, message));
  }
  swap(node: string, variant: string, policy: SwapPolicy): Promise<void> {
    return this.move(async () => {
      const summary = await this.executions.swap(this.id, nodeId(node), { variant: variantId(variant) }, policy);
      this.id = summary.id;
    });
  }
  set(key: string, value: Value): Promise<void> {
    return this.move(() => this.executions.editContext(this.id, [{ key, value }], this.scope));
  }
  unset(key: string): Promise<void> {
    return this.move(() => this.executions.editContext(this.id, [{ key, remove: true }], this.scope));
  }

  /** Ctrl+C: what is in flight may finish; the second time it may not. */
  interrupt(): void {
    this.pausesAsked++;
    // Refused where it has just come to a stop by itself: that is what was wanted.
    this.executions.pause(this.id, this.pausesAsked > 1 ? 'cancel' : 'finish').catch(() => undefined);
  }

  /** Time passes only while the execution moves; at the prompt it stands still. */
  private async move(command: () => Promise<unknown>): Promise<void> {
    this.pausesAsked = 0;
    const question = createQuestionWatch(this.session, () => this.id);
    this.releaseTime?.();
    try {
      await command();
      await Promise.race([this.session.standstill(this.id), question.stands]);
    } finally {
      this.holdTime();
      question.close();
      this.summary = await this.executions.get(this.id);
    }
  }

  private holdTime(): void {
    this.releaseTime = this.session.time?.hold();
  }

  // Breakpoints

  async addBreakpoint({ node, path }: NamedPlace, when: Breakpoint['when']): Promise<void> {
    const id = `${path ?? node}-${when}`;
    const others = this.breakpoints.filter((breakpoint) => breakpoint.id !== id);
    const place = { node, ...(path === undefined ? {} : { path: activationPath(path) }) };
    await this.setBreakpoints([...others, { id, type: 'node', ...place, when, enabled: true }]);
  }

  /** Those of a node, at a path, or all. Gives how many there were. */
  async clearBreakpoints(named: string | undefined): Promise<number> {
    const isMeant = ({ node, path }: Breakpoint) => named === undefined || node === named || path === named;
    const kept = this.breakpoints.filter((breakpoint) => !isMeant(breakpoint));
    const gone = this.breakpoints.length - kept.length;
    await this.setBreakpoints(kept);
    return gone;
  }

  private async setBreakpoints(breakpoints: readonly Breakpoint[]): Promise<void> {
    await this.executions.setBreakpoints(this.workflow, breakpoints);
    this.breakpoints = breakpoints;
  }

  // Looking

  /** Who would start next. */
  get next(): LiveActivation | undefined {
    return this.summary.live.find(({ state }) => state === 'ready' || state === 'failed');
  }

  /** The frame that whoever is next stands in; the outermost context where that is none. */
  get scope(): ActivationPath | undefined {
    const path = this.next?.path;
    const end = path?.lastIndexOf('/') ?? -1;
    return end < 0 ? undefined : activationPath(path?.slice(0, end) ?? '');
  }

  /** What whoever is next sees, or what is seen at a point. */
  async entries(point?: Point): Promise<readonly ContextEntry[]> {
    const view = await this.executions.context(this.id, point);
    if (point !== undefined) return entriesAt(view, point);
    return view.scopes?.find(({ scope }) => scope === this.scope)?.entries ?? view.entries;
  }

  /** The value of an expression over the context; a key is one. */
  async evaluate(expression: string, point?: Point): Promise<Value> {
    const values = new Map<string, Value>();
    for (const { key, value } of await this.entries(point))
      values.set(key, await this.executions.value(this.id, value.hash));
    return values.has(expression)
      ? values.get(expression)
      : await this.expressions.evaluate(expression, snapshotOf(values));
  }

  /** Before and after of the keys that differ between two points. */
  async difference(a: Point, b: Point): Promise<readonly KeyDifference[]> {
    return this.withValues(await this.executions.diff(this.id, a, b));
  }

  /** What the last step changed, or the one at a point: in the context that it wrote to, be it that of a frame. */
  async changesAt(point?: Point): Promise<StepChanges | undefined> {
    const at = point === undefined ? this.summary.head : (await this.executions.context(this.id, point)).checkpoint;
    const made = lineTo(await this.executions.events(this.id), at).at(-1);
    if (made === undefined || !('parent' in made)) return undefined;
    const changes = 'changes' in made ? made.changes : [];
    const frame = 'scope' in made ? made.scope : 'frame' in made ? made.frame : undefined;
    return {
      from: made.parent,
      to: made.checkpoint,
      frame,
      changes: await this.withValues(
        changes.map((one) => ({
          ...one,
          change: one.before === undefined ? 'added' : one.after === undefined ? 'removed' : 'changed',
        })),
      ),
    };
  }

  private withValues(diff: ContextDiff): Promise<readonly KeyDifference[]> {
    return Promise.all(
      diff.map(async ({ key, change, before, after }) => ({
        key,
        change,
        before: before && (await this.executions.value(this.id, before.hash)),
        after: after && (await this.executions.value(this.id, after.hash)),
      })),
    );
  }
}

export interface KeyDifference {
  readonly key: string;
  readonly before: Value;
  readonly after: Value;
  readonly change: ContextDiffEntry['change'];
}

export interface StepChanges {
  readonly from: CheckpointId;
  readonly to: CheckpointId;
  /** In whose context; the outermost where absent. */
  readonly frame: ActivationPath | undefined;
  readonly changes: readonly KeyDifference[];
}
