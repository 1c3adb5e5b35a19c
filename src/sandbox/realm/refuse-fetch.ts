import { codedError } from './coded-error.ts';

/** `fetch` as it stands in this version: no host is granted. */
export function refuseFetch(target: unknown): Promise<never> {
  const address = typeof target === 'string' || target instanceof URL ? ` of ${String(target).slice(0, 200)}` : '';
  return Promise.reject(
    codedError({
      code: 'node/fetch-refused',
      message: `The fetch${address} is refused: code in a node reaches no network.`,
      remedy: "Network hosts can't be granted in this version. Put the data into the execution's input or the context.",
      retryable: false,
    }),
  );
}
