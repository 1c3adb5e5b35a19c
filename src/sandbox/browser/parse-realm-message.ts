import type { ErrorInfo } from '../../model/errors.ts';
import type { ContextPatch, EffectRecord, LogLine } from '../../model/event.ts';
import type { Value } from '../../model/value.ts';
import { type CodeAct, maxActs, maxPatches } from '../realm/choices.ts';
import type { FromRealm, KeptValue } from '../realm/messages.ts';
import type { CodeOutcome, CodeResult } from '../realm/run-code.ts';

/**
 * What a realm says, checked: user code may have taken the realm's own functions apart and forged it. Texts are cut to
 * sane lengths; `undefined` for what is no message at all.
 */
export function parseRealmMessage(data: unknown): FromRealm | undefined {
  const message = record(data);
  const id = message?.['id'];
  if (message?.['type'] === 'ready') return { type: 'ready' };
  if (message === undefined || typeof id !== 'number') return undefined;
  if (message['type'] === 'waits') {
    const until = message['until'];
    return typeof until === 'number' && until >= 0 ? { type: 'waits', id, until } : undefined;
  }
  const kept = list(message['kept']).flatMap(parseKept);
  if (message['type'] === 'outcome') {
    const outcome = parseOutcome(message['outcome']);
    return outcome && { type: 'outcome', id, outcome, kept, tainted: message['tainted'] !== false };
  }
  if (message['type'] !== 'evaluated') return undefined;
  const result = record(message['result']);
  if (result === undefined) return undefined;
  return {
    type: 'evaluated',
    id,
    kept,
    result: 'error' in result ? { error: parseError(result['error']) } : { value: result['value'] },
  };
}

type Fields = Readonly<Record<string, unknown>>;

const record = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const strings = (value: unknown): string[] => list(value).filter((item): item is string => typeof item === 'string');

const maxText = 20_000;
const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, maxText) : '');

function parseOutcome(data: unknown): CodeOutcome | undefined {
  const outcome = record(data);
  const result = record(outcome?.['result']);
  if (outcome === undefined || result === undefined) return undefined;
  return {
    result: parseResult(result),
    reads: strings(outcome['reads']),
    allKeys: outcome['allKeys'] === true,
    logs: list(outcome['logs']).slice(0, 1000).flatMap(parseLog),
    effects: list(outcome['effects']).slice(0, 2000).flatMap(parseEffect),
  };
}

function parseResult(result: Fields): CodeResult {
  if (result['type'] !== 'returned') return { type: 'failed', error: parseError(result['error']) };
  const port = result['port'];
  const removed = strings(result['removed']);
  const patches = list(result['patches']).slice(0, maxPatches).flatMap(parsePatch);
  const acts = list(result['acts']).slice(0, maxActs).flatMap(parseAct);
  return {
    type: 'returned',
    value: result['value'],
    ...(typeof port === 'string' && port !== '' ? { port } : {}),
    ...(removed.length === 0 ? {} : { removed }),
    ...(patches.length === 0 ? {} : { patches }),
    ...(acts.length === 0 ? {} : { acts }),
  };
}

function parsePatch(data: unknown): ContextPatch<Value>[] {
  const patch = record(data);
  const key = patch?.['key'];
  const path = list(patch?.['path']);
  const fits = (part: unknown): part is string | number =>
    typeof part === 'string' || (Number.isSafeInteger(part) && (part as number) >= 0);
  if (patch === undefined || typeof key !== 'string' || path.length === 0 || !path.every(fits)) return [];
  return patch['remove'] === true ? [{ key, path, remove: true }] : [{ key, path, value: patch['value'] }];
}

function parseAct(data: unknown): CodeAct[] {
  const act = record(data);
  if (act === undefined) return [];
  const { type, name, key, value, persistent } = act;
  if (type === 'spawn') return [{ type, value }];
  if (type !== 'send' || typeof name !== 'string' || name === '') return [];
  const keyed = typeof key === 'string' ? { key: text(key) } : {};
  return [{ type, name: text(name), ...keyed, value, persistent: persistent === true }];
}

function parseError(data: unknown): ErrorInfo {
  const error = record(data) ?? {};
  const code = text(error['code']);
  const place = record(error['place']) ?? {};
  const textOf = (fields: Fields, key: string) => (typeof fields[key] === 'string' ? { [key]: text(fields[key]) } : {});
  const numberOf = (key: string) => (Number.isSafeInteger(place[key]) ? { [key]: place[key] as number } : {});
  return {
    code: (/^(node|context|replay|internal)\/[a-z-]+$/.test(code) ? code : 'node/threw') as ErrorInfo['code'],
    message: text(error['message']) || 'The code failed.',
    place: {
      ...textOf(place, 'node'),
      ...textOf(place, 'variant'),
      ...textOf(place, 'key'),
      ...textOf(place, 'path'),
      ...numberOf('line'),
      ...numberOf('column'),
    },
    ...textOf(error, 'remedy'),
    ...textOf(error, 'stack'),
    ...textOf(error, 'thrown'),
    ...(error['retryable'] === false ? { retryable: false } : {}),
  };
}

const levels: ReadonlySet<unknown> = new Set(['debug', 'info', 'warn', 'error']);

function parseLog(data: unknown): LogLine[] {
  const line = record(data);
  if (line === undefined || !levels.has(line['level']) || typeof line['at'] !== 'number') return [];
  return [{ level: line['level'] as LogLine['level'], text: text(line['text']), at: line['at'] }];
}

function parseEffect(data: unknown): EffectRecord[] {
  const effect = record(data);
  if (effect === undefined || (effect['type'] !== 'now' && effect['type'] !== 'sleep')) return [];
  return [{ type: effect['type'], request: effect['request'], result: effect['result'] }];
}

function parseKept(data: unknown): KeptValue[] {
  const kept = record(data);
  if (kept === undefined || typeof kept['hash'] !== 'string') return [];
  const bytes = kept['bytes'];
  return [{ hash: kept['hash'], bytes: typeof bytes === 'number' && bytes >= 0 ? bytes : undefined }];
}
