import type { Dispose } from '../base/disposable.ts';
import { toErrorInfo } from '../model/errors.ts';
import type { ExecutionId } from '../model/ids.ts';
import { parseArguments } from './call-arguments.ts';
import type { EngineClient } from './engine-client.ts';
import type { EngineHost } from './engine-host.ts';
import { parseToWorker, type FromWorker, type MethodName, type ToWorker } from './messages.ts';
import type { MessageEndpoint } from './worker-client.ts';

type Method = (...args: readonly unknown[]) => Promise<unknown>;

/**
 * Serves an engine host to the other side of a message endpoint. The host may still be opening its store: calls that
 * arrive meanwhile wait for it, and fail with its error where it never opens.
 */
export function serveEngine(endpoint: MessageEndpoint, opening: Promise<EngineHost>): Dispose {
  const subscriptions = new Map<number, Dispose>();
  const post = (message: FromWorker) => endpoint.postMessage(message);

  async function answer(id: number, method: MethodName, args: readonly unknown[]): Promise<void> {
    try {
      const host = await opening;
      post({ type: 'result', id, value: await methodOf(host, method)(...parseArguments(method, args)) });
    } catch (error) {
      post({ type: 'error', id, error: toErrorInfo(error) });
    }
  }

  function subscribe(message: Extract<ToWorker, { type: 'subscribe' }>): void {
    let end: Dispose = () => undefined;
    let isEnded = false;
    subscriptions.set(message.id, () => {
      isEnded = true;
      end();
    });
    const notify = (...payload: readonly unknown[]) => post({ type: 'notify', id: message.id, payload });
    opening.then(
      (host) => {
        if (!isEnded) end = subscribeTo(host, message, notify);
      },
      // Every call says so, too; a subscription has nobody to tell.
      () => undefined,
    );
  }

  function receive(event: MessageEvent): void {
    const message = parseToWorker(event.data);
    switch (message?.type) {
      case 'call':
        void answer(message.id, message.method, message.args);
        break;
      case 'subscribe':
        subscribe(message);
        break;
      case 'unsubscribe':
        subscriptions.get(message.id)?.();
        subscriptions.delete(message.id);
        break;
      case 'flush':
        opening.then((host) => host.flush()).catch((error: unknown) => globalThis.reportError(error));
        break;
      case undefined:
        break;
    }
  }

  endpoint.addEventListener('message', receive);
  return () => {
    endpoint.removeEventListener('message', receive);
    for (const end of subscriptions.values()) end();
  };
}

function subscribeTo(
  client: EngineClient,
  { topic, execution }: Extract<ToWorker, { type: 'subscribe' }>,
  notify: (...payload: readonly unknown[]) => void,
): Dispose {
  if (topic === 'execution') return client.executions.subscribe(execution as ExecutionId, notify);
  return topic === 'executions' ? client.executions.subscribeList(notify) : client.workflows.subscribe(notify);
}

function methodOf(client: EngineClient, name: MethodName): Method {
  const [half, method] = name.includes('.') ? name.split('.') : [undefined, name];
  const owner = half === 'executions' ? client.executions : half === 'workflows' ? client.workflows : client;
  const found = (owner as unknown as Record<string, Method | undefined>)[method ?? ''];
  if (found === undefined) throw new Error(`the client has no method ${name}`);
  return found.bind(owner);
}
