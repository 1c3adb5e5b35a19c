import { copyValue } from '../../context/check-value.ts';
import { WtbError } from '../../model/errors.ts';
import type { Value } from '../../model/value.ts';
import { codedError } from './coded-error.ts';
import { findCycle } from './find-cycle.ts';

/**
 * A copy that can cross and be kept; refuses functions, class instances, cycles and the like with their path.
 * `what` says in messages which value it is: "returned", for example.
 */
export function ownedCopy(value: Value, what: string): Value {
  try {
    return copyValue(value).value;
  } catch (thrown) {
    if (thrown instanceof RangeError) throw tooDeep(findCycle(value), what);
    if (!(thrown instanceof WtbError)) throw thrown;
    throw codedError({ ...thrown.info, message: `The ${what} ${thrown.info.message}`, retryable: false });
  }
}

/** A worker's call stack may end before the context's own limit does. */
function tooDeep(cycle: string | undefined, what: string): Error {
  return cycle === undefined
    ? codedError({
        code: 'context/too-deep',
        message: `The ${what} value is nested too deeply.`,
        remedy: 'Flatten the value.',
        retryable: false,
      })
    : codedError({
        code: 'context/unsupported-value',
        message: `The ${what} ${cycle} is a cycle (it contains itself), which the context can't hold.`,
        place: { path: cycle },
        remedy: 'Return a tree: drop the reference back.',
        retryable: false,
      });
}
