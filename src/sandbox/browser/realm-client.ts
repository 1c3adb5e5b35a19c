import { WtbError } from '../../model/errors.ts';
import type { RealmHandle, RealmReply, RealmRequest, RequestRealm } from './realm-messages.ts';

export interface RealmClient {
  readonly request: RequestRealm;
  /** Takes what the page answered. */
  receive(reply: RealmReply): void;
}

interface Waiting {
  resolve(handle: RealmHandle): void;
  reject(error: WtbError): void;
}

/** In the engine's worker: turns the messages to and from the page into promises of realms. */
export function createRealmClient(send: (request: RealmRequest) => void): RealmClient {
  const waiting = new Map<number, Waiting>();
  let last = 0;
  return {
    request() {
      const realm = ++last;
      send({ type: 'realm-open', realm });
      return new Promise((resolve, reject) => waiting.set(realm, { resolve, reject }));
    },
    receive(reply) {
      const waiter = waiting.get(reply.realm);
      waiting.delete(reply.realm);
      if (waiter === undefined) return;
      if (reply.type === 'realm-failed') return waiter.reject(unavailable(reply.message));
      waiter.resolve({
        port: reply.port,
        pulse: reply.pulse,
        kill: (isLost) => send({ type: 'realm-kill', realm: reply.realm, isLost }),
      });
    },
  };
}

const unavailable = (message: string): WtbError =>
  new WtbError({
    code: 'sandbox/unavailable',
    message: `The sandbox did not start: ${message}`,
    remedy: 'Reload the page. Where the bench is hosted, `sandbox.html` must be beside `index.html`.',
  });
