import type { Dispose } from '../base/disposable.ts';
import { createEmitter } from '../base/emitter.ts';
import type { ExecutionEvent } from '../model/event.ts';
import type { ExecutionSummary } from '../model/execution.ts';

/** What tabs tell each other. Broadcasting never steers: whoever hears it only looks. */
export type TabMessage =
  /** Saved events of an execution that the sender drives. */
  | { readonly type: 'events'; readonly events: readonly ExecutionEvent[]; readonly summary: ExecutionSummary }
  | { readonly type: 'execution-changed'; readonly id: string; readonly workflow: string }
  | { readonly type: 'workflow-changed'; readonly id: string };

export interface TabChannel {
  send(message: TabMessage): void;
  subscribe(listener: (message: TabMessage) => void): Dispose;
  close(): void;
}

export function createTabChannel(name: string): TabChannel {
  const channel = new BroadcastChannel(name);
  const emitter = createEmitter<TabMessage>();
  channel.addEventListener('message', ({ data }) => {
    const message = parseTabMessage(data);
    if (message !== undefined) emitter.emit(message);
  });
  return {
    send: (message) => channel.postMessage(message),
    subscribe: (listener) => emitter.subscribe(listener),
    close: () => channel.close(),
  };
}

/** For hosts without other tabs. */
export const noTabs: TabChannel = {
  send: () => undefined,
  subscribe: () => () => undefined,
  close: () => undefined,
};

/** An older or newer version of the bench may run in another tab: what does not fit is ignored. */
export function parseTabMessage(data: unknown): TabMessage | undefined {
  if (typeof data !== 'object' || data === null || !('type' in data)) return undefined;
  const message = data as Record<string, unknown>;
  switch (message['type']) {
    case 'events':
      return Array.isArray(message['events']) && typeof message['summary'] === 'object' && message['summary'] !== null
        ? (message as unknown as TabMessage)
        : undefined;
    case 'execution-changed':
      return typeof message['id'] === 'string' && typeof message['workflow'] === 'string'
        ? (message as unknown as TabMessage)
        : undefined;
    case 'workflow-changed':
      return typeof message['id'] === 'string' ? (message as unknown as TabMessage) : undefined;
    default:
      return undefined;
  }
}
