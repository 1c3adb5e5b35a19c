import type { EngineInput } from './input.ts';
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
import type { EngineEvent, ExecutionState } from './state.ts';
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
  return { state: turn.state, events: turn.events };
}

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
