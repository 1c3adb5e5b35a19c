import { codedError } from './coded-error.ts';

/** What loading a module came to, when it failed before any of it ran: an import that names nothing. */
export function linkError(thrown: unknown): unknown {
  const message = thrown instanceof SyntaxError ? thrown.message : '';
  const name =
    /export named '([^']*)'/.exec(message)?.[1] ??
    (/export named|default export/.test(message) ? 'default' : undefined);
  if (name === undefined) return thrown;
  return codedError({
    code: 'node/unknown-import',
    message: `The source imports \`${name}\`, which the module that it names does not export.`,
    remedy: "Look up the module's exports in its documentation.",
    retryable: false,
  });
}
