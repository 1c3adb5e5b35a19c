import type { LiveActivation } from '../model/execution.ts';
import type { Activation } from './control.ts';
import { isBlocked } from './locks.ts';
import { pathOf, planNode } from './state.ts';
import type { ExecutionState } from './state.ts';

/** What is ready, running, waiting or failed, in order of activation. */
export function liveActivations(state: ExecutionState): LiveActivation[] {
  return [...state.control.live.values()].map((activation) => liveActivation(state, activation));
}

function liveActivation(state: ExecutionState, activation: Activation): LiveActivation {
  const { number, iteration, attempt, phase, wait, error, startedAt } = activation;
  return {
    activation: number,
    path: pathOf(state, activation),
    node: planNode(state, activation.node).id,
    iteration,
    attempt,
    state: phase === 'ready' && isBlocked(state.plan, state.control, activation) ? 'blocked' : phase,
    ...(wait === undefined ? {} : { wait }),
    ...(error === undefined ? {} : { error }),
    ...(startedAt === undefined ? {} : { startedAt }),
  };
}
