import { defaultPort } from '../model/defaults.ts';
import type { GraphDocument, GraphEdge, GraphNode } from '../model/graph-document.ts';
import { ownGraph } from '../model/graph-names.ts';
import { graphsOf, type NamedGraph } from './graphs.ts';
import { activeVariantOf } from './implementation.ts';
import { scopeKinds } from './scope-kinds.ts';

/** What stands around the label of a node, by kind; a rectangle for all others. */
const shapes: Readonly<Record<string, readonly [string, string]>> = {
  input: ['[/', '/]'],
  human: ['[\\', '/]'],
  condition: ['{', '}'],
  choice: ['{', '}'],
  assert: ['{{', '}}'],
  delay: ['([', '])'],
  wait: ['([', '])'],
  send: ['>', ']'],
  receive: ['>', ']'],
  subflow: ['[[', ']]'],
  map: ['[[', ']]'],
  loop: ['[[', ']]'],
  cancel: ['((', '))'],
  end: ['(((', ')))'],
  note: ['(', ')'],
};

/**
 * The document as a Mermaid flowchart: the document's own graph, named graphs as subgraphs, to which dotted arrows lead from the
 * scopes that run them. Edges with a condition are dotted as well and say it. The ids are made up, because ids of a document may
 * be words of Mermaid; texts are escaped, so that none of them is taken for more than text.
 */
export function toMermaid(document: GraphDocument): string {
  const graphs = graphsOf(document).filter(({ name, body }) => name === ownGraph || body.nodes.length > 0);
  const names = new Names(graphs);
  const lines = ['---', `title: ${JSON.stringify(document.name)}`, '---', 'flowchart LR'];
  for (const graph of graphs) lines.push(...graphLines(graph, names));
  for (const graph of graphs) lines.push(...scopeLines(graph, names));
  if (graphs.some(({ body }) => body.nodes.some(isNote))) lines.push('  classDef note stroke-dasharray: 4 4');
  return `${lines.join('\n')}\n`;
}

const isNote = ({ kind }: GraphNode): boolean => kind === 'note';

/** Ids of nodes and graphs in the chart: of a node that stands twice, the first. */
class Names {
  private readonly nodes = new Map<string, Map<string, string>>();
  private readonly graphs = new Map<string, string>();

  constructor(graphs: readonly NamedGraph[]) {
    let number = 0;
    graphs.forEach(({ name, body }, index) => {
      const ids = new Map<string, string>();
      for (const { id } of body.nodes) if (!ids.has(id)) ids.set(id, `n${number++}`);
      this.nodes.set(name, ids);
      this.graphs.set(name, `g${index}`);
    });
  }

  node(graph: string, id: string): string | undefined {
    return this.nodes.get(graph)?.get(id);
  }

  graph(name: string): string | undefined {
    return this.graphs.get(name);
  }
}

function graphLines({ name, body }: NamedGraph, names: Names): string[] {
  const nodes = new Map(body.nodes.toReversed().map((node) => [node.id, node]));
  const inner = [
    ...[...nodes.values()].toReversed().map((node) => nodeLine(node, names.node(name, node.id) ?? '')),
    ...body.edges.flatMap((edge) => edgeLine(edge, name, names)),
    ...body.nodes.flatMap((node) => compensationLine(node, name, names)),
  ];
  if (name === ownGraph) return inner.map((line) => `  ${line}`);
  const label = 'label' in body && typeof body.label === 'string' ? `${body.label} (${name})` : name;
  return [`  subgraph ${names.graph(name)}[${quoted(label)}]`, ...inner.map((line) => `    ${line}`), '  end'];
}

function nodeLine(node: GraphNode, id: string): string {
  const [open, close] = Object.hasOwn(shapes, node.kind) ? (shapes[node.kind] ?? ['[', ']']) : ['[', ']'];
  const again = graphRunBy(node);
  const label = again === undefined ? labelOf(node) : `${labelOf(node)}\n(${again})`;
  return `${id}${open}${quoted(label)}${close}${isNote(node) ? ':::note' : ''}`;
}

const labelOf = ({ id, label = '' }: GraphNode): string => (label === '' ? id : label);

function edgeLine(edge: GraphEdge, graph: string, names: Names): string[] {
  const [source, target] = [names.node(graph, edge.source), names.node(graph, edge.target)];
  if (source === undefined || target === undefined) return [];
  const text = edgeText(edge);
  const arrow = edge.when === undefined ? '-->' : '-.->';
  return [`${source} ${arrow}${text === '' ? '' : `|${quoted(text)}|`} ${target}`];
}

function edgeText({ port = defaultPort, label = '', when, default: isDefault = false }: GraphEdge): string {
  const named = label !== '' ? label : port === defaultPort ? '' : port;
  return [named, isDefault ? 'otherwise' : '', when ?? ''].filter((part) => part !== '').join('\n');
}

function compensationLine({ id, compensate }: GraphNode, graph: string, names: Names): string[] {
  const [node, undoing] = [names.node(graph, id), names.node(graph, compensate ?? '')];
  return node === undefined || undoing === undefined ? [] : [`${node} -.-|${quoted('undone by')}| ${undoing}`];
}

/** An arrow into the graph that a node stands in itself can't be drawn; its label names the graph. */
function scopeLines({ name, body }: NamedGraph, names: Names): string[] {
  return body.nodes.flatMap((node) => {
    const runs = graphRunBy(node);
    const [from, to] = [names.node(name, node.id), names.graph(runs ?? ownGraph)];
    return runs === undefined || runs === name || from === undefined || to === undefined
      ? []
      : [`  ${from} -.-> ${to}`];
  });
}

function graphRunBy(node: GraphNode): string | undefined {
  if (!scopeKinds.has(node.kind)) return undefined;
  const { graph, workflow } = activeVariantOf(node)?.config ?? {};
  if (typeof graph === 'string') return graph;
  return typeof workflow === 'string' ? workflow : undefined;
}

/** Characters that mean something in a quoted text of Mermaid: entities, directives, formulas, Markdown, HTML. */
const special = /["#$%&<>`\u2028\u2029]/g;

function quoted(text: string): string {
  const escaped = text
    .replaceAll(/(?!\n)\p{Cc}/gu, ' ')
    .trim()
    .replaceAll(special, (character) => `#${character.charCodeAt(0)};`)
    .replaceAll('\n', '<br/>');
  return `"${escaped === '' ? ' ' : escaped}"`;
}
