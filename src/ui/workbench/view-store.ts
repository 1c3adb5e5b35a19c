import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { ViewState } from './view-state.ts';

const storageKey = 'wtb.view';
type Remembered = Pick<ViewState, 'theme' | 'leftTab' | 'detailTab' | 'tour'>;

const initial: ViewState = {
  theme: 'system',
  leftTab: 'build',
  leftOpen: false,
  inspectorTab: 'variants',
  bottomTab: 'timeline',
  detailTab: 'diff',
  reveal: undefined,
  selectedNodes: [],
  selectedEdges: [],
  dialog: undefined,
  tour: 'unseen',
};

/**
 * The view's state. Theme, tabs and whether the tour was seen are remembered in `storage`; where it refuses
 * (private mode), they last as long as the page.
 */
export function createViewStore(storage: Pick<Storage, 'getItem' | 'setItem'> | undefined): StoreApi<ViewState> {
  const store = createStore<ViewState>(() => ({ ...initial, ...recall(storage) }));
  let saved = '';
  store.subscribe((state) => {
    const text = JSON.stringify(toRemembered(state));
    if (text === saved) return;
    saved = text;
    remember(storage, text);
  });
  return store;
}

function toRemembered({ theme, leftTab, detailTab, tour }: ViewState): Remembered {
  return { theme, leftTab, detailTab, tour: tour === 'running' ? 'unseen' : tour };
}

const choices = {
  theme: ['light', 'dark', 'system'],
  leftTab: ['workflows', 'build', 'executions'],
  detailTab: ['diff', 'context', 'io', 'logs', 'compare'],
  tour: ['unseen', 'done'],
} as const;

/** What was remembered; anything that is not a known choice is left at its default. */
function recall(storage: Pick<Storage, 'getItem'> | undefined): Partial<Remembered> {
  try {
    const parsed: unknown = JSON.parse(storage?.getItem(storageKey) ?? '{}');
    const entries = Object.entries(parsed ?? {}).filter(([key, value]) => isChoice(key, value));
    return Object.fromEntries(entries);
  } catch {
    return {};
  }
}

function isChoice(key: string, value: unknown): boolean {
  const known: Readonly<Record<string, readonly string[]>> = choices;
  return typeof value === 'string' && Object.hasOwn(known, key) && (known[key]?.includes(value) ?? false);
}

function remember(storage: Pick<Storage, 'setItem'> | undefined, text: string): void {
  try {
    storage?.setItem(storageKey, text);
  } catch {
    // A full or refused store costs the memory of a tab, nothing else.
  }
}
