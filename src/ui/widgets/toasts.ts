import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import { toErrorInfo } from '../../model/errors.ts';

export interface Toast {
  readonly id: number;
  readonly tone: 'neutral' | 'ok' | 'bad';
  readonly text: string;
  /** What to do about it. */
  readonly remedy?: string | undefined;
  readonly action?: { readonly label: string; run(): void | Promise<void> } | undefined;
}

/** Short messages at the edge of the screen, made from anywhere. */
export interface Toasts {
  readonly store: StoreApi<readonly Toast[]>;
  /** Shown for some seconds; those with an action, and errors, longer. */
  show(toast: Omit<Toast, 'id' | 'tone'> & { readonly tone?: Toast['tone'] }): number;
  /** A failure as message and remedy, whatever was thrown. */
  error(thrown: unknown): number;
  dismiss(id: number): void;
}

const atMost = 4;

/** What is said again takes the place of what was said; two with an action may act on different things. */
const saysTheSame = (one: Toast, other: Toast): boolean =>
  one.text === other.text &&
  one.remedy === other.remedy &&
  one.tone === other.tone &&
  one.action === undefined &&
  other.action === undefined;

export function createToasts(): Toasts {
  const store = createStore<readonly Toast[]>(() => []);
  let last = 0;
  const show: Toasts['show'] = (toast) => {
    last += 1;
    const made: Toast = { tone: 'neutral', ...toast, id: last };
    store.setState((toasts) => [...toasts.filter((other) => !saysTheSame(other, made)).slice(1 - atMost), made], true);
    return last;
  };
  return {
    store,
    show,
    error(thrown) {
      const info = toErrorInfo(thrown);
      return show({ tone: 'bad', text: info.message, remedy: info.remedy });
    },
    dismiss: (id) => store.setState((toasts) => toasts.filter((toast) => toast.id !== id), true),
  };
}
