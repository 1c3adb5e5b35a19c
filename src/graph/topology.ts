/**
 * A directed graph of numbers, in which every search is iterative: a chain of 20,000 nodes must not overflow the stack.
 * Nodes and edges are numbered in document order, and every result follows that order.
 */
export interface Topology {
  readonly size: number;
  /** Edge → node. */
  readonly sources: readonly number[];
  readonly targets: readonly number[];
  /** Node → edges, ascending. */
  readonly outgoing: readonly (readonly number[])[];
  readonly incoming: readonly (readonly number[])[];
}

export interface Components {
  /** Node → component. Components are numbered by their first node. */
  readonly of: readonly number[];
  /** Component → nodes, ascending. */
  readonly members: readonly (readonly number[])[];
}

export function createTopology(size: number, edges: readonly (readonly [source: number, target: number])[]): Topology {
  const outgoing: number[][] = Array.from({ length: size }, () => []);
  const incoming: number[][] = Array.from({ length: size }, () => []);
  edges.forEach(([source, target], edge) => {
    outgoing[source]?.push(edge);
    incoming[target]?.push(edge);
  });
  return {
    size,
    sources: edges.map(([source]) => source),
    targets: edges.map(([, target]) => target),
    outgoing,
    incoming,
  };
}

const filled = <T>(length: number, value: T): T[] => Array.from({ length }, () => value);
const at = (list: readonly number[], index: number): number => list[index] ?? -1;
const edgesAt = (list: readonly (readonly number[])[], index: number): readonly number[] => list[index] ?? [];

/** Nodes that can be reached from the roots, roots included. */
export function reachableFrom(topology: Topology, roots: Iterable<number>): Set<number> {
  const reached = new Set(roots);
  const open = [...reached];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const edge of edgesAt(topology.outgoing, node)) {
      const target = at(topology.targets, edge);
      if (reached.has(target)) continue;
      reached.add(target);
      open.push(target);
    }
  }
  return reached;
}

/** Strongly connected components, single nodes included: Tarjan 1972 with a stack of its own. */
export function componentsOf(topology: Topology): Components {
  const order = filled(topology.size, -1);
  const low = filled(topology.size, -1);
  const next = filled(topology.size, 0);
  const onStack = filled(topology.size, false);
  const stack: number[] = [];
  const found: number[][] = [];
  let counter = 0;

  const enter = (node: number, path: number[]): void => {
    order[node] = counter;
    low[node] = counter++;
    onStack[node] = true;
    stack.push(node);
    path.push(node);
  };
  const leave = (node: number): void => {
    if (low[node] !== order[node]) return;
    const members: number[] = [];
    for (let member = -1; member !== node; ) {
      member = stack.pop() as number;
      onStack[member] = false;
      members.push(member);
    }
    found.push(members.sort((a, b) => a - b));
  };
  const lower = (node: number, to: number): void => void (low[node] = Math.min(at(low, node), to));

  for (let root = 0; root < topology.size; root++) {
    if (order[root] !== -1) continue;
    const path: number[] = [];
    enter(root, path);
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      const edge = edgesAt(topology.outgoing, node)[at(next, node)];
      if (edge === undefined) {
        leave(node);
        path.pop();
        const parent = path.at(-1);
        if (parent !== undefined) lower(parent, at(low, node));
        continue;
      }
      next[node] = at(next, node) + 1;
      const target = at(topology.targets, edge);
      if (order[target] === -1) enter(target, path);
      else if (onStack[target]) lower(node, at(order, target));
    }
  }
  return numbered(topology.size, found);
}

function numbered(size: number, found: readonly number[][]): Components {
  const members = found.toSorted((a, b) => at(a, 0) - at(b, 0));
  const of = filled(size, -1);
  members.forEach((nodes, component) => {
    for (const node of nodes) of[node] = component;
  });
  return { of, members };
}

/** Whether the component holds a cycle: several nodes, or one with an edge to itself. */
export function isCyclic(topology: Topology, members: readonly number[]): boolean {
  const [only] = members;
  if (members.length !== 1 || only === undefined) return true;
  return edgesAt(topology.outgoing, only).some((edge) => topology.targets[edge] === only);
}

export interface Starts {
  /** Nodes without an incoming edge from another node. */
  readonly plain: readonly number[];
  /** The first node of each ring that nothing else leads into. */
  readonly rings: readonly number[];
}

/** Where an execution starts when no node says so: everything is reached from these. */
export function naturalStarts(topology: Topology, components: Components): Starts {
  const led = new Set<number>();
  topology.targets.forEach((target, edge) => {
    const component = at(components.of, target);
    if (component !== components.of[at(topology.sources, edge)]) led.add(component);
  });
  const plain: number[] = [];
  const rings: number[] = [];
  components.members.forEach((members, component) => {
    if (!led.has(component)) (members.length === 1 ? plain : rings).push(at(members, 0));
  });
  return { plain, rings };
}

/**
 * Per edge: whether its target is on the stack of a depth-first search from the roots in the order given, edges in
 * document order.
 */
export function closingEdges(topology: Topology, roots: readonly number[]): boolean[] {
  const closing = filled(topology.sources.length, false);
  const state = new Uint8Array(topology.size);
  const [UNSEEN, OPEN, DONE] = [0, 1, 2];
  const next = filled(topology.size, 0);
  for (const root of roots) {
    if (state[root] !== UNSEEN) continue;
    const path = [root];
    state[root] = OPEN;
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      const edge = edgesAt(topology.outgoing, node)[at(next, node)];
      if (edge === undefined) {
        state[node] = DONE;
        path.pop();
        continue;
      }
      next[node] = at(next, node) + 1;
      const target = at(topology.targets, edge);
      if (state[target] === OPEN) closing[edge] = true;
      if (state[target] !== UNSEEN) continue;
      state[target] = OPEN;
      path.push(target);
    }
  }
  return closing;
}

/**
 * Nodes from which every way leads to the target: they reach it, and nothing that can be reached from them without
 * passing the target does not. Costs what leads to the target, not the whole graph.
 */
export function leadingOnlyTo(topology: Topology, target: number): number[] {
  const before = new Set<number>();
  const open = [target];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const edge of edgesAt(topology.incoming, node)) {
      const source = at(topology.sources, edge);
      if (source === target || before.has(source)) continue;
      before.add(source);
      open.push(source);
    }
  }
  const leads = (node: number): boolean => node === target || before.has(node);
  const leaks = (node: number): boolean =>
    edgesAt(topology.outgoing, node).some((edge) => !leads(at(topology.targets, edge)));
  const leaking = [...before].filter(leaks);
  for (const node of leaking) before.delete(node);
  for (let node = leaking.pop(); node !== undefined; node = leaking.pop()) {
    for (const edge of edgesAt(topology.incoming, node)) {
      const source = at(topology.sources, edge);
      if (before.delete(source)) leaking.push(source);
    }
  }
  return [...before].sort((a, b) => a - b);
}
