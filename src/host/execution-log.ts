import {
  createContextBus,
  type ContextBus,
  type ContextBusPorts,
  type ContextEntries,
} from '../context/context-bus.ts';
import { WtbError } from '../model/errors.ts';
import type { ExecutionEvent } from '../model/event.ts';
import type { CheckpointId, Seq } from '../model/ids.ts';

/** The events of one execution as clients see them, and the context bus that follows them. */
export interface ExecutionLog {
  readonly events: readonly ExecutionEvent[];
  readonly bus: ContextBus;
  append(events: readonly ExecutionEvent[]): void;
  from(seq: Seq): readonly ExecutionEvent[];
  /** Throws `execution/unknown-checkpoint`. */
  contextAt(checkpoint: CheckpointId): ContextEntries;
}

export function createExecutionLog(ports: ContextBusPorts, initial: readonly ExecutionEvent[] = []): ExecutionLog {
  const events: ExecutionEvent[] = [];
  const bus = createContextBus(ports);
  const log: ExecutionLog = {
    events,
    bus,
    append(batch) {
      for (const event of batch) {
        events.push(event);
        tell(bus, event);
      }
    },
    from: (seq) => events.slice(seq),
    contextAt(checkpoint) {
      const entries = bus.snapshot(checkpoint);
      if (entries !== undefined) return entries;
      throw new WtbError({
        code: 'execution/unknown-checkpoint',
        message: `This execution has no checkpoint ${checkpoint}.`,
        remedy: 'Choose a step of the timeline.',
      });
    },
  };
  log.append(initial);
  return log;
}

function tell(bus: ContextBus, event: ExecutionEvent): void {
  switch (event.type) {
    case 'execution-started':
      bus.record({
        checkpoint: event.checkpoint,
        parent: undefined,
        source: 'input',
        writer: undefined,
        changes: event.changes,
      });
      break;
    case 'step-committed':
      bus.record({ ...factsOf(event), source: 'step', writer: event.path, changes: event.changes });
      break;
    case 'context-edited':
      bus.record({ ...factsOf(event), source: 'edit', writer: undefined, changes: event.changes });
      break;
    case 'variant-swapped':
      bus.record({ ...factsOf(event), source: 'swap', writer: undefined, changes: [] });
      break;
    case 'execution-rolled-back':
      bus.moveTo(event.to);
      break;
    default:
  }
}

const factsOf = ({ checkpoint, parent }: { readonly checkpoint: CheckpointId; readonly parent: CheckpointId }) => ({
  checkpoint,
  parent,
});
