import { createContext, useContext, useSyncExternalStore } from 'react';
import type { StoreApi } from 'zustand/vanilla';
import type { NodeFacts, NodeFactsStore } from './node-facts.ts';

/** What lasts only while the canvas is shown. */
export interface CanvasState {
  /** The node whose name is being typed. */
  readonly renaming: string | undefined;
  /** The node that has, or is to get, the keyboard focus. */
  readonly focused: string | undefined;
  /** Grows when the focused card is to take the focus of the page. */
  readonly focusRequest: number;
  /** From where "Connect to…" or "Insert after…" goes on. */
  readonly choosing: { readonly what: 'connect' | 'insert'; readonly from: string } | undefined;
  readonly menu: { readonly x: number; readonly y: number; readonly node?: string; readonly edge?: string } | undefined;
}

export interface CanvasScope {
  readonly facts: NodeFactsStore;
  readonly store: StoreApi<CanvasState>;
}

const CanvasContext = createContext<CanvasScope | undefined>(undefined);
export const CanvasProvider = CanvasContext.Provider;

export function useCanvas(): CanvasScope {
  const scope = useContext(CanvasContext);
  if (scope === undefined) throw new Error('useCanvas needs a CanvasProvider above it');
  return scope;
}

/** A node's facts; the component renders again only when they change. */
export function useNodeFacts(id: string): NodeFacts | undefined {
  const { facts } = useCanvas();
  return useSyncExternalStore(
    (listener) => facts.subscribe(id, listener),
    () => facts.get(id),
  );
}

/** How often an edge carried a token in what is shown. */
export function useTaken(edge: string): number {
  const { facts } = useCanvas();
  return useSyncExternalStore(
    (listener) => facts.subscribeAll(listener),
    () => facts.taken(edge),
  );
}
