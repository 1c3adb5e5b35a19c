import { compile } from '../../src/graph/compile.ts';
import type { GraphDocument, GraphEdge, GraphNode } from '../../src/model/graph-document.ts';
import type { NodeKinds } from '../../src/model/node-definition.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { JsonObject } from '../../src/model/value.ts';
import { nodeKinds } from '../../src/nodes/registry.ts';
import { createRandom } from './random-plan.ts';
import { testKind } from './plan-from-text.ts';

/**
 * Programs with blocks, whose meaning is plain recursion: what `interpret` says a program does, the engine must do when
 * it runs the document that `documentOf` makes of it. Every activity adds one to `n` and its path to `log`.
 * In every scope `k` is the item's index or the iteration; outside it is 0.
 */
export type Program =
  | { readonly type: 'act' }
  | { readonly type: 'fail' }
  | { readonly type: 'seq' | 'par'; readonly parts: readonly Program[] }
  /** By whether `k` is odd. */
  | { readonly type: 'choice'; readonly odd: Program; readonly even: Program }
  | {
      readonly type: 'map';
      readonly count: number;
      readonly concurrency: number;
      readonly tolerant: boolean;
      readonly body: Program;
    }
  | { readonly type: 'loop'; readonly times: number; readonly breakAt: number; readonly body: Program }
  /** `guarded`: an error in it is the end of it, and of nothing else. */
  | { readonly type: 'sub'; readonly guarded: boolean; readonly body: Program };

export interface Meaning {
  /** Paths of all committed steps, in no order. */
  readonly steps: readonly string[];
  /** Activities whose writes came to stay. */
  readonly n: number;
  readonly failed: boolean;
  /** Prefixes of frames that failed: how far they came before is open. */
  readonly broken: readonly string[];
}

export function randomProgram(seed: number): Program {
  const random = createRandom(seed);
  const below = (count: number) => Math.floor(random() * count);
  let budget = 14;
  const parts = (depth: number, guarded: boolean) =>
    Array.from({ length: 2 + below(2) }, () => make(depth - 1, guarded));
  const make = (depth: number, guarded: boolean): Program => {
    const act: Program = { type: 'act' };
    if (depth <= 0 || budget-- <= 0) return guarded && random() < 0.15 ? { type: 'fail' } : act;
    switch (below(8)) {
      case 0:
      case 1:
        return { type: 'seq', parts: parts(depth, guarded) };
      case 2:
        return { type: 'par', parts: parts(depth, guarded) };
      case 3:
        return { type: 'choice', odd: make(depth - 1, guarded), even: make(depth - 1, guarded) };
      case 4: {
        const tolerant = random() < 0.4;
        const body = make(depth - 1, guarded || tolerant);
        return { type: 'map', count: below(4), concurrency: 1 + below(3), tolerant, body };
      }
      case 5: {
        const times = below(4);
        const breakAt = random() < 0.4 ? 1 + below(4) : 0;
        return { type: 'loop', times, breakAt, body: make(depth - 1, guarded) };
      }
      case 6: {
        const catches = random() < 0.5;
        return { type: 'sub', guarded: catches, body: make(depth - 1, guarded || catches) };
      }
      default:
        return act;
    }
  };
  return { type: 'seq', parts: [make(4, false), make(4, false)] };
}

/** What a program means, and where its nodes stand: `at` numbers them as `documentOf` does. */
export function interpret(program: Program): Meaning {
  return new Interpreter().run(program, '', 0, new Names());
}

/** Names of the nodes of one graph, in the order in which they are met. */
class Names {
  private count = 0;
  next(letter: string): string {
    return `${letter}${++this.count}`;
  }
}

class Interpreter {
  run(program: Program, prefix: string, k: number, names: Names): Meaning {
    const step = (name: string) => prefix + name;
    switch (program.type) {
      case 'act':
        return { steps: [step(names.next('a'))], n: 1, failed: false, broken: [] };
      case 'fail':
        names.next('f');
        return { steps: [], n: 0, failed: true, broken: [] };
      case 'seq':
        return sequence(program.parts.map((part) => this.run(part, prefix, k, names)));
      case 'par': {
        const split = names.next('s');
        const parts = program.parts.map((part) => this.run(part, prefix, k, names));
        const join = names.next('j');
        const all = together(parts);
        return all.failed ? all : { ...all, steps: [step(split), ...all.steps, step(join)] };
      }
      case 'choice': {
        const name = names.next('c');
        const odd = this.run(program.odd, prefix, k, names);
        const even = this.run(program.even, prefix, k, names);
        const merge = names.next('m');
        const chosen = k % 2 === 1 ? odd : even;
        return { ...chosen, steps: [step(name), ...chosen.steps, ...(chosen.failed ? [] : [step(merge)])] };
      }
      case 'map': {
        const name = step(names.next('x'));
        const items = Array.from({ length: program.count }, (_, index) =>
          this.run(program.body, `${name}[${index}]/`, index, new Names()),
        );
        return scope(name, items, (index) => `${name}[${index}]/`, program.tolerant, false);
      }
      case 'loop':
        return this.loop(program, step(names.next('l')));
      default: {
        const name = step(names.next('u'));
        return scope(
          name,
          [this.run(program.body, `${name}/`, k, new Names())],
          () => `${name}/`,
          false,
          program.guarded,
        );
      }
    }
  }

  private loop({ times, breakAt, body }: Extract<Program, { type: 'loop' }>, name: string): Meaning {
    const rounds: Meaning[] = [];
    for (let k = 1; k <= times; k++) {
      const prefix = `${name}[${k}]/`;
      if (k === breakAt) {
        rounds.push({ steps: [`${prefix}test`, `${prefix}end`], n: 0, failed: false, broken: [] });
        break;
      }
      const round = this.run(body, prefix, k, new Names());
      rounds.push(breakAt > 0 ? { ...round, steps: [`${prefix}test`, ...round.steps] } : round);
      if (round.failed) break;
    }
    return scope(name, rounds, (index) => `${name}[${index + 1}]/`, false, false);
  }
}

function sequence(parts: readonly Meaning[]): Meaning {
  const end = parts.findIndex(({ failed }) => failed);
  return together(end < 0 ? parts : parts.slice(0, end + 1));
}

const together = (parts: readonly Meaning[]): Meaning => ({
  steps: parts.flatMap(({ steps }) => steps),
  n: parts.reduce((sum, { n }) => sum + n, 0),
  failed: parts.some(({ failed }) => failed),
  broken: parts.flatMap(({ broken }) => broken),
});

function scope(
  name: string,
  frames: readonly Meaning[],
  prefixOf: (index: number) => string,
  tolerant: boolean,
  guarded: boolean,
): Meaning {
  const good = together(frames.filter(({ failed }) => !failed));
  const broken = [...frames.flatMap(({ failed }, index) => (failed ? [prefixOf(index)] : [])), ...good.broken];
  const fails = frames.some(({ failed }) => failed) && !tolerant;
  if (!fails) return { steps: [...good.steps, name], n: good.n, failed: false, broken };
  const all = [...broken, ...frames.map((_, index) => prefixOf(index))];
  return guarded ? { steps: [name], n: 0, failed: false, broken: all } : { steps: [], n: 0, failed: true, broken: all };
}

/** The same program as a workflow. Blocks of their own become named graphs. */
export function documentOf(program: Program, maxConcurrency: number): GraphDocument {
  const graphs: Record<string, Graph> = {};
  const own = graphOf(program, graphs);
  return {
    format: 'wtb/1',
    id: 'structured',
    name: 'Structured',
    context: { initial: { n: 0, k: 0, log: [] }, merge: { n: 'sum', log: 'append' } },
    limits: { maxConcurrency },
    ...own,
    graphs,
  };
}

interface Graph {
  readonly nodes: GraphNode[];
  readonly edges: GraphEdge[];
}
interface Fragment {
  readonly entry: string;
  readonly exit: string;
}

function graphOf(program: Program, graphs: Record<string, Graph>): Graph {
  const writer = new GraphWriter(graphs);
  writer.write(program);
  return writer.graph;
}

class GraphWriter {
  readonly graph: Graph = { nodes: [], edges: [] };
  private readonly names = new Names();
  private readonly graphs: Record<string, Graph>;

  constructor(graphs: Record<string, Graph>) {
    this.graphs = graphs;
  }

  write(program: Program): Fragment {
    switch (program.type) {
      case 'act':
        return this.single(this.node('a', 'test'));
      case 'fail':
        return this.single(this.node('f', 'test'));
      case 'seq':
        return this.sequence(program.parts);
      case 'par': {
        const split = this.node('s', 'test');
        const parts = program.parts.map((part) => this.write(part));
        const join = this.node('j', 'test');
        for (const { entry, exit } of parts) {
          this.edge(split, entry);
          this.edge(exit, join);
        }
        return { entry: split, exit: join };
      }
      case 'choice': {
        const choice = this.node('c', 'condition', { cases: [{ port: 'odd', when: 'k % 2 = 1' }], default: 'even' });
        const odd = this.write(program.odd);
        const even = this.write(program.even);
        const merge = this.node('m', 'test');
        this.edge(choice, odd.entry, 'odd');
        this.edge(choice, even.entry, 'even');
        this.edge(odd.exit, merge);
        this.edge(even.exit, merge);
        return { entry: choice, exit: merge };
      }
      case 'map': {
        const { count, concurrency, tolerant, body } = program;
        const graph = this.block(body, 0);
        const over = count === 0 ? '[]' : `[1..${count}]`;
        const onFailure = tolerant ? { onFailure: { tolerate: count } } : {};
        return this.single(
          this.node('x', 'map', { graph, over, indexAs: 'k', maxConcurrency: concurrency, ...onFailure }),
        );
      }
      case 'loop': {
        const { times, breakAt, body } = program;
        const graph = this.block(body, breakAt);
        return this.single(
          this.node('l', 'loop', { graph, over: times === 0 ? '[]' : `[1..${times}]`, counterAs: 'k' }),
        );
      }
      default: {
        const graph = this.block(program.body, 0);
        const node = this.node('u', 'subflow', { graph }, program.guarded ? { onError: 'continue' } : {});
        return this.single(node);
      }
    }
  }

  private sequence(parts: readonly Program[]): Fragment {
    const written = parts.map((part) => this.write(part));
    written.slice(1).forEach(({ entry }, index) => this.edge((written[index] as Fragment).exit, entry));
    return { entry: (written[0] as Fragment).entry, exit: (written.at(-1) as Fragment).exit };
  }

  private block(body: Program, breakAt: number): string {
    const name = `g${Object.keys(this.graphs).length + 1}`;
    this.graphs[name] = { nodes: [], edges: [] };
    const writer = new GraphWriter(this.graphs);
    const { entry } = writer.write(body);
    if (breakAt > 0) writer.breakAt(breakAt, entry);
    this.graphs[name] = writer.graph;
    return name;
  }

  private breakAt(k: number, entry: string): void {
    const test = { cases: [{ port: 'stop', when: `k = ${k}` }], default: 'next' };
    this.graph.nodes.push({ id: 'test', kind: 'condition', variants: [{ id: 'main', config: test }] });
    this.graph.nodes.push({ id: 'end', kind: 'end', variants: [{ id: 'main', config: { what: 'scope' } }] });
    this.edge('test', 'end', 'stop');
    this.edge('test', entry, 'next');
  }

  private node(letter: string, kind: string, config?: JsonObject, more: Partial<GraphNode> = {}): string {
    const id = this.names.next(letter);
    const variants = config === undefined ? {} : { variants: [{ id: 'main', config }] };
    this.graph.nodes.push({ id, kind, ...variants, ...more });
    return id;
  }

  private edge(source: string, target: string, port?: string): void {
    const id = `e${this.graph.edges.length + 1}`;
    this.graph.edges.push({ id, source, target, ...(port === undefined ? {} : { port }) });
  }

  private single(node: string): Fragment {
    return { entry: node, exit: node };
  }
}

export const kinds: NodeKinds = new Map([...nodeKinds, ['test', testKind]]);

export function planOfProgram(program: Program, maxConcurrency: number): Plan {
  const { plan, problems } = compile(documentOf(program, maxConcurrency), kinds);
  if (plan === undefined) throw new Error(problems.map(({ message }) => message).join('\n'));
  return plan;
}
