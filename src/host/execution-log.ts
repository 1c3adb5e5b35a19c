import type { ExecutionEvent } from '../model/event.ts';
import type { CheckpointId, Seq } from '../model/ids.ts';
import { WtbError } from '../model/errors.ts';
import { createContextHistory, type ContextEntries } from './context-history.ts';

/** The events of one execution as clients see them, and the contexts derived from them. */
export interface ExecutionLog {
  readonly events: readonly ExecutionEvent[];
  append(events: readonly ExecutionEvent[]): void;
  from(seq: Seq): readonly ExecutionEvent[];
  /** Throws `execution/unknown-checkpoint`. */
  contextAt(checkpoint: CheckpointId): ContextEntries;
}

export function createExecutionLog(initial: readonly ExecutionEvent[] = []): ExecutionLog {
  const events: ExecutionEvent[] = [];
  const history = createContextHistory();
  const log: ExecutionLog = {
    events,
    append(batch) {
      for (const event of batch) {
        events.push(event);
        history.add(event);
      }
    },
    from: (seq) => events.slice(seq),
    contextAt(checkpoint) {
      const entries = history.at(checkpoint);
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
