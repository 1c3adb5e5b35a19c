import { assert, assertNever } from '../base/assert.ts';
import type {
  ContextDeclaration,
  GraphDocument,
  GraphEdge,
  GraphNode,
  Limits,
  Position,
  Variant,
} from '../model/graph-document.ts';
import type { JsonValue } from '../model/value.ts';

/** Fields to set on a thing; a field given as `undefined` is taken away, a field not given stays. */
export type Changes<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** What `update-node` can change. Ids and variants have edits of their own, because other things name them. */
export type NodeChanges = Changes<Omit<GraphNode, 'id' | 'variants' | 'active'>>;
export type EdgeChanges = Changes<Omit<GraphEdge, 'id'>>;
export interface DocumentChanges {
  readonly name?: string;
  readonly description?: string | undefined;
  readonly context?: ContextDeclaration | undefined;
  readonly limits?: Limits | undefined;
  /** All named graphs: one made, removed, renamed or declared otherwise. */
  readonly graphs?: GraphDocument['graphs'] | undefined;
}

/**
 * The one way in which a document changes. An edit that names something that is not there changes nothing
 * (the document may have changed meanwhile); adding an id that is taken is a mistake of the caller and throws.
 * Where an invalid document has an id twice, edits of one thing mean the first that has it; removals mean all.
 */
export type GraphEdit =
  /** At the end, or at `index`. */
  | { readonly type: 'add-node'; readonly node: GraphNode; readonly index?: number }
  /** With every edge that starts or ends there. */
  | { readonly type: 'remove-nodes'; readonly nodes: readonly string[] }
  | {
      readonly type: 'move-nodes';
      readonly positions: readonly { readonly node: string; readonly position: Position }[];
    }
  | { readonly type: 'update-node'; readonly node: string; readonly changes: NodeChanges }
  /** What names it follows (edges, `compensate`, `cancel`), unless another node still has the old id. Nothing happens when the new id is taken. */
  | { readonly type: 'rename-node-id'; readonly node: string; readonly to: string }
  /** At the end, or at `index`. */
  | { readonly type: 'add-variant'; readonly node: string; readonly variant: Variant; readonly index?: number }
  /** A changed `id` is followed by `active`. */
  | {
      readonly type: 'update-variant';
      readonly node: string;
      readonly variant: string;
      readonly changes: Changes<Variant>;
    }
  /** A node keeps its last variant. When the active one goes, the one that takes its place becomes active. */
  | { readonly type: 'remove-variant'; readonly node: string; readonly variant: string }
  /** The copy stands after its original; see {@link freshVariantId}. */
  | {
      readonly type: 'duplicate-variant';
      readonly node: string;
      readonly variant: string;
      readonly as: { readonly id: string; readonly name?: string };
    }
  /** Variant ids in their new order; those not named keep their order at the end. */
  | { readonly type: 'reorder-variants'; readonly node: string; readonly variants: readonly string[] }
  | { readonly type: 'set-active'; readonly node: string; readonly variant: string }
  | { readonly type: 'add-edge'; readonly edge: GraphEdge; readonly index?: number }
  | { readonly type: 'update-edge'; readonly edge: string; readonly changes: EdgeChanges }
  | { readonly type: 'remove-edges'; readonly edges: readonly string[] }
  /** Edge ids in their new order (it matters for `split: first`); those not named keep their order at the end. */
  | { readonly type: 'reorder-edges'; readonly edges: readonly string[] }
  | { readonly type: 'update-document'; readonly changes: DocumentChanges }
  /** Everything at once: an import, a reset, the other side of a conflict. */
  | { readonly type: 'replace-document'; readonly document: GraphDocument };

/**
 * The document after the edits, in order. The given one is not touched; what no edit changed keeps its
 * reference, up to the document itself when nothing changed.
 */
export function applyEdits(document: GraphDocument, edits: readonly GraphEdit[]): GraphDocument {
  return edits.reduce(applyEdit, document);
}

export function applyEdit(document: GraphDocument, edit: GraphEdit): GraphDocument {
  switch (edit.type) {
    case 'add-node':
      assert(!hasId(document.nodes, edit.node.id), `the node id ${edit.node.id} is taken`);
      return { ...document, nodes: inserted(document.nodes, edit.node, edit.index) };
    case 'remove-nodes':
      return removeNodes(document, new Set(edit.nodes));
    case 'move-nodes':
      return moveNodes(document, edit.positions);
    case 'update-node':
      return mapNode(document, edit.node, (node) => changed(node, edit.changes));
    case 'rename-node-id':
      return renameNode(document, edit.node, edit.to);
    case 'add-variant':
      return mapNode(document, edit.node, (node) => addVariant(node, edit.variant, edit.index));
    case 'update-variant':
      return mapNode(document, edit.node, (node) => updateVariant(node, edit.variant, edit.changes));
    case 'remove-variant':
      return mapNode(document, edit.node, (node) => removeVariant(node, edit.variant));
    case 'duplicate-variant':
      return mapNode(document, edit.node, (node) => duplicateVariant(node, edit.variant, edit.as));
    case 'reorder-variants':
      return mapNode(document, edit.node, (node) =>
        node.variants === undefined ? node : changed(node, { variants: reordered(node.variants, edit.variants) }),
      );
    case 'set-active':
      return mapNode(document, edit.node, (node) =>
        hasId(node.variants ?? [], edit.variant) ? changed(node, { active: edit.variant }) : node,
      );
    case 'add-edge':
      assert(!hasId(document.edges, edit.edge.id), `the edge id ${edit.edge.id} is taken`);
      return { ...document, edges: inserted(document.edges, edit.edge, edit.index) };
    case 'update-edge':
      return changed(document, {
        edges: mapFirst(document.edges, edit.edge, (edge) => changed(edge, edit.changes)),
      });
    case 'remove-edges':
      return changed(document, { edges: without(document.edges, new Set(edit.edges)) });
    case 'reorder-edges':
      return changed(document, { edges: reordered(document.edges, edit.edges) });
    case 'update-document':
      return changed(document, edit.changes);
    case 'replace-document':
      return edit.document;
    default:
      return assertNever(edit);
  }
}

/** `wanted` itself, or `wanted-2`, `wanted-3`, … : the first that no node of the document has. */
export function freshNodeId(document: GraphDocument, wanted: string): string {
  return freshId(wanted, new Set(document.nodes.map((node) => node.id)));
}

/** `e1`, `e2`, …: the first that no edge of the document has. */
export function freshEdgeId(document: GraphDocument): string {
  const taken = new Set(document.edges.map((edge) => edge.id));
  let number = document.edges.length + 1;
  while (taken.has(`e${number}`)) number++;
  return `e${number}`;
}

export function freshVariantId(node: GraphNode, wanted: string): string {
  return freshId(wanted, new Set((node.variants ?? []).map((variant) => variant.id)));
}

/** An id in the shape that documents want, close to the text: `Train model!` gives `train-model`. */
export function idFromText(text: string, otherwise: string): string {
  const id = text
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll(/[^A-Za-z0-9_-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .toLowerCase()
    .slice(0, 100);
  return id === '' ? otherwise : id;
}

/** The first of `wanted`, `wanted-2`, … that is not taken; a number that `wanted` ends with counts on. */
export function freshId(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  const stem = wanted.replace(/-\d+$/, '').slice(0, 120);
  let number = 2;
  while (taken.has(`${stem}-${number}`)) number++;
  return `${stem}-${number}`;
}

interface Identified {
  readonly id: string;
}

const hasId = (items: readonly Identified[], id: string): boolean => items.some((item) => item.id === id);

/** The thing with the changes, or the thing itself where they change nothing. */
function changed<T extends object>(thing: T, changes: { readonly [K in keyof T]?: T[K] | undefined }): T {
  const next: Partial<T> = { ...thing };
  let differs = false;
  for (const key of Object.keys(changes) as (keyof T)[]) {
    const value = changes[key];
    if (Object.is(thing[key], value) && (value !== undefined || !Object.hasOwn(thing, key))) continue;
    differs = true;
    if (value === undefined) delete next[key];
    else next[key] = value;
  }
  return differs ? (next as T) : thing;
}

function inserted<T>(items: readonly T[], item: T, index = items.length): T[] {
  return items.toSpliced(index, 0, item);
}

function without<T extends Identified>(items: T[], ids: ReadonlySet<string>): T[] {
  const kept = items.filter((item) => !ids.has(item.id));
  return kept.length === items.length ? items : kept;
}

function mapFirst<T extends Identified>(items: T[], id: string, change: (item: T) => T): T[] {
  const index = items.findIndex((item) => item.id === id);
  const item = items[index];
  if (item === undefined) return items;
  const next = change(item);
  return next === item ? items : items.with(index, next);
}

function mapNode(document: GraphDocument, id: string, change: (node: GraphNode) => GraphNode): GraphDocument {
  return changed(document, { nodes: mapFirst(document.nodes, id, change) });
}

function removeNodes(document: GraphDocument, ids: ReadonlySet<string>): GraphDocument {
  const nodes = without(document.nodes, ids);
  if (nodes === document.nodes) return document;
  const kept = document.edges.filter((edge) => !ids.has(edge.source) && !ids.has(edge.target));
  return changed(document, { nodes, edges: kept.length === document.edges.length ? document.edges : kept });
}

function moveNodes(
  document: GraphDocument,
  positions: readonly { readonly node: string; readonly position: Position }[],
): GraphDocument {
  const byNode = new Map(positions.map((entry) => [entry.node, entry.position]));
  let differs = false;
  const nodes = document.nodes.map((node) => {
    const to = byNode.get(node.id);
    if (to === undefined || (node.position?.x === to.x && node.position.y === to.y)) return node;
    differs = true;
    return { ...node, position: to };
  });
  return differs ? { ...document, nodes } : document;
}

function renameNode(document: GraphDocument, from: string, to: string): GraphDocument {
  if (from === to || hasId(document.nodes, to) || !hasId(document.nodes, from)) return document;
  const nodes = mapFirst(document.nodes, from, (node) => ({ ...node, id: to }));
  if (hasId(nodes, from)) return { ...document, nodes };
  const end = (id: string): string => (id === from ? to : id);
  const edges = document.edges.map((edge) => changed(edge, { source: end(edge.source), target: end(edge.target) }));
  return {
    ...document,
    nodes: nodes.map((node) => withNodesNamed(node, end)),
    edges: edges.some((edge, i) => edge !== document.edges[i]) ? edges : document.edges,
  };
}

/**
 * The node with the nodes of its graph that it names (the one that undoes it, those that it cancels) under other names; one that
 * gets none is named no more.
 */
export function withNodesNamed(node: GraphNode, nameOf: (id: string) => string | undefined): GraphNode {
  const { compensate } = node;
  const named = compensate === undefined ? node : changed(node, { compensate: nameOf(compensate) });
  if (named.kind !== 'cancel' || named.variants === undefined) return named;
  const variants = named.variants.map((variant) => {
    const ids = variant.config?.['nodes'];
    if (!Array.isArray(ids)) return variant;
    const to = ids.flatMap((id: JsonValue) => (typeof id === 'string' ? (nameOf(id) ?? []) : id));
    const same = to.length === ids.length && to.every((id, index) => id === ids[index]);
    return same ? variant : { ...variant, config: { ...variant.config, nodes: to } };
  });
  return variants.every((variant, index) => variant === named.variants?.[index]) ? named : { ...named, variants };
}

function addVariant(node: GraphNode, variant: Variant, index?: number): GraphNode {
  assert(!hasId(node.variants ?? [], variant.id), `the variant id ${variant.id} is taken in ${node.id}`);
  return changed(node, { variants: inserted(node.variants ?? [], variant, index) });
}

function updateVariant(node: GraphNode, id: string, changes: Changes<Variant>): GraphNode {
  const variants = node.variants ?? [];
  if (!hasId(variants, id)) return node;
  const renamed = changes.id !== undefined && changes.id !== id;
  if (renamed && hasId(variants, changes.id ?? '')) return node;
  const next = mapFirst(variants, id, (variant) => changed(variant, changes));
  const active = renamed && node.active === id ? { active: changes.id } : {};
  return changed(node, { variants: next, ...active });
}

function removeVariant(node: GraphNode, id: string): GraphNode {
  const variants = node.variants ?? [];
  const index = variants.findIndex((variant) => variant.id === id);
  if (index < 0 || variants.length < 2) return node;
  const left = variants.toSpliced(index, 1);
  const heir = left[Math.min(index, left.length - 1)];
  const orphaned = node.active === id && !hasId(left, id);
  return changed(node, { variants: left, ...(orphaned ? { active: heir?.id } : {}) });
}

function duplicateVariant(node: GraphNode, id: string, as: { readonly id: string; readonly name?: string }): GraphNode {
  const variants = node.variants ?? [];
  const index = variants.findIndex((variant) => variant.id === id);
  const original = variants[index];
  return original === undefined ? node : addVariant(node, { ...original, ...as }, index + 1);
}

function reordered<T extends Identified>(items: T[], order: readonly string[]): T[] {
  const rank = new Map(order.map((id, index) => [id, index]));
  const rankOf = (item: T): number => rank.get(item.id) ?? order.length;
  const sorted = items.toSorted((a, b) => rankOf(a) - rankOf(b));
  return sorted.every((item, index) => item === items[index]) ? items : sorted;
}
