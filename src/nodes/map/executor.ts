import type { ActivationRequest, FrameRequest, NodeExecutor, NodeResult, NodeTools } from '../../model/activation.ts';
import type { ErrorInfo } from '../../model/errors.ts';
import type { JsonObject, Value } from '../../model/value.ts';
import { setOwn } from '../../context/value-kind.ts';
import { configText, failure, resultOf } from '../node-failure.ts';
import { graphOf, ItemCache, scopeReturned } from '../scope-config.ts';
import type { Items } from '../scope-config.ts';

const cache = new ItemCache();

/** A frame per item, so many at a time. */
export const mapExecutor: NodeExecutor = {
  execute: (activation, tools) =>
    resultOf(activation, async () => {
      const over = configText(activation.config, 'over');
      const items = await cache.get(activation.context, () => tools.evaluate(over), over);
      return new MapTurn(activation, tools, items).take();
    }),
};

/** What it keeps between turns, beside the frames that did not complete. */
interface MapState {
  readonly completed: number;
  /** Enough is done, or an item left the map: no more are opened. */
  readonly over: boolean;
}

/** What became of an item that did not complete. */
interface Missing {
  readonly error: ErrorInfo | null;
}

class MapTurn {
  private readonly activation: ActivationRequest;
  private readonly tools: NodeTools;
  private readonly items: Items;
  private readonly opened: number;
  private readonly missing: Map<number, Missing>;

  constructor(activation: ActivationRequest, tools: NodeTools, items: Items) {
    this.activation = activation;
    this.tools = tools;
    this.items = items;
    this.opened = activation.scope?.opened ?? 0;
    this.missing = new Map(activation.scope?.results() as ReadonlyMap<number, Missing> | undefined);
  }

  take(): NodeResult | Promise<NodeResult> {
    const { scope } = this.activation;
    const news = scope?.news ?? [];
    const gone = news.filter(({ outcome }) => outcome === 'failed' || outcome === 'cancelled');
    const results = gone.map(({ index, error }): [number, Missing] => [index, { error: error ?? null }]);
    for (const [index, what] of results) this.missing.set(index, what);
    const failures = this.failures();
    const first = failures[0];
    if (first !== undefined && failures.length > this.tolerated()) return failure(this.activation, first.error);

    const before = scope?.state as MapState | undefined;
    const completed = (before?.completed ?? 0) + news.length - gone.length;
    const enough = completed >= this.enoughAfter();
    const left = news.some(({ ended }) => ended === 'scope');
    const over = before?.over === true || enough || left;
    const frames = over ? [] : this.next();
    const open = (scope?.open ?? 0) + frames.length;
    if (open === 0) return this.finish();
    return {
      type: 'opened',
      frames,
      state: { completed, over } satisfies MapState,
      tolerates: this.tolerated(),
      takes: over ? (scope?.spawned.length ?? 0) : Math.max(0, this.opened + frames.length - this.firstSpawned()),
      ...(results.length === 0 ? {} : { results }),
      ...(left || (enough && this.cancelsRest()) ? { cancelOpen: true as const } : {}),
    };
  }

  /** Index of the first spawned item of this turn. */
  private firstSpawned(): number {
    return Math.max(this.opened, this.items.values.length);
  }

  private next(): FrameRequest[] {
    const { scope } = this.activation;
    const total = this.firstSpawned() + (scope?.spawned.length ?? 0);
    const room = this.atATime() - (scope?.open ?? 0);
    const count = Math.max(0, Math.min(room, total - this.opened));
    const graph = graphOf(this.activation);
    return Array.from({ length: count }, (_, at) => ({
      ...this.frame(graph, this.opened + at),
      of: total,
    }));
  }

  private frame(graph: string, index: number): FrameRequest {
    const { config, scope } = this.activation;
    const { values, keys } = this.items;
    const locals: Record<string, Value> = {};
    const item = index < values.length ? values[index] : scope?.spawned[index - this.firstSpawned()];
    setOwn(locals, configText(config, 'as') || 'item', item);
    setOwn(locals, configText(config, 'indexAs') || 'index', index);
    if (keys !== undefined) setOwn(locals, configText(config, 'keyAs') || 'key', this.keyOf(index));
    return { graph, index, bracket: true, locals };
  }

  private keyOf(index: number): string {
    return this.items.keys?.[index] ?? String(index);
  }

  private async finish(): Promise<NodeResult> {
    const { config } = this.activation;
    const failuresAs = configText(config, 'failuresAs');
    const value = await this.collect();
    const failures = this.failures();
    const returned = scopeReturned(this.activation, value);
    if (failuresAs === '' || returned.type !== 'returned') return returned;
    return { ...returned, writes: { [failuresAs]: failures } };
  }

  /** Results of the completed items in order. */
  private async collect(): Promise<Value> {
    const result = configText(this.activation.config, 'result');
    if (result === '') return undefined;
    const indexes = Array.from({ length: this.opened }, (_, index) => index).filter(
      (index) => !this.missing.has(index),
    );
    const entries: [string, Value][] = [];
    for (const index of indexes) entries.push([this.keyOf(index), await this.tools.evaluate(result, index)]);
    if (this.items.keys === undefined) return entries.map(([, value]) => value);
    const object: Record<string, Value> = {};
    for (const [key, value] of entries) setOwn(object, key, value);
    return object;
  }

  private failures(): { readonly index: number; readonly error: ErrorInfo }[] {
    return [...this.missing]
      .flatMap(([index, { error }]) => (error === null ? [] : [{ index, error }]))
      .sort((a, b) => a.index - b.index);
  }

  private tolerated(): number {
    const { onFailure } = this.activation.config;
    if (onFailure === 'collect') return Number.MAX_SAFE_INTEGER;
    return numberIn(onFailure, 'tolerate') ?? 0;
  }

  private enoughAfter(): number {
    return numberIn(this.activation.config['complete'], 'after') ?? Infinity;
  }

  private cancelsRest(): boolean {
    const { complete } = this.activation.config;
    return typeof complete !== 'object' || (complete as JsonObject)['cancelRest'] !== false;
  }

  private atATime(): number {
    const { maxConcurrency } = this.activation.config;
    return typeof maxConcurrency === 'number' ? Math.max(1, maxConcurrency) : (this.activation.maxConcurrency ?? 8);
  }
}

function numberIn(config: unknown, key: string): number | undefined {
  const value = typeof config === 'object' && config !== null ? (config as JsonObject)[key] : undefined;
  return typeof value === 'number' ? value : undefined;
}
