import { WtbError } from '../model/errors.ts';
import type { GraphDocument, GraphNode, SubGraph, Variant } from '../model/graph-document.ts';
import { ownGraph, planNodeId } from '../model/graph-names.ts';
import { formatPath, type DocumentPath } from './document-path.ts';
import { freshId } from './edit.ts';
import { graphsOf, type GraphBody } from './graphs.ts';
import { scopeKinds } from './scope-kinds.ts';
import { workflowReference, type WorkflowReference } from './version-pins.ts';

/** A stored workflow, of the version asked for, or the latest. */
export interface FoundWorkflow {
  readonly document: GraphDocument;
  readonly version: number | string;
}

/** Why there is none: it was deleted and can be restored, or these are the versions that there are, newest first. */
export interface MissingWorkflow {
  readonly missing: 'deleted' | 'version';
  readonly versions: readonly number[];
}

/** `undefined` where nobody knows of such a workflow. */
export type LoadWorkflow = (
  workflow: string,
  version: string | undefined,
) => Promise<FoundWorkflow | MissingWorkflow | undefined>;

const maxWorkflows = 200;

/**
 * The document with every stored workflow that it refers to (`config.workflow`, `config.version`) among its named graphs, those
 * that they refer to as well, each once; the configs name these graphs instead. What a workflow embedded so declares as its
 * context stays its own, and where it declares none it starts empty. Its limits don't count. Each says its origin. Workflows may refer to each other in
 * circles. The document itself where it refers to none.
 *
 * Rejects with `document/unknown-graph` and the place of the reference where a workflow, or its version, is not there.
 */
export async function embedWorkflows(document: GraphDocument, load: LoadWorkflow): Promise<GraphDocument> {
  const embedding = new Embedding(document);
  const root = embedding.adopt(document, ownGraph);
  for (const reference of embedding.references) {
    const found = await load(reference.workflow, reference.version);
    if (found === undefined || 'missing' in found) throw notFound(reference, found);
    if ((reference.version ?? String(found.version)) !== String(found.version)) {
      throw notFound(reference, { missing: 'version', versions: [] });
    }
    embedding.adopt(found.document, reference.graph, { workflow: reference.workflow, version: found.version });
  }
  return embedding.references.length === 0 ? document : { ...document, nodes: root.nodes, graphs: embedding.graphs };
}

interface Reference extends WorkflowReference {
  /** Name of the graph that it becomes. */
  readonly graph: string;
  readonly place: { readonly path: string; readonly node: string; readonly variant: string };
}

class Embedding {
  /** In the order in which they were met; grows while it is walked through. */
  readonly references: Reference[] = [];
  readonly graphs: Record<string, SubGraph> = {};
  private readonly names = new Map<string, string>();
  private readonly taken: Set<string>;

  constructor(document: GraphDocument) {
    this.taken = new Set(Object.keys(document.graphs ?? {}));
  }

  /** Takes over a document's named graphs, and its own one under `name`, which is also what it gives. */
  adopt(document: GraphDocument, name: string, origin?: SubGraph['origin']): GraphBody {
    const parts = graphsOf(document);
    const renamed = new Map(
      parts.map((part) => [part.name, part.name === ownGraph ? name : this.nameOf(name, part.name)]),
    );
    const bodies = parts.map((part) => {
      const as = renamed.get(part.name) ?? part.name;
      const path = as === ownGraph ? [] : ['graphs', as];
      const nodes = part.body.nodes.map((node, index) =>
        scopeKinds.has(node.kind)
          ? this.rewritten(node, { path: [...path, 'nodes', index], graph: as, renamed })
          : node,
      );
      const body = { ...part.body, nodes };
      const graph = part.name === ownGraph ? isolated(document, nodes) : body;
      if (as !== ownGraph) define(this.graphs, as, origin === undefined ? graph : { ...graph, origin });
      return body;
    });
    return bodies[0] ?? document;
  }

  /** A named graph keeps its name in the document that embeds the others; in those it goes under theirs. */
  private nameOf(workflow: string, graph: string): string {
    return workflow === ownGraph ? graph : this.fresh(`${workflow}-${graph}`);
  }

  private fresh(wanted: string): string {
    const name = freshId(wanted.replaceAll(/[^A-Za-z0-9_-]+/g, '-').slice(0, 100), this.taken);
    this.taken.add(name);
    return name;
  }

  private rewritten(
    node: GraphNode,
    at: { readonly path: DocumentPath; readonly graph: string; readonly renamed: ReadonlyMap<string, string> },
  ): GraphNode {
    if (node.variants === undefined) return node;
    const variants = node.variants.map((variant, index): Variant => {
      const { workflow: _workflow, version: _version, graph, ...rest } = variant.config ?? {};
      const reference = workflowReference(variant);
      if (reference !== undefined) {
        const path = formatPath([...at.path, 'variants', index, 'config', 'workflow']);
        const place = { path, node: planNodeId(at.graph, node.id), variant: variant.id };
        const name = this.graphOf(reference, place);
        return { ...variant, config: { ...rest, graph: name } };
      }
      const as = typeof graph === 'string' ? at.renamed.get(graph) : undefined;
      return as === undefined || as === graph ? variant : { ...variant, config: { ...variant.config, graph: as } };
    });
    return variants.every((variant, index) => variant === node.variants?.[index]) ? node : { ...node, variants };
  }

  private graphOf({ workflow, version }: WorkflowReference, place: Reference['place']): string {
    const key = JSON.stringify([workflow, version]);
    const known = this.names.get(key);
    if (known !== undefined) return known;
    if (this.references.length === maxWorkflows) throw tooMany(place);
    const graph = this.fresh(version === undefined ? workflow : `${workflow}-v${version}`);
    this.names.set(key, graph);
    this.references.push({ workflow, version, graph, place });
    return graph;
  }
}

/** Defined, not assigned: `__proto__` is a name like any other. */
function define(graphs: Record<string, SubGraph>, name: string, graph: SubGraph): void {
  Object.defineProperty(graphs, name, { value: graph, enumerable: true, configurable: true, writable: true });
}

/** A document's own graph as a named one: with a context of its own, so that it sees nothing of what is around it. */
function isolated({ name, description, context = {}, edges }: GraphDocument, nodes: GraphNode[]): SubGraph {
  return { label: name, ...(description === undefined ? {} : { description }), context, nodes, edges };
}

function notFound({ workflow, version, place }: Reference, found: MissingWorkflow | undefined): WtbError {
  const wanted = version === undefined ? `“${workflow}”` : `“${workflow}” in version ${version}`;
  const { why, remedy } = reasonOf(found);
  return new WtbError({
    code: 'document/unknown-graph',
    message: `Node “${place.node}” runs the workflow ${wanted}, ${why}.`,
    place,
    remedy,
  });
}

function reasonOf(found: MissingWorkflow | undefined): { readonly why: string; readonly remedy: string } {
  if (found === undefined) {
    return {
      why: 'which is not there',
      remedy: 'Choose a workflow that is stored, or embed it as a graph of this one.',
    };
  }
  if (found.missing === 'deleted') {
    return { why: 'which was deleted', remedy: 'Restore it, or choose another workflow.' };
  }
  return {
    why: `which is not kept: ${keptWords(found.versions)}`,
    remedy: 'Choose a version that is kept, or the latest.',
  };
}

const namedVersions = 12;

function keptWords(versions: readonly number[]): string {
  if (versions.length === 0) return 'none is';
  if (versions.length === 1) return `version ${versions[0]} is the one that is there`;
  const more = versions.length - namedVersions;
  return `there are ${versions.slice(0, namedVersions).join(', ')}${more > 0 ? ` and ${more} older ones` : ''}`;
}

function tooMany(place: Reference['place']): WtbError {
  return new WtbError({
    code: 'document/too-large',
    message: `The workflow refers to more than ${maxWorkflows} others, those counted to which they refer.`,
    place,
    remedy: 'Refer to fewer workflows.',
  });
}
