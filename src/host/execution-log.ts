import {
  createContextBus,
  type ContextBus,
  type ContextBusPorts,
  type ContextEntries,
} from '../context/context-bus.ts';
import { WtbError } from '../model/errors.ts';
import type { ScopeView } from '../model/checkpoint.ts';
import type { ContextChange, ExecutionEvent, StepCommitted } from '../model/event.ts';
import type { GraphDocument } from '../model/graph-document.ts';
import { subGraphNamed } from '../model/graph-names.ts';
import type { CheckpointId, Seq } from '../model/ids.ts';
import { ScopeContexts } from './scope-contexts.ts';

/** The events of one execution as clients see them, and the context bus that follows them. */
export interface ExecutionLog {
  readonly events: readonly ExecutionEvent[];
  readonly bus: ContextBus;
  append(events: readonly ExecutionEvent[]): void;
  from(seq: Seq): readonly ExecutionEvent[];
  /** The outermost context. Throws `execution/unknown-checkpoint`. */
  contextAt(checkpoint: CheckpointId): ContextEntries;
  /** What the frames see that are open there. */
  scopesAt(checkpoint: CheckpointId): readonly ScopeView[];
}

/** @param document what the execution is pinned to */
export function createExecutionLog(
  ports: ContextBusPorts,
  document: GraphDocument,
  initial: readonly ExecutionEvent[] = [],
): ExecutionLog {
  const events: ExecutionEvent[] = [];
  const bus = createContextBus(ports);
  const scopes = new ScopeContexts({
    outermost: (at) => bus.snapshot(at),
    isIsolated: (graph) => subGraphNamed(document, graph)?.context !== undefined,
  });
  const log: ExecutionLog = {
    events,
    bus,
    append(batch) {
      for (const event of batch) {
        events.push(event);
        tell(bus, event);
        scopes.tell(event);
      }
    },
    from: (seq) => events.slice(seq),
    scopesAt: (checkpoint) => scopes.at(checkpoint),
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
      bus.record({ ...factsOf(event), source: 'step', writer: event.path, changes: outermost(event) });
      break;
    case 'context-edited':
      bus.record({ ...factsOf(event), source: 'edit', writer: undefined, changes: outermost(event) });
      break;
    case 'frame-opened':
      bus.record({ ...factsOf(event), source: 'scope', writer: event.path, changes: [] });
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

/** What was written in a frame is not in the outermost context. */
const outermost = ({ scope, changes }: Pick<StepCommitted, 'scope' | 'changes'>): readonly ContextChange[] =>
  scope === undefined ? changes : [];

const factsOf = ({ checkpoint, parent }: { readonly checkpoint: CheckpointId; readonly parent: CheckpointId }) => ({
  checkpoint,
  parent,
});
