import type { StoredValue } from '../context/stored-value.ts';
import type { NodeResult } from '../model/activation.ts';
import { WtbError } from '../model/errors.ts';
import type { Activation } from './control.ts';
import { spawner } from './fold-frames.ts';
import type { ExecutionState } from './state.ts';

/** A scope that comes to its end while frames are open, or fails after completed ones did what has to be undone: that comes first. */
export function mustDrain({ scope }: Activation): boolean {
  return scope !== undefined && scope.failing === undefined && (scope.open.length > 0 || scope.kept.length > 0);
}

/** `spawn` needs a map around it. */
export function ensureSpawner(
  state: ExecutionState,
  { frame }: Activation,
  { acts }: Extract<NodeResult, { readonly type: 'returned' }>,
): void {
  if (acts?.some(({ type }) => type === 'spawn') !== true || spawner(state, frame) !== undefined) return;
  throw new WtbError({
    code: 'node/result',
    message: 'It spawns an item, but no map is around it.',
    remedy: 'Call `spawn` only in graphs that a `map` node runs.',
    retryable: false,
  });
}

/** What a frame is handed obeys the limit for values like what is written. */
export function ensureSize(key: string, value: StoredValue, maxBytes: number): void {
  if (value.bytesBound <= maxBytes || value.bytes <= maxBytes) return;
  throw new WtbError({
    code: 'context/value-too-large',
    message: `\`${key}\` would be handed ${value.bytes} bytes; the limit is ${maxBytes} bytes.`,
    place: { key },
    remedy: 'Hand on less, or set a higher `limits.maxValueBytes`.',
  });
}
