import type { EngineClient } from '../../host/engine-client.ts';
import type { Breakpoint } from '../../model/breakpoint.ts';
import type { ContextEntry } from '../../model/checkpoint.ts';
import type { StepDepth } from '../../model/command.ts';
import { WtbError } from '../../model/errors.ts';
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
import { lineTo } from '../run/run-report.ts';
import type { Session } from '../session.ts';
import { usageError } from '../usage-error.ts';
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
    const chosen = path === undefined ? undefined : this.liveAt(path).activation;
    return this.move(() => this.executions.step(this.id, chosen, depth));
  }
  resume(): Promise<void> {
    return this.move(() => this.session.resume(this.id));
  }
  back(): Promise<void> {
    return this.move(() => this.executions.stepBack(this.id));
  }
  goTo(checkpoint: string): Promise<void> {
    return this.move(() => this.executions.rollback(this.id, checkpoint as CheckpointId));
  }
  stop(): Promise<void> {
    return this.move(() => this.executions.stop(this.id));
  }
  answer(path: string | undefined, value: Value): Promise<void> {
    const asks = this.summary.live.filter(({ wait }) => wait?.type === 'human' || wait?.type === 'first');
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
    this.releaseTime?.();
    try {
      await command();
      this.summary = await this.session.standstill(this.id);
    } finally {
      this.holdTime();
      this.summary = await this.executions.get(this.id);
    }
  }

  private holdTime(): void {
    this.releaseTime = this.session.time?.hold();
  }

  // Breakpoints

  async addBreakpoint(node: string, when: Breakpoint['when']): Promise<void> {
    const id = `${node}-${when}`;
    const others = this.breakpoints.filter((breakpoint) => breakpoint.id !== id);
    await this.setBreakpoints([...others, { id, type: 'node', node: nodeId(node), when, enabled: true }]);
  }

  /** Those of a node, or all. Gives how many there were. */
  async clearBreakpoints(node: string | undefined): Promise<number> {
    const kept = node === undefined ? [] : this.breakpoints.filter((breakpoint) => breakpoint.node !== node);
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

  async entries(checkpoint?: string): Promise<readonly ContextEntry[]> {
    const view = await this.executions.context(this.id, checkpoint as CheckpointId | undefined);
    const scoped = view.scopes?.find(({ scope }) => scope === this.scope);
    return checkpoint === undefined && scoped !== undefined ? scoped.entries : view.entries;
  }

  /** The value of an expression over the context; a key is one. */
  async evaluate(expression: string): Promise<Value> {
    const values = new Map<string, Value>();
    for (const { key, value } of await this.entries())
      values.set(key, await this.executions.value(this.id, value.hash));
    return values.has(expression)
      ? values.get(expression)
      : await this.expressions.evaluate(expression, snapshotOf(values));
  }

  /** Before and after of the keys that differ between two checkpoints. */
  async difference(
    a: string,
    b: string,
  ): Promise<
    readonly { readonly key: string; readonly before: Value; readonly after: Value; readonly change: string }[]
  > {
    const diff = await this.executions.diff(this.id, a as CheckpointId, b as CheckpointId);
    return Promise.all(
      diff.map(async ({ key, change, before, after }) => ({
        key,
        change,
        before: before && (await this.executions.value(this.id, before.hash)),
        after: after && (await this.executions.value(this.id, after.hash)),
      })),
    );
  }

  /** The checkpoint before the head; the head where there is none. */
  async parentOfHead(): Promise<string> {
    const line = lineTo(await this.executions.events(this.id), this.summary.head);
    return line.at(-2)?.checkpoint ?? this.summary.head;
  }

  private liveAt(path: string): LiveActivation {
    const found = this.summary.live.find((live) => live.path === path);
    if (found !== undefined) return found;
    throw new WtbError({
      code: 'execution/unknown-activation',
      message: `Nothing is live at ${path}.`,
      remedy: `There is: ${this.summary.live.map((live) => live.path).join(', ') || 'nothing'}.`,
    });
  }
}
