/**
 * The stable codes of expected failures. The part before the slash says which room found it.
 * A code never changes its meaning; new ones may be added.
 */
export type ErrorCode =
  | 'document/syntax'
  | 'document/too-large'
  | 'document/too-deep'
  | 'document/unknown-key'
  | 'document/wrong-type'
  | 'document/missing-key'
  | 'document/bad-value'
  | 'document/format'
  | 'document/duplicate-id'
  | 'document/dangling-edge'
  | 'document/missing-variant'
  | 'document/unknown-kind'
  | 'document/unknown-port'
  | 'document/unreachable-node'
  | 'document/no-start'
  | 'document/condition-cycle'
  | 'document/bad-expression'
  | 'document/bad-config'
  | 'document/bad-join'
  | 'document/ring-start'
  | 'document/unknown-graph'
  | 'document/bad-compensation'
  | 'document/too-many-defaults'
  | 'document/unused-graph'
  | 'document/endless-recursion'
  | 'document/bad-lock'
  | 'context/unsupported-value'
  | 'context/merge'
  | 'context/path'
  | 'context/conflict'
  | 'context/schema'
  | 'context/value-too-large'
  | 'context/too-large'
  | 'context/too-deep'
  | 'context/missing-key'
  | 'execution/invalid-transition'
  | 'execution/not-found'
  | 'execution/driven-elsewhere'
  | 'execution/step-limit'
  | 'execution/deadlock'
  | 'execution/condition'
  | 'execution/input'
  | 'execution/unknown-checkpoint'
  | 'execution/unknown-variant'
  | 'execution/unknown-activation'
  | 'execution/answer'
  | 'execution/depth-limit'
  | 'execution/iteration-limit'
  | 'execution/unknown-scope'
  | 'execution/message'
  | 'execution/time-limit'
  | 'context/history-too-large'
  | 'node/threw'
  | 'node/timeout'
  | 'node/syntax'
  | 'node/no-default-export'
  | 'node/unknown-import'
  | 'node/result'
  | 'node/contract'
  | 'node/port'
  | 'node/assert'
  | 'node/expression'
  | 'node/expression-timeout'
  | 'node/fetch-refused'
  | 'node/out-of-memory'
  | 'node/terminated'
  | 'node/unanswered'
  | 'node/parallel-wait'
  | 'node/deadline'
  | 'storage/unavailable'
  | 'storage/full'
  | 'storage/conflict'
  | 'storage/stale-epoch'
  | 'storage/corrupt'
  | 'storage/not-found'
  | 'storage/schema'
  | 'replay/diverged'
  | 'replay/missing'
  | 'import/unsupported'
  | 'import/too-large'
  | 'sandbox/unavailable'
  | 'cli/usage'
  | 'cli/file'
  | 'internal/bug';

/** Where a failure was found; every field that is known is given. */
export interface ErrorPlace {
  /** JSON path in a document or value: `nodes[3].variants[0].config.source`. */
  readonly path?: string;
  /** 1-based line and column, in the file or in the variant's source. */
  readonly line?: number;
  readonly column?: number;
  readonly node?: string;
  readonly edge?: string;
  readonly variant?: string;
  readonly key?: string;
}

/** An expected failure as data: what crosses workers, is stored in events and shown to people. */
export interface ErrorInfo {
  readonly code: ErrorCode;
  /** A plain sentence: what is wrong. */
  readonly message: string;
  readonly place?: ErrorPlace;
  /** What to do about it. */
  readonly remedy?: string;
  /** Stack of the user's code, our own frames removed. */
  readonly stack?: string;
  /** For errors thrown by user code: the thrown error's `name`, or `typeof` what was thrown. */
  readonly thrown?: string;
  /** `false` where a retry can't help. */
  readonly retryable?: boolean;
}

/** An {@link ErrorInfo} as an exception, for callers that throw. */
export class WtbError extends Error {
  readonly info: ErrorInfo;

  constructor(info: ErrorInfo) {
    super(info.message);
    this.name = 'WtbError';
    this.info = info;
  }
  get code(): ErrorCode {
    return this.info.code;
  }
}

/** The failure as data, whatever was thrown; what is not ours becomes `internal/bug`. */
export function toErrorInfo(thrown: unknown): ErrorInfo {
  if (thrown instanceof WtbError) return thrown.info;
  if (thrown instanceof Error) {
    return {
      code: 'internal/bug',
      message: thrown.message,
      thrown: thrown.name,
      remedy: 'This is a fault of the bench; please report it.',
      ...(thrown.stack === undefined ? {} : { stack: thrown.stack }),
    };
  }
  return { code: 'internal/bug', message: String(thrown), thrown: typeof thrown };
}
