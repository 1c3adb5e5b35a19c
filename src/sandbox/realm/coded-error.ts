import type { ErrorInfo } from '../../model/errors.ts';

const infos = new WeakMap<object, ErrorInfo>();

/** An error for user code to see and catch, with its `code`, that uncaught becomes `info` rather than `node/threw`. */
export function codedError(info: ErrorInfo): Error {
  const error = Object.assign(new Error(info.message), { code: info.code });
  infos.set(error, info);
  return error;
}

export const codeOf = (thrown: unknown): ErrorInfo | undefined =>
  typeof thrown === 'object' && thrown !== null ? infos.get(thrown) : undefined;
