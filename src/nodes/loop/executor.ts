import type { ActivationRequest, ClosedFrame, NodeExecutor, NodeResult, NodeTools } from '../../model/activation.ts';
import { WtbError } from '../../model/errors.ts';
import type { Value } from '../../model/value.ts';
import { ensureBoolean } from '../ensure-boolean.ts';
import { configText, failure, resultOf } from '../node-failure.ts';
import { graphOf, ItemCache, scopeReturned } from '../scope-config.ts';
import type { Items } from '../scope-config.ts';

const cache = new ItemCache();

/** One frame after the other, each going on from the one before. */
export const loopExecutor: NodeExecutor = {
  execute: (activation, tools) =>
    resultOf(activation, async () => {
      // Taken back to where the frame began: it is not asked what comes after it.
      if ((activation.scope?.open ?? 0) > 0) return { type: 'opened', frames: [], state: null };
      const loop = new Loop(activation, tools);
      const closed = activation.scope?.news.at(-1);
      if (closed?.outcome === 'failed' && closed.error !== undefined) return failure(activation, closed.error);
      return (await loop.isOver(closed)) ? loop.finish() : loop.next();
    }),
};

class Loop {
  private readonly activation: ActivationRequest;
  private readonly tools: NodeTools;
  /** Iterations so far. */
  private readonly done: number;

  constructor(activation: ActivationRequest, tools: NodeTools) {
    this.activation = activation;
    this.tools = tools;
    this.done = activation.scope?.opened ?? 0;
  }

  async isOver(closed: ClosedFrame | undefined): Promise<boolean> {
    const items = await this.items();
    if (closed?.ended === 'scope') return true;
    if (this.done > 0 && (await this.holds('until', false))) return true;
    if (items !== undefined && this.done >= items.values.length) return true;
    return !(await this.holds('while', true));
  }

  async finish(): Promise<NodeResult> {
    const result = configText(this.activation.config, 'result');
    return scopeReturned(this.activation, result === '' ? undefined : await this.evaluate(result));
  }

  async next(): Promise<NodeResult> {
    const { config } = this.activation;
    const most = typeof config['maxIterations'] === 'number' ? config['maxIterations'] : 1000;
    if (this.done >= most) throw limitError(most);
    const items = await this.items();
    const index = this.done + 1;
    const locals: Record<string, Value> = { [configText(config, 'counterAs') || 'iteration']: index };
    if (items !== undefined) locals[configText(config, 'as') || 'item'] = items.values[this.done];
    const of = items === undefined ? {} : { of: Math.min(items.values.length, most) };
    const frame = { graph: graphOf(this.activation), index, bracket: true, locals, ...of };
    return {
      type: 'opened',
      frames: [this.done === 0 ? frame : { ...frame, continues: this.done }],
      state: null,
    };
  }

  private items(): Promise<Items | undefined> {
    const { config, context } = this.activation;
    const over = configText(config, 'over');
    return over === '' ? Promise.resolve(undefined) : cache.get(context, () => this.tools.evaluate(over), over);
  }

  private async holds(name: 'while' | 'until', otherwise: boolean): Promise<boolean> {
    const expression = configText(this.activation.config, name);
    return expression === '' ? otherwise : ensureBoolean(await this.evaluate(expression), { expression, path: name });
  }

  /** Over what the iterations so far made of the context. */
  private evaluate(expression: string): Promise<Value> {
    return this.done === 0 ? this.tools.evaluate(expression) : this.tools.evaluate(expression, this.done);
  }
}

const limitError = (most: number): WtbError =>
  new WtbError({
    code: 'execution/iteration-limit',
    message: `The loop went through its limit of ${most} iterations.`,
    remedy: 'Look for a condition that never ends the loop, or set a higher `maxIterations`.',
    retryable: false,
  });
