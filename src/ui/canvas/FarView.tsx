import { useStoreApi } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { useCanvas } from './canvas-context.ts';
import type { NodeFactsStore } from './node-facts.ts';
import type { LineEdge } from './EdgeLine.tsx';
import { cardHeight, cardWidth } from './geometry.ts';
import type { CardNode } from './NodeCard.tsx';
import { stateColor } from './state-color.ts';
import styles from './Canvas.module.css';

interface FarViewProps {
  readonly nodes: readonly CardNode[];
  readonly edges: readonly LineEdge[];
  readonly active: boolean;
  readonly onPick: (nodes: readonly string[]) => void;
}

/**
 * From far away nodes are coloured blocks on one canvas element, with React Flow's own elements hidden underneath:
 * drawing thousands of cards that nobody can read costs frames.
 */
export function FarView({ nodes, edges, active, onPick }: FarViewProps) {
  const flow = useStoreApi();
  const { facts } = useCanvas();
  const element = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const canvas = element.current;
    if (!active || canvas === null) return undefined;
    let wanted = 0;
    const draw = () => {
      wanted = 0;
      drawBlocks(canvas, flow.getState().transform, { nodes, edges, facts });
    };
    const request = () => {
      if (wanted === 0) wanted = requestAnimationFrame(draw);
    };
    request();
    const stop = [flow.subscribe(request), facts.subscribeAll(request)];
    return () => {
      cancelAnimationFrame(wanted);
      for (const end of stop) end();
    };
  }, [active, nodes, edges, facts, flow]);
  useEffect(() => {
    const pane = flow.getState().domNode;
    if (!active || pane === null) return undefined;
    const pick = (event: MouseEvent) => {
      const box = pane.getBoundingClientRect();
      const [x, y, zoom] = flow.getState().transform;
      const at = { x: (event.clientX - box.left - x) / zoom, y: (event.clientY - box.top - y) / zoom };
      const hit = nodes.findLast(({ position }) => isInside(at, position));
      if (hit !== undefined) onPick([hit.id]);
    };
    pane.addEventListener('click', pick);
    return () => pane.removeEventListener('click', pick);
  }, [active, flow, nodes, onPick]);
  if (!active) return undefined;
  return <canvas ref={element} className={styles['far']} aria-hidden="true" />;
}

interface Point {
  readonly x: number;
  readonly y: number;
}
const isInside = (at: Point, corner: Point): boolean =>
  at.x >= corner.x && at.x <= corner.x + cardWidth && at.y >= corner.y && at.y <= corner.y + cardHeight;

interface Picture {
  readonly nodes: readonly CardNode[];
  readonly edges: readonly LineEdge[];
  readonly facts: NodeFactsStore;
}

function drawBlocks(
  canvas: HTMLCanvasElement,
  [x, y, zoom]: readonly [number, number, number],
  { nodes, edges, facts }: Picture,
): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const ratio = globalThis.devicePixelRatio;
  canvas.width = canvas.clientWidth * ratio;
  canvas.height = canvas.clientHeight * ratio;
  const look = getComputedStyle(canvas);
  context.setTransform(zoom * ratio, 0, 0, zoom * ratio, x * ratio, y * ratio);
  const places = new Map(nodes.map((node) => [node.id, node.position]));
  drawEdges(context, edges, places, look.getPropertyValue('--line-strong'));
  for (const node of nodes) {
    const token = node.selected === true ? '--accent' : stateColor(facts.get(node.id)?.run?.state);
    context.fillStyle = look.getPropertyValue(token);
    context.fillRect(node.position.x, node.position.y, cardWidth, cardHeight);
  }
}

function drawEdges(
  context: CanvasRenderingContext2D,
  edges: readonly LineEdge[],
  places: ReadonlyMap<string, Point>,
  color: string,
): void {
  context.strokeStyle = color;
  context.lineWidth = 3;
  context.beginPath();
  for (const edge of edges) {
    const [from, to] = [places.get(edge.source), places.get(edge.target)];
    if (from === undefined || to === undefined) continue;
    context.moveTo(from.x + cardWidth, from.y + cardHeight / 2);
    context.lineTo(to.x, to.y + cardHeight / 2);
  }
  context.stroke();
}
