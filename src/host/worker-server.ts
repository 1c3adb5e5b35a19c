import type { Dispose } from '../base/disposable.ts';
import { toErrorInfo } from '../model/errors.ts';
import type { ExecutionId } from '../model/ids.ts';
import { parseArguments } from './call-arguments.ts';
import type { EngineClient } from './engine-client.ts';
import { parseToWorker, type FromWorker, type MethodName, type ToWorker } from './messages.ts';
import type { MessageEndpoint } from './worker-client.ts';

type Method = (...args: readonly unknown[]) => Promise<unknown>;

/** Serves an engine client to the other side of a message endpoint. `flush` saves what is not saved yet. */
export function serveEngine(endpoint: MessageEndpoint, client: EngineClient, flush: () => Promise<void>): Dispose {
  const subscriptions = new Map<number, Dispose>();
  const post = (message: FromWorker) => endpoint.postMessage(message);

  async function answer(id: number, method: MethodName, args: readonly unknown[]): Promise<void> {
    try {
      post({ type: 'result', id, value: await methodOf(client, method)(...parseArguments(method, args)) });
    } catch (error) {
      post({ type: 'error', id, error: toErrorInfo(error) });
    }
  }

  function subscribe(message: Extract<ToWorker, { type: 'subscribe' }>): Dispose {
    const notify = (...payload: readonly unknown[]) => post({ type: 'notify', id: message.id, payload });
    switch (message.topic) {
      case 'execution':
        return client.executions.subscribe(message.execution as ExecutionId, notify);
      case 'executions':
        return client.executions.subscribeList(notify);
      case 'workflows':
        return client.workflows.subscribe(notify);
    }
  }

  function receive(event: MessageEvent): void {
    const message = parseToWorker(event.data);
    switch (message?.type) {
      case 'call':
        void answer(message.id, message.method, message.args);
        break;
      case 'subscribe':
        subscriptions.set(message.id, subscribe(message));
        break;
      case 'unsubscribe':
        subscriptions.get(message.id)?.();
        subscriptions.delete(message.id);
        break;
      case 'flush':
        flush().catch((error: unknown) => globalThis.reportError(error));
        break;
      case undefined:
        break;
    }
  }

  endpoint.addEventListener('message', receive);
  post({ type: 'ready' });
  return () => {
    endpoint.removeEventListener('message', receive);
    for (const end of subscriptions.values()) end();
  };
}

function methodOf(client: EngineClient, name: MethodName): Method {
  const [half, method] = name.includes('.') ? name.split('.') : [undefined, name];
  const owner = half === 'executions' ? client.executions : half === 'workflows' ? client.workflows : client;
  return (owner as unknown as Record<string, Method>)[method as string]!.bind(owner);
}
