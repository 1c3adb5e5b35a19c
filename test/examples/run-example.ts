import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import jsonata from 'jsonata';
import type { GraphDocument, GraphNode, NamedMergeRule } from '../../src/model/graph-document.ts';
import type { JsonObject } from '../../src/model/value.ts';

/**
 * Runs an example without the engine: the smallest thing that honours a variant's contract, so that these tests say
 * something about the examples alone. Sequential, no joins; conditions and merge rules as the document has them.
 */
export interface RunOptions {
  /** Node → variant, where another than the active one is wanted. */
  readonly variants?: Readonly<Record<string, string>>;
  readonly input?: JsonObject;
  /** Answers of `human` nodes by node id, taken in turn. */
  readonly answers?: Readonly<Record<string, readonly JsonObject[]>>;
  readonly initial?: JsonObject;
  readonly seed?: number;
}

export interface RunResult {
  readonly context: Record<string, unknown>;
  readonly steps: readonly string[];
  readonly milliseconds: Readonly<Record<string, number>>;
}

type Code = (argument: Record<string, unknown>) => unknown;
type Context = Record<string, unknown>;

/** A small seeded generator (mulberry32); the engine brings its own. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const modules = new Map<string, Promise<{ default: Code }>>();
const packages = createRequire(import.meta.url);

/** Loads a variant's source as the module that it is; bare imports become those of this repository. */
async function importSource(source: string): Promise<{ default: Code }> {
  const resolved = source.replace(
    /^(import .* from )'([^'.][^']*)';$/gm,
    (_, head: string, name: string) => `${head}'${pathToFileURL(packages.resolve(name)).href}';`,
  );
  const folder = await mkdtemp(join(tmpdir(), 'wtb-example-'));
  const path = join(folder, 'variant.mjs');
  await writeFile(path, resolved);
  const loaded = (await import(/* @vite-ignore */ path)) as { default: Code };
  await rm(folder, { recursive: true });
  return loaded;
}

async function loadCode(source: string): Promise<Code> {
  const loading = modules.get(source) ?? importSource(source);
  modules.set(source, loading);
  return (await loading).default;
}

const mergers: Partial<Record<NamedMergeRule, (before: unknown, after: unknown) => unknown>> = {
  append: (before, after) => [
    ...((before as unknown[] | undefined) ?? []),
    ...(Array.isArray(after) ? after : [after]),
  ],
  sum: (before, after) => ((before as number | undefined) ?? 0) + (after as number),
  max: (before, after) => Math.max((before as number | undefined) ?? -Infinity, after as number),
};

/** Freezes all the way down: a variant that changes what it was given fails here as it would in the bench. */
function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const item of Object.values(value)) freeze(item);
  }
  return value;
}

function textOf(config: JsonObject, key: string): string {
  const text = config[key];
  return typeof text === 'string' ? text : '';
}

class ExampleRun {
  readonly #document: GraphDocument;
  readonly #options: RunOptions;
  readonly #context: Context;
  readonly #visits = new Map<string, number>();
  readonly steps: string[] = [];
  readonly milliseconds: Record<string, number> = {};

  constructor(document: GraphDocument, options: RunOptions) {
    this.#document = document;
    this.#options = options;
    this.#context = freeze({ ...document.context?.initial, ...options.initial });
    this.#context = { ...this.#context };
  }

  get context(): Context {
    return this.#context;
  }

  async run(): Promise<void> {
    const targets = new Set(this.#document.edges.map((edge) => edge.target));
    const waiting = new Set(
      this.#document.nodes.filter((node) => node.kind !== 'note' && !targets.has(node.id)).map((node) => node.id),
    );
    while (waiting.size > 0) {
      if (this.steps.length > 200) throw new Error('An example does not end.');
      // A node that another waiting one may still lead to is a join: it comes later.
      const ids = [...waiting];
      const next = ids.find((id) => !ids.some((other) => other !== id && this.#leadsTo(other, id))) ?? ids[0];
      const node = this.#document.nodes.find((each) => each.id === next);
      if (!node) throw new Error(`There is no node ${next}.`);
      waiting.delete(node.id);
      const port = await this.#visit(node);
      this.steps.push(node.id);
      for (const target of await this.#follow(node, port)) waiting.add(target);
    }
  }

  #leadsTo(source: string, target: string, seen = new Set<string>()): boolean {
    if (source === target) return true;
    if (seen.has(source)) return false;
    seen.add(source);
    return this.#document.edges.some((edge) => edge.source === source && this.#leadsTo(edge.target, target, seen));
  }

  async #follow(node: GraphNode, port: string): Promise<readonly string[]> {
    const taken: string[] = [];
    for (const edge of this.#document.edges) {
      if (edge.source !== node.id || (edge.port ?? 'next') !== port) continue;
      if (edge.when === undefined || (await this.#evaluate(edge.when)) === true) taken.push(edge.target);
    }
    return node.split === 'first' ? taken.slice(0, 1) : taken;
  }

  #evaluate(expression: string): Promise<unknown> {
    return jsonata(expression).evaluate(structuredClone(this.#context));
  }

  async #visit(node: GraphNode): Promise<string> {
    const visit = this.#visits.get(node.id) ?? 0;
    this.#visits.set(node.id, visit + 1);
    const wanted = this.#options.variants?.[node.id] ?? node.active;
    const variant = node.variants?.find((each) => each.id === wanted) ?? node.variants?.[0];
    if (!variant || (wanted !== undefined && variant.id !== wanted)) throw new Error(`${node.id} has no ${wanted}.`);
    const config = variant.config ?? {};
    const started = performance.now();
    const removed: string[] = [];
    let port = 'next';
    let result: unknown;
    switch (node.kind) {
      case 'input':
        result = this.#options.input ?? {};
        break;
      case 'code': {
        const code = await loadCode(textOf(config, 'source'));
        result = await code(this.#argument(node, config, visit, removed, (name) => (port = name)));
        break;
      }
      case 'transform':
        result = await this.#evaluate(textOf(config, 'expression'));
        break;
      case 'condition':
        port = textOf(config, 'default') || 'next';
        for (const { port: name, when } of [...(config['cases'] as { port: string; when: string }[])].reverse()) {
          if ((await this.#evaluate(when)) === true) port = name;
        }
        break;
      case 'assert':
        if ((await this.#evaluate(textOf(config, 'expression'))) !== true) throw new Error(textOf(config, 'message'));
        break;
      case 'human': {
        const answer = this.#options.answers?.[node.id]?.[visit];
        if (!answer) throw new Error(`${node.id} has no answer.`);
        result = typeof config['key'] === 'string' ? { [config['key']]: answer } : answer;
        break;
      }
      case 'delay':
        break;
      default:
        throw new Error(`The kind ${node.kind} is not known here.`);
    }
    this.milliseconds[node.id] = performance.now() - started;
    this.#commit(node, result, removed);
    return port;
  }

  #argument(
    node: GraphNode,
    config: JsonObject,
    visit: number,
    removed: string[],
    port: (name: string) => void,
  ): Record<string, unknown> {
    const visible = node.reads ?? Object.keys(this.#context);
    const entries = visible.filter((key) => Object.hasOwn(this.#context, key)).map((key) => [key, this.#context[key]]);
    return {
      context: freeze(Object.fromEntries(entries)),
      input: undefined,
      config: freeze(config['params'] ?? {}),
      random: seededRandom((this.#options.seed ?? 1) * 1000 + this.#document.nodes.indexOf(node) * 10 + visit),
      now: () => 0,
      sleep: () => Promise.resolve(),
      log: () => undefined,
      remove: (key: string) => removed.push(key),
      port,
      path: node.id,
      iteration: visit + 1,
    };
  }

  #commit(node: GraphNode, result: unknown, removed: readonly string[]): void {
    // Only plain data may come back: what JSON would change is refused.
    const writes = (node.output === undefined ? (result ?? {}) : { [node.output]: result }) as Context;
    for (const [key, value] of Object.entries(writes)) {
      if (JSON.stringify(value) !== JSON.stringify(structuredClone(value))) throw new Error(`${node.id} wrote ${key}.`);
      const rule = this.#document.context?.merge?.[key] ?? 'replace';
      if (typeof rule !== 'string') throw new Error(`The rule of ${key} is an expression.`);
      const merge = mergers[rule];
      this.#context[key] = freeze(merge ? merge(this.#context[key], value) : value);
    }
    for (const key of removed) delete this.#context[key];
    this.#checkContract(node, [...Object.keys(writes), ...removed]);
  }

  #checkContract(node: GraphNode, touched: readonly string[]): void {
    if (node.writes === undefined) return;
    const promised = [...new Set(node.writes)].sort().join();
    const written = [...new Set(touched)].sort().join();
    if (promised !== written) throw new Error(`${node.id} promises ${promised} and writes ${written}.`);
  }
}

/** Runs to the end and gives the context. */
export async function runExample(document: GraphDocument, options: RunOptions = {}): Promise<RunResult> {
  const run = new ExampleRun(document, options);
  await run.run();
  return { context: run.context, steps: run.steps, milliseconds: run.milliseconds };
}
