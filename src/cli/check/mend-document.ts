import { formatPath, type DocumentPath } from '../../graph/document-path.ts';
import type { Problem } from '../../graph/problem.ts';
import { shapeErrors, type ShapeError } from '../../graph/shape-errors.ts';
import { graphDocumentSchema, type GraphDocument } from '../../model/graph-document.ts';
import { parsePath } from '../parse-path.ts';

/** A document without what of it had not the right shape, so that the rest can be looked into. */
export interface MendedDocument {
  readonly document: GraphDocument;
  /** The problem with its place in what was read, or `undefined` where it may come of the mending alone. */
  original(problem: Problem): Problem | undefined;
}

type Fields = Record<string | number, unknown>;

/** A node without these has the same edges and the same variants. */
const harmlessKeys: ReadonlySet<unknown> = new Set(
  'label position timeoutMs deadlineMs retry effects lock reads writes output input'.split(' '),
);
/** What is wrong in these has nothing to do with the node's edges. */
const ownKeys: ReadonlySet<unknown> = new Set('kind variants active input output reads writes'.split(' '));
const namingCodes: ReadonlySet<string> = new Set([
  'document/dangling-edge',
  'document/bad-compensation',
  'document/bad-config',
]);
const required: Readonly<Record<string, () => unknown>> = {
  format: () => 'wtb/1',
  id: () => 'document',
  name: () => 'Document',
  nodes: () => [],
  edges: () => [],
};

const maxRounds = 20;

/** `undefined` where too little is left to say anything about. `value` is plain data that may be changed. */
export function mendDocument(value: unknown): MendedDocument | undefined {
  if (!isFields(value)) return undefined;
  const mending = new Mending(value);
  for (let round = 0; round < maxRounds; round++) {
    const shape = graphDocumentSchema.safeParse(value);
    if (shape.success) return mending.result(value as unknown as GraphDocument);
    for (const error of shapeErrors(shape.error.issues, value)) mending.mend(error);
    mending.dropEdges();
  }
  return undefined;
}

/** Which node, edge or graph a path leads into. */
interface Part {
  /** Path of the graph. */
  readonly graph: DocumentPath;
  readonly list?: 'nodes' | 'edges';
  readonly index?: number;
  /** What follows. */
  readonly rest: DocumentPath;
}

function partOf(path: DocumentPath): Part {
  const isNamed = path[0] === 'graphs' && path.length > 1;
  const graph = isNamed ? path.slice(0, 2) : [];
  const [list, index, ...rest] = path.slice(graph.length);
  if ((list === 'nodes' || list === 'edges') && typeof index === 'number') return { graph, list, index, rest };
  return { graph, rest: path.slice(graph.length) };
}

class Mending {
  private readonly root: Fields;
  /** Nodes of which too little is known, by path. */
  private readonly doubtful = new Set<string>();
  /** Nodes that a dropped edge touched. */
  private readonly touched = new Set<string>();
  private readonly removed = new Set<string>();
  /** Graphs with a node whose id is not known: whoever names it is right. */
  private readonly nameless = new Set<string>();
  private readonly edgesToDrop = new Set<unknown>();
  private readonly indexes = new Map<unknown, number>();
  /** Whether only keys were taken away that mean nothing. */
  private isFaithful = true;

  constructor(root: Fields) {
    this.root = root;
    for (const body of this.bodies()) listOf(body['edges']).forEach((edge, index) => this.indexes.set(edge, index));
  }

  mend({ code, path }: ShapeError): void {
    if (code === 'document/unknown-key') return remove(this.root, path);
    this.isFaithful = false;
    const part = partOf(path);
    const body = valueAt(this.root, part.graph);
    if (!isFields(body)) {
      this.removed.add(formatPath(part.graph));
      return remove(this.root, part.graph);
    }
    if (part.list === 'nodes') this.mendNode(body, part);
    else if (part.list === 'edges') this.doubtEdge(body, part);
    else this.mendBody(body, part);
  }

  dropEdges(): void {
    for (const body of this.bodies()) {
      if (Array.isArray(body['edges']))
        body['edges'] = body['edges'].filter((edge: unknown) => !this.edgesToDrop.has(edge));
    }
  }

  result(document: GraphDocument): MendedDocument {
    return {
      document,
      original: (problem) => {
        const path = parsePath(problem.place?.path ?? '');
        if (!this.isFaithful && this.mayBeOurs(problem, path)) return undefined;
        return { ...problem, place: { ...problem.place, path: formatPath(this.originalPath(path)) } };
      },
    };
  }

  private mendNode(body: Fields, { graph, index = 0, rest }: Part): void {
    const nodes = body['nodes'] as unknown[];
    const node = nodes[index];
    const [key] = rest;
    const at = formatPath([...graph, 'nodes', index]);
    if (isFields(node) && key !== undefined && key !== 'id' && key !== 'kind' && Object.hasOwn(node, key)) {
      delete node[key];
      this.removed.add(formatPath([...graph, 'nodes', index, key]));
      if (!harmlessKeys.has(key)) this.doubtful.add(at);
      return;
    }
    const isNamed = isFields(node) && key !== 'id' && node['id'] !== undefined;
    const id = isNamed ? node['id'] : `unnamed-${index}`;
    if (!isNamed) this.nameless.add(formatPath(graph));
    nodes[index] = { id, kind: 'note' };
    this.doubtful.add(at);
  }

  private doubtEdge(body: Fields, { graph, index = 0 }: Part): void {
    const edge = listOf(body['edges'])[index];
    this.edgesToDrop.add(edge);
    if (!isFields(edge)) return;
    listOf(body['nodes']).forEach((node, at) => {
      if (!isFields(node) || (node['id'] !== edge['source'] && node['id'] !== edge['target'])) return;
      this.touched.add(formatPath([...graph, 'nodes', at]));
    });
  }

  private mendBody(body: Fields, { graph, rest: [key = ''] }: Part): void {
    this.removed.add(formatPath([...graph, key]));
    const make = Object.hasOwn(required, key) ? required[key] : undefined;
    if (make !== undefined && (graph.length === 0 || key === 'nodes' || key === 'edges')) body[key] = make();
    else delete body[key];
  }

  /** A warning may be about something far away; a graph that is left out is missed by those who refer to it. */
  private mayBeOurs({ severity, code }: Problem, path: DocumentPath): boolean {
    const mayBeMissed = code === 'document/unknown-graph' && [...this.removed].some((at) => at.startsWith('graphs'));
    const mayBeNamed = namingCodes.has(code) && this.nameless.has(formatPath(partOf(path).graph));
    return severity === 'warning' || mayBeMissed || mayBeNamed || this.isInDoubt(path);
  }

  private isInDoubt(path: DocumentPath): boolean {
    if (path.some((_, end) => this.removed.has(formatPath(path.slice(0, end + 1))))) return true;
    const { graph, list, index, rest } = partOf(path);
    if (list === undefined || index === undefined) return true;
    if (list === 'nodes') {
      const node = formatPath([...graph, 'nodes', index]);
      const isTouched = this.touched.has(node) || this.removed.has(formatPath([...graph, 'edges']));
      return this.doubtful.has(node) || (isTouched && !ownKeys.has(rest[0]));
    }
    if (this.removed.has(formatPath([...graph, 'nodes']))) return true;
    const body = valueAt(this.root, graph) as Fields;
    const edge = listOf(body['edges'])[index] as Fields;
    const ends = [edge['source'], edge['target']];
    return listOf(body['nodes']).some(
      (node, at) => ends.includes((node as Fields)['id']) && this.doubtful.has(formatPath([...graph, 'nodes', at])),
    );
  }

  /** Edges moved up where others were dropped. */
  private originalPath(path: DocumentPath): DocumentPath {
    const { graph, list, index, rest } = partOf(path);
    if (list !== 'edges' || index === undefined) return path;
    const edge = listOf((valueAt(this.root, graph) as Fields)['edges'])[index];
    return [...graph, 'edges', this.indexes.get(edge) ?? index, ...rest];
  }

  private bodies(): Fields[] {
    const named = isFields(this.root['graphs']) ? Object.values(this.root['graphs']) : [];
    return [this.root, ...named].filter(isFields);
  }
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export function valueAt(value: unknown, path: DocumentPath): unknown {
  return path.reduce<unknown>(
    (from, key) =>
      typeof from === 'object' && from !== null && Object.hasOwn(from, key) ? (from as Fields)[key] : undefined,
    value,
  );
}

function remove(root: Fields, path: DocumentPath): void {
  const owner = valueAt(root, path.slice(0, -1));
  const key = path.at(-1);
  if (isFields(owner) && key !== undefined) delete owner[key];
}
