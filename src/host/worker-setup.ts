import type { RealmReply, RealmRequest } from '../sandbox/browser/realm-messages.ts';

/**
 * What page and engine worker say to each other besides calls: the page tells the worker where it is, the worker asks
 * for sandbox realms (only a page can make frames) and for the witness to be kept (workers have no localStorage).
 */
export type WorkerSetup = {
  readonly type: 'setup';
  /** Address of the app's folder. */
  readonly base: string;
  /** What the witness said: how many records the database should at least have. */
  readonly witness: number | undefined;
};
export type WitnessWrite = { readonly type: 'witness'; readonly records: number };
export type SetupFromWorker = RealmRequest | WitnessWrite;
export type SetupToWorker = RealmReply | WorkerSetup;

export function parseWorkerSetup(data: unknown): WorkerSetup | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { type, base, witness } = data as Record<string, unknown>;
  if (type !== 'setup' || typeof base !== 'string') return undefined;
  return { type, base, witness: typeof witness === 'number' ? witness : undefined };
}

export function parseWitnessWrite(data: unknown): WitnessWrite | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { type, records } = data as Record<string, unknown>;
  return type === 'witness' && typeof records === 'number' ? { type, records } : undefined;
}
