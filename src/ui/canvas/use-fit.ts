import { useReactFlow } from '@xyflow/react';
import { useCallback, useEffect, useRef } from 'react';
import { type Box, fitView, keepMiddle, sameView, type Viewport } from './fit-view.ts';
import { cardHeight, cardWidth } from './geometry.ts';

/**
 * Shows all nodes. Where the canvas becomes larger or smaller afterwards they are shown anew, as long as nobody has moved
 * the view; else what is in the middle stays there.
 */
export function useFit(frame: HTMLElement | null): () => void {
  const flow = useReactFlow();
  const fitted = useRef<Viewport>(undefined);
  const fit = useCallback(() => {
    // React Flow would keep the wish and jump when the first node comes.
    const nodes = flow.getNodes().map(({ position, width, height }) => ({
      ...position,
      width: width ?? cardWidth,
      height: height ?? cardHeight,
    }));
    const size = frame?.getBoundingClientRect() ?? new DOMRect(0, 0, 800, 500);
    fitted.current = fitView({ nodes, size, covers: coversOf(frame) }) ?? { x: 0, y: 0, zoom: 1 };
    void flow.setViewport(fitted.current);
  }, [flow, frame]);
  useEffect(() => {
    if (frame === null) return undefined;
    let before = frame.getBoundingClientRect();
    const observer = new ResizeObserver(() => {
      const after = frame.getBoundingClientRect();
      if (after.width === before.width && after.height === before.height) return;
      const view = flow.getViewport();
      if (fitted.current !== undefined && sameView(view, fitted.current)) fit();
      else void flow.setViewport(keepMiddle(view, before, after));
      before = after;
    });
    observer.observe(frame);
    return () => observer.disconnect();
  }, [flow, frame, fit]);
  return fit;
}

/** The overview, which lies over a corner of the canvas. */
function coversOf(frame: HTMLElement | null): readonly Box[] {
  const overview = frame?.querySelector('.react-flow__minimap')?.getBoundingClientRect();
  if (frame === null || overview === undefined) return [];
  const { x, y } = frame.getBoundingClientRect();
  return [{ x: overview.x - x, y: overview.y - y, width: overview.width, height: overview.height }];
}
