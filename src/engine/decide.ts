import { newOwner } from '../base/owner.ts';
import type { ActivationReport, EngineInput } from './input.ts';
import {
  editContext,
  interrupt,
  pause,
  resume,
  rollback,
  send,
  start,
  step,
  stepBack,
  stop,
  storageFailed,
  swap,
} from './commands.ts';
import { report } from './reports.ts';
import { letGo } from './state.ts';
import type { Draft, EngineEvent, ExecutionState } from './state.ts';
import { Turn } from './turn.ts';
import type { DecideContext } from './turn.ts';

export interface Transition {
  readonly state: ExecutionState;
  readonly events: readonly EngineEvent[];
}

/**
 * The pure core: which facts follow from an input. Throws `WtbError` where a command is refused, and nothing happened then.
 * A report about an activation that is no longer in flight (cancelled, rolled back) gives no events.
 */
export function decide(state: ExecutionState, input: EngineInput, context: DecideContext): readonly EngineEvent[] {
  return transition(state, input, context).events;
}

/** `decide`, and the state after its events; saves folding them twice. */
export function transition(state: ExecutionState, input: EngineInput, context: DecideContext): Transition {
  const turn = new Turn(state, input.at, context);
  take(turn, input);
  const { events } = turn;
  return { state: events.length === 0 ? state : letGo({ ...turn.state }), events };
}

/** The same, written into a state of which nobody else knows. For reports, which are never refused. */
export function transitionInPlace(draft: Draft, input: Report, context: DecideContext): readonly EngineEvent[] {
  draft.control = ownedControl(draft.control);
  const turn = new Turn(draft, input.at, context, draft);
  report(turn, input);
  return turn.events;
}

type Report = Extract<EngineInput, ActivationReport>;

/** Whether it tells of an activation: such a one is never refused. */
export function isReport(input: EngineInput): input is Report {
  switch (input.type) {
    case 'commit':
    case 'fail':
    case 'open':
    case 'drain':
    case 'wait':
    case 'wait-over':
    case 'effect':
    case 'log':
      return true;
    default:
      return false;
  }
}

const ownedControl = (control: Draft['control']): Draft['control'] =>
  control.owner === undefined ? { ...control, owner: newOwner() } : control;

function take(turn: Turn, input: EngineInput): void {
  switch (input.type) {
    case 'start':
      return start(turn, input);
    case 'pause':
      return pause(turn, input.inFlight);
    case 'resume':
      return resume(turn);
    case 'step':
      return step(turn, input);
    case 'step-back':
      return stepBack(turn);
    case 'stop':
      return stop(turn);
    case 'rollback':
      return rollback(turn, input.to);
    case 'swap':
      return swap(turn, input);
    case 'edit-context':
      return editContext(turn, input);
    case 'send':
      return send(turn, input);
    case 'storage-failed':
      return storageFailed(turn, input.error, input.held);
    case 'interrupt':
      return interrupt(turn);
    default:
      return report(turn, input);
  }
}
