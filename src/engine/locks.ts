import type { Plan } from '../model/plan.ts';
import { activationOf } from './control.ts';
import type { Activation, Control } from './control.ts';

/** Named locks: one activation at a time holds each of them. Rules: SPEC.md, [E106]. */

const lockOf = (plan: Plan, { node }: Pick<Activation, 'node'>): string | undefined => plan.nodes[node]?.lock;

/** Whether somebody else holds the lock that it asks for. */
export function isBlocked(plan: Plan, control: Control, activation: Activation): boolean {
  const lock = lockOf(plan, activation);
  const last = lock === undefined ? undefined : control.locks.get(lock);
  // Whoever is committed, failed or taken away holds nothing any more.
  return last !== undefined && last !== activation.number && activationOf(control, last)?.holds === true;
}

/** It starts: it holds its lock from now on. */
export function locked(plan: Plan, control: Control, activation: Activation): Control {
  const lock = lockOf(plan, activation);
  return lock === undefined ? control : { ...control, locks: control.locks.set(lock, activation.number) };
}
