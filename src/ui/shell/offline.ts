import { useSyncExternalStore } from 'react';

/** Whether a service worker serves the page, so that it opens without a network. */
export function useOfflineReady(): boolean {
  return useSyncExternalStore(subscribe, isReady);
}

function subscribe(listener: () => void): () => void {
  const container = globalThis.navigator.serviceWorker as ServiceWorkerContainer | undefined;
  container?.addEventListener('controllerchange', listener);
  return () => container?.removeEventListener('controllerchange', listener);
}

function isReady(): boolean {
  const container = globalThis.navigator.serviceWorker as ServiceWorkerContainer | undefined;
  return container?.controller !== undefined && container.controller !== null;
}
