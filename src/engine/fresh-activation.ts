import type { ErrorInfo } from '../model/errors.ts';
import type { ActivationNumber } from '../model/ids.ts';
import type { Activation, Given } from './control.ts';

const noWaits: Activation['waits'] = [];

interface Fresh {
  readonly number: ActivationNumber;
  readonly node: number;
  readonly frame: string;
  readonly iteration: number;
  readonly cause: ErrorInfo | undefined;
  readonly undoes?: Given | undefined;
}

/** One that is ready for its first attempt. Written out whole: it is made once a step. */
export const freshActivation = ({ number, node, frame, iteration, cause, undoes }: Fresh): Activation => ({
  number,
  node,
  frame,
  iteration,
  attempt: 1,
  tries: 1,
  phase: 'ready',
  cause,
  snapshot: undefined,
  order: undefined,
  startedAt: undefined,
  wait: undefined,
  waits: noWaits,
  error: undefined,
  passed: false,
  since: undefined,
  deadline: undefined,
  holds: false,
  scope: undefined,
  undoes,
});
