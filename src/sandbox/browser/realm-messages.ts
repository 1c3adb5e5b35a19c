/**
 * How the engine's worker asks the page for realms: frames can only be made there. The page has a worker started in a
 * hidden opaque-origin frame and hands over one end of a channel to it; nothing else goes through the page.
 */

/** Engine worker → page. */
export type RealmRequest =
  | { readonly type: 'realm-open'; readonly realm: number }
  /** Ends the worker, whatever it is doing. `isLost`: it is gone already, and its frame perhaps with it. */
  | { readonly type: 'realm-kill'; readonly realm: number; readonly isLost: boolean };

/** Page → engine worker; the ports are in the transfer list of an opened realm. */
export type RealmReply =
  | { readonly type: 'realm-opened'; readonly realm: number; readonly port: MessagePort; readonly pulse: MessagePort }
  | { readonly type: 'realm-failed'; readonly realm: number; readonly message: string };

/** What is used of a `MessagePort`; its `close` event says that the other end is gone. */
export type RealmPort = Pick<MessagePort, 'postMessage' | 'addEventListener' | 'start' | 'close'>;

/** A running realm: its port, already leading to the worker in the frame, and the way to end it. */
export interface RealmHandle {
  readonly port: RealmPort;
  /** Leads to the frame itself, which answers every message while its process lives; absent where the port tells its end. */
  readonly pulse?: RealmPort;
  /** What to do where realms don't start. */
  readonly remedy?: string;
  /** `isLost`: it died or never lived, and whatever it lives in may be dead too. */
  kill(isLost: boolean): void;
}
export type RequestRealm = () => Promise<RealmHandle>;

export function isRealmRequest(message: unknown): message is RealmRequest {
  const { type, realm } = (typeof message === 'object' && message !== null ? message : {}) as Record<string, unknown>;
  return (type === 'realm-open' || type === 'realm-kill') && typeof realm === 'number';
}

export function isRealmReply(message: unknown): message is RealmReply {
  const { type, realm } = (typeof message === 'object' && message !== null ? message : {}) as Record<string, unknown>;
  return (type === 'realm-opened' || type === 'realm-failed') && typeof realm === 'number';
}
