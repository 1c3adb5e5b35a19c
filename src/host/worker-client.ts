import type { Dispose } from '../base/disposable.ts';
import { WtbError } from '../model/errors.ts';
import type { EngineClient, ExecutionsClient, WorkflowsClient } from './engine-client.ts';
import { parseFromWorker, type MethodName, type ToWorker, type Topic } from './messages.ts';

/** The part of a `Worker` that the client uses; a `MessagePort` fits as well. */
export interface MessageEndpoint {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  removeEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: WtbError): void;
}

/** The engine client on the page's side of the worker boundary. */
export interface WorkerClient extends EngineClient {
  /** Asks the worker to save what is not saved yet; for `pagehide` and `visibilitychange`. */
  flush(): void;
  /** Rejects everything under way, with this reason: the worker died. */
  fail(reason: string): void;
}

export function createWorkerClient(endpoint: MessageEndpoint): WorkerClient {
  const pending = new Map<number, Pending>();
  const listeners = new Map<number, (...payload: readonly unknown[]) => void>();
  let lastId = 0;
  let failure: WtbError | undefined;

  const post = (message: ToWorker) => endpoint.postMessage(message);

  function call(method: MethodName, args: readonly unknown[]): Promise<unknown> {
    if (failure !== undefined) return Promise.reject(failure);
    const id = ++lastId;
    return new Promise((resolve, reject) => {
      pending.set(id, { resolve, reject });
      post({ type: 'call', id, method, args });
    });
  }

  function subscribe(topic: Topic, listener: (...payload: readonly unknown[]) => void, execution?: string): Dispose {
    const id = ++lastId;
    listeners.set(id, listener);
    post({ type: 'subscribe', id, topic, ...(execution === undefined ? {} : { execution }) });
    return () => {
      if (listeners.delete(id)) post({ type: 'unsubscribe', id });
    };
  }

  function receive(event: MessageEvent): void {
    const message = parseFromWorker(event.data);
    if (message === undefined) return;
    if (message.type === 'notify') {
      listeners.get(message.id)?.(...message.payload);
      return;
    }
    const waiting = pending.get(message.id);
    pending.delete(message.id);
    if (message.type === 'result') waiting?.resolve(message.value);
    else waiting?.reject(new WtbError(message.error));
  }
  endpoint.addEventListener('message', receive);

  function fail(reason: string): void {
    failure = new WtbError({
      code: 'internal/bug',
      message: reason,
      remedy: 'Reload the page: executions go on from their last saved checkpoint.',
    });
    for (const waiting of pending.values()) waiting.reject(failure);
    pending.clear();
  }

  return {
    executions: methodsOf<ExecutionsClient>('executions', call, {
      subscribe: (id, listener) => subscribe('execution', listener as (...payload: readonly unknown[]) => void, id),
      subscribeList: (listener) => subscribe('executions', listener as (...payload: readonly unknown[]) => void),
    }),
    workflows: methodsOf<WorkflowsClient>('workflows', call, {
      subscribe: (listener) => subscribe('workflows', listener as (...payload: readonly unknown[]) => void),
    }),
    checkSource: (source) => call('checkSource', [source]) as ReturnType<EngineClient['checkSource']>,
    checkExpression: (text) => call('checkExpression', [text]) as ReturnType<EngineClient['checkExpression']>,
    health: () => call('health', []) as ReturnType<EngineClient['health']>,
    flush: () => post({ type: 'flush' }),
    fail,
    dispose: () => {
      endpoint.removeEventListener('message', receive);
      fail('The connection to the engine was closed.');
    },
  };
}

/**
 * One half of the client whose methods are all calls across the boundary, but for the subscriptions given here.
 * The types are those of the interface; the worker checks the arguments when they arrive.
 */
function methodsOf<T extends object>(
  half: 'executions' | 'workflows',
  call: (method: MethodName, args: readonly unknown[]) => Promise<unknown>,
  own: Partial<T>,
): T {
  return new Proxy(own as T, {
    get(target, name) {
      if (typeof name !== 'string' || name in target) return Reflect.get(target, name) as unknown;
      if (name === 'then') return undefined;
      return (...args: readonly unknown[]) => call(`${half}.${name}` as MethodName, args);
    },
  });
}
