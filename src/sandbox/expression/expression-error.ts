import { WtbError } from '../../model/errors.ts';

/** JSONata throws objects with `code`, `message`, `position`; some of them while evaluating. */
export function toExpressionError(thrown: unknown): WtbError {
  if (thrown instanceof WtbError) return thrown;
  const { code, message, position } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as {
    code?: unknown;
    message?: unknown;
    position?: unknown;
  };
  const text = typeof message === 'string' && message !== '' ? message : String(thrown);
  return new WtbError({
    code: code === 'D1012' ? 'node/expression-timeout' : 'node/expression',
    message: text.endsWith('.') ? text : `${text}.`,
    ...(typeof position === 'number' ? { place: { line: 1, column: position + 1 } } : {}),
    retryable: false,
  });
}
