import type { MiniMapNodeProps } from '@xyflow/react';
import { useNodeFacts } from './canvas-context.ts';
import { stateColor } from './state-color.ts';

/** A node in the overview, in the colour of its state. */
export function MiniMapNode({ id, x, y, width, height, selected }: MiniMapNodeProps) {
  const facts = useNodeFacts(id);
  const color = selected ? '--accent' : stateColor(facts?.run?.state);
  return <rect x={x} y={y} width={width} height={height} rx={10} style={{ fill: `var(${color})` }} />;
}
