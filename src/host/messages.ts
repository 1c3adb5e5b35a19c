import type { ErrorInfo } from '../model/errors.ts';
import type { EngineClient } from './engine-client.ts';

/**
 * What crosses between page and engine worker. A call names one method of the engine client and gets exactly one
 * `result` or `error`; a subscription gets `notify` until it is ended. Both sides parse what arrives.
 */
export type ToWorker =
  | { readonly type: 'call'; readonly id: number; readonly method: MethodName; readonly args: readonly unknown[] }
  | { readonly type: 'subscribe'; readonly id: number; readonly topic: Topic; readonly execution?: string }
  | { readonly type: 'unsubscribe'; readonly id: number }
  /** The page is about to be hidden or closed: save what is not saved. */
  | { readonly type: 'flush' };

export type FromWorker =
  | { readonly type: 'result'; readonly id: number; readonly value: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: ErrorInfo }
  | { readonly type: 'notify'; readonly id: number; readonly payload: readonly unknown[] };

export type Topic = 'execution' | 'executions' | 'workflows';

const executionMethods = [
  'start',
  'pause',
  'resume',
  'step',
  'stepBack',
  'stop',
  'rollback',
  'fork',
  'swap',
  'editContext',
  'answer',
  'send',
  'setBreakpoints',
  'get',
  'list',
  'document',
  'events',
  'context',
  'value',
  'diff',
  'verify',
  'replay',
  'rename',
  'remove',
  'restore',
  'duplicate',
  'exportBundle',
  'importBundle',
  'whenIdle',
] as const satisfies readonly (keyof EngineClient['executions'])[];
const workflowMethods = [
  'list',
  'get',
  'versions',
  'save',
  'create',
  'duplicate',
  'remove',
  'restore',
] as const satisfies readonly (keyof EngineClient['workflows'])[];

export type MethodName =
  | `executions.${(typeof executionMethods)[number]}`
  | `workflows.${(typeof workflowMethods)[number]}`
  | 'checkSource'
  | 'checkExpression'
  | 'health';

export const methodNames: ReadonlySet<string> = new Set<MethodName>([
  ...executionMethods.map((name) => `executions.${name}` as const),
  ...workflowMethods.map((name) => `workflows.${name}` as const),
  'checkSource',
  'checkExpression',
  'health',
]);

/** The message, or `undefined` when it is not one of ours (extensions post to pages, too). */
export function parseToWorker(data: unknown): ToWorker | undefined {
  if (!isRecord(data)) return undefined;
  switch (data['type']) {
    case 'call':
      return isId(data['id']) && isMethod(data['method']) && Array.isArray(data['args'])
        ? { type: 'call', id: data['id'], method: data['method'], args: data['args'] }
        : undefined;
    case 'subscribe': {
      const { id, topic, execution } = data;
      if (!isId(id) || (topic !== 'execution' && topic !== 'executions' && topic !== 'workflows')) return undefined;
      if (topic === 'execution')
        return typeof execution === 'string' ? { type: 'subscribe', id, topic, execution } : undefined;
      return { type: 'subscribe', id, topic };
    }
    case 'unsubscribe':
      return isId(data['id']) ? { type: 'unsubscribe', id: data['id'] } : undefined;
    case 'flush':
      return { type: 'flush' };
    default:
      return undefined;
  }
}

export function parseFromWorker(data: unknown): FromWorker | undefined {
  if (!isRecord(data)) return undefined;
  const { type, id } = data;
  if (!isId(id)) return undefined;
  if (type === 'result') return { type, id, value: data['value'] };
  if (type === 'error' && isErrorInfo(data['error'])) return { type, id, error: data['error'] };
  if (type === 'notify' && Array.isArray(data['payload'])) return { type, id, payload: data['payload'] };
  return undefined;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isId = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value);
const isMethod = (value: unknown): value is MethodName => typeof value === 'string' && methodNames.has(value);
const isErrorInfo = (value: unknown): value is ErrorInfo =>
  isRecord(value) && typeof value['code'] === 'string' && typeof value['message'] === 'string';
