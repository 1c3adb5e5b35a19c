import { Position } from '@xyflow/react';
import type { NodeHandle } from '@xyflow/react';
import type { GraphDocument, GraphEdge, GraphNode, Position as Point } from '../../model/graph-document.ts';
import type { NodeKinds } from '../../model/node-definition.ts';
import { defaultPort } from './default-port.ts';
import type { LineEdge } from './EdgeLine.tsx';
import { cardHeight, cardWidth, handleSize, noteHeight, portTop, portsOf, positionOf, undoHandle } from './geometry.ts';
import type { CardNode } from './NodeCard.tsx';

/**
 * The document as React Flow wants it. Made anew from the document, never kept: but what did not change keeps its
 * reference, so that React Flow leaves it alone.
 */
export interface Projection {
  nodes(document: GraphDocument | undefined, look: NodeLook): CardNode[];
  edges(document: GraphDocument | undefined, selected: ReadonlySet<string>): LineEdge[];
}

export interface NodeLook {
  readonly selected: ReadonlySet<string>;
  /** Where nodes are while they are dragged. */
  readonly moving: ReadonlyMap<string, Point>;
}

interface Made<S, T> {
  readonly source: S | undefined;
  readonly key: string;
  readonly made: T;
}

export function createProjection(kinds: NodeKinds): Projection {
  let madeNodes = new Map<string, Made<GraphNode, CardNode>>();
  let madeEdges = new Map<string, Made<GraphEdge, LineEdge>>();
  return {
    nodes(document, { selected, moving }) {
      const used = usedPorts(document?.edges ?? []);
      const undoers = new Set(document?.nodes.map(({ compensate }) => compensate));
      const next = new Map<string, Made<GraphNode, CardNode>>();
      document?.nodes.forEach((node, index) => {
        const position = moving.get(node.id) ?? positionOf(node, index);
        const ports = portsOf(node, kinds.get(node.kind), used.get(node.id));
        const isSelected = selected.has(node.id);
        const undo = undoers.has(node.id) ? 'undoes' : node.compensate === undefined ? 'none' : 'undone';
        const key = `${position.x},${position.y},${isSelected},${undo},${ports.join('|')}`;
        const old = madeNodes.get(node.id);
        if (old?.source === node && old.key === key) next.set(node.id, old);
        else {
          const executable = kinds.get(node.kind)?.executable ?? true;
          next.set(node.id, {
            source: node,
            key,
            made: toCard(node, { position, ports, isSelected, executable, undo }),
          });
        }
      });
      madeNodes = next;
      return Array.from(next.values(), ({ made }) => made);
    },
    edges(document, selected) {
      const ids = new Set(document?.nodes.map(({ id }) => id));
      const next = new Map<string, Made<GraphEdge, LineEdge>>();
      for (const edge of document?.edges ?? []) {
        // A dangling edge is in the problems list; it has no two ends to draw between.
        if (!ids.has(edge.source) || !ids.has(edge.target)) continue;
        const key = String(selected.has(edge.id));
        const old = madeEdges.get(edge.id);
        if (old?.source === edge && old.key === key) next.set(edge.id, old);
        else next.set(edge.id, { source: edge, key, made: toLine(edge, selected.has(edge.id)) });
      }
      for (const node of document?.nodes ?? []) {
        if (node.compensate === undefined || !ids.has(node.compensate)) continue;
        const id = undoLineId(node.id);
        const old = madeEdges.get(id);
        next.set(
          id,
          old?.key === node.compensate
            ? old
            : { source: undefined, key: node.compensate, made: toUndoLine(node.id, node.compensate) },
        );
      }
      madeEdges = next;
      return Array.from(next.values(), ({ made }) => made);
    },
  };
}

function usedPorts(edges: readonly GraphEdge[]): ReadonlyMap<string, string[]> {
  const used = new Map<string, string[]>();
  for (const edge of edges) {
    const ports = used.get(edge.source);
    if (ports === undefined) used.set(edge.source, [edge.port ?? defaultPort]);
    else ports.push(edge.port ?? defaultPort);
  }
  return used;
}

interface CardParts {
  readonly position: Point;
  readonly ports: readonly string[];
  readonly isSelected: boolean;
  readonly executable: boolean;
  readonly undo: CardNode['data']['undo'];
}

const noRole = { 'aria-roledescription': undefined };

function toCard(node: GraphNode, { position, ports, isSelected, executable, undo }: CardParts): CardNode {
  const height = executable ? cardHeight : noteHeight;
  return {
    id: node.id,
    type: 'card',
    position: { ...position },
    data: { ports, executable, undo },
    selected: isSelected,
    connectable: executable,
    // Given, so that React Flow need not mount a card to measure it.
    width: cardWidth,
    height,
    measured: { width: cardWidth, height },
    handles: executable ? handlesOf(ports) : [],
    domAttributes: noRole,
  };
}

function handlesOf(ports: readonly string[]): NodeHandle[] {
  const size = { width: handleSize, height: handleSize };
  const half = handleSize / 2;
  const target: NodeHandle = {
    id: 'in',
    type: 'target',
    position: Position.Left,
    x: -half,
    y: cardHeight / 2 - half,
    ...size,
  };
  const sources = ports.map(
    (port, index): NodeHandle => ({
      id: port,
      type: 'source',
      position: Position.Right,
      x: cardWidth - half,
      y: portTop(index, ports.length),
      ...size,
    }),
  );
  const below: NodeHandle = {
    id: undoHandle,
    type: 'source',
    position: Position.Bottom,
    x: cardWidth / 2 - half,
    y: cardHeight - half,
    ...size,
  };
  const above: NodeHandle = {
    id: undoHandle,
    type: 'target',
    position: Position.Top,
    x: cardWidth / 2 - half,
    y: -half,
    ...size,
  };
  return [target, ...sources, below, above];
}

/** No id of an edge has a colon: these lines are nobody's edges. */
const undoLineId = (node: string): string => `undo:${node}`;

function toUndoLine(source: string, target: string): LineEdge {
  return {
    id: undoLineId(source),
    type: 'line',
    source,
    target,
    sourceHandle: undoHandle,
    targetHandle: undoHandle,
    selectable: false,
    focusable: false,
    reconnectable: false,
    deletable: false,
    data: { when: undefined, label: undefined, port: undefined, undoes: true },
    domAttributes: noRole,
  };
}

function toLine(edge: GraphEdge, selected: boolean): LineEdge {
  const port = edge.port ?? defaultPort;
  return {
    id: edge.id,
    type: 'line',
    source: edge.source,
    target: edge.target,
    sourceHandle: port,
    targetHandle: 'in',
    selected,
    data: {
      when: edge.when,
      label: edge.label,
      port: port === defaultPort ? undefined : port,
      isDefault: edge.default === true,
    },
    domAttributes: noRole,
  };
}
