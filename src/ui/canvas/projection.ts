import { Position } from '@xyflow/react';
import type { NodeHandle } from '@xyflow/react';
import type { GraphDocument, GraphEdge, GraphNode, Position as Point } from '../../model/graph-document.ts';
import type { NodeKinds } from '../../model/node-definition.ts';
import { defaultPort } from './default-port.ts';
import type { LineEdge } from './EdgeLine.tsx';
import { cardHeight, cardWidth, handleSize, noteHeight, portTop, portsOf, positionOf } from './geometry.ts';
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
  readonly source: S;
  readonly key: string;
  readonly made: T;
}

export function createProjection(kinds: NodeKinds): Projection {
  let madeNodes = new Map<string, Made<GraphNode, CardNode>>();
  let madeEdges = new Map<string, Made<GraphEdge, LineEdge>>();
  return {
    nodes(document, { selected, moving }) {
      const used = usedPorts(document?.edges ?? []);
      const next = new Map<string, Made<GraphNode, CardNode>>();
      document?.nodes.forEach((node, index) => {
        const position = moving.get(node.id) ?? positionOf(node, index);
        const ports = portsOf(node, kinds.get(node.kind), used.get(node.id));
        const isSelected = selected.has(node.id);
        const key = `${position.x},${position.y},${isSelected},${ports.join('|')}`;
        const old = madeNodes.get(node.id);
        if (old?.source === node && old.key === key) next.set(node.id, old);
        else {
          const executable = kinds.get(node.kind)?.executable ?? true;
          next.set(node.id, { source: node, key, made: toCard(node, { position, ports, isSelected, executable }) });
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
}

const noRole = { 'aria-roledescription': undefined };

function toCard(node: GraphNode, { position, ports, isSelected, executable }: CardParts): CardNode {
  const height = executable ? cardHeight : noteHeight;
  return {
    id: node.id,
    type: 'card',
    position: { ...position },
    data: { ports, executable },
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
  return [target, ...sources];
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
    data: { when: edge.when, label: edge.label, port: port === defaultPort ? undefined : port },
    domAttributes: noRole,
  };
}
