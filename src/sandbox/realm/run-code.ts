import type { ErrorInfo } from '../../model/errors.ts';
import type { EffectRecord, LogLine } from '../../model/event.ts';
import type { Value } from '../../model/value.ts';
import { type Chosen, createChoices } from './choices.ts';
import { type CodeJob, createArgument } from './code-argument.ts';
import { codedError } from './coded-error.ts';
import { createContextView } from './context-view.ts';
import type { Door } from './door.ts';
import { ownedCopy } from './owned-copy.ts';
import { toUserError } from './user-error.ts';

/** What the attempt came to, and all that it did on the way. */
export interface CodeOutcome {
  readonly result: CodeResult;
  readonly reads: readonly string[];
  readonly allKeys: boolean;
  readonly logs: readonly LogLine[];
  readonly effects: readonly EffectRecord[];
}

export type CodeResult =
  | ({ readonly type: 'returned'; readonly value: Value } & Chosen)
  | { readonly type: 'failed'; readonly error: ErrorInfo };

/** Rejects with what went wrong outside the awaited path: an unhandled rejection, an error in a timer. */
export interface Strays {
  readonly failed: Promise<never>;
}

/**
 * Runs user code by its contract (`nodes/code/CONTRACT.md`): loads the module, calls its default export with the one
 * argument, checks what it returns. The same in a browser realm and inline.
 */
export async function runCode(
  job: CodeJob,
  door: Door,
  load: () => Promise<{ readonly default?: unknown }>,
  strays?: Strays,
): Promise<CodeOutcome> {
  const view = createContextView(job.context);
  const choices = createChoices();
  const attempt = async (): Promise<CodeResult> => {
    const main = mainOf(await load());
    const value: Value = await main(createArgument(job, door, view.proxy, choices));
    return { type: 'returned', value: ownedCopy(value, 'returned'), ...choices.chosen() };
  };
  const result = await (strays === undefined ? attempt() : Promise.race([attempt(), strays.failed])).catch(
    (thrown: unknown): CodeResult => ({ type: 'failed', error: toUserError(thrown, job.origin) }),
  );
  door.close();
  return { result, reads: [...view.reads], allKeys: view.listed(), logs: door.logs, effects: door.effects };
}

type Main = (argument: unknown) => unknown;

function mainOf(module: { readonly default?: unknown }): Main {
  if (typeof module.default === 'function') return module.default as Main;
  throw codedError({
    code: 'node/no-default-export',
    message: `The default export is ${module.default === null ? 'null' : `of type ${typeof module.default}`}, not a function.`,
    remedy: 'Write `export default async ({ context }) => { … }`.',
    retryable: false,
  });
}
