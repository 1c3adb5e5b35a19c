/** Throws on a broken invariant: a bug of ours, never bad input. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${message}`);
}

/** Ends an exhaustive `switch`: the compiler refuses a union member that no case handles. */
export function assertNever(value: never): never {
  throw new Error(`Unhandled case: ${JSON.stringify(value)}`);
}

/** The value, or a thrown invariant error when it is `undefined`. */
export function ensureDefined<T>(value: T | undefined, message: string): T {
  assert(value !== undefined, message);
  return value;
}
