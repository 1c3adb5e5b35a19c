import { assert } from '../base/assert.ts';
import { newOwner } from '../base/owner.ts';
import { consList } from '../base/persistent-queue.ts';
import type { Control } from './control.ts';
import { foldControl } from './fold-control.ts';
import { checkpointIndex, draftOf } from './state.ts';
import type { CheckpointEvent, CheckpointRecord, Draft, ExecutionState } from './state.ts';

/** One control is kept for so many checkpoints of a path: what a rollback folds anew at most. */
const keepEvery = 32;

/** Made by a constructor, as what is kept for every step is: see the README of `base`. */
class OneRecord implements CheckpointRecord {
  readonly index: number;
  readonly parent: number;
  readonly made: CheckpointEvent;
  readonly depth: number;
  readonly steps: number;
  readonly context: CheckpointRecord['context'];
  readonly scopes: CheckpointRecord['scopes'];
  readonly control: Control | undefined;
  readonly sinceControl: number;
  readonly tail: CheckpointRecord['tail'];
  readonly nextActivation: CheckpointRecord['nextActivation'];
  readonly snapshot: CheckpointRecord['snapshot'];
  readonly continued: boolean = false;

  constructor(
    { head, control, context, scopes, tail, nextActivation }: Draft,
    made: CheckpointEvent,
    at: Pick<CheckpointRecord, 'index' | 'sinceControl' | 'snapshot'> & {
      readonly parent: CheckpointRecord | undefined;
    },
  ) {
    const { index, parent, sinceControl, snapshot } = at;
    this.index = index;
    this.parent = head;
    this.made = made;
    this.depth = parent === undefined ? 0 : parent.depth + 1;
    this.steps = (parent?.steps ?? 0) + (made.type === 'step-committed' ? 1 : 0);
    this.context = context;
    this.scopes = scopes;
    this.control = sinceControl === 0 ? { ...control, owner: undefined } : undefined;
    this.sinceControl = sinceControl;
    // Without the event itself.
    this.tail = tail?.tail;
    this.nextActivation = nextActivation;
    this.snapshot = snapshot;
  }
}

/** The new checkpoint, on which the execution stands now: control and context are those of the draft. */
export function checkpointed(next: Draft, event: CheckpointEvent, snapshot?: CheckpointRecord['snapshot']): void {
  const { control, head } = next;
  const { owner } = control;
  const index = checkpointIndex(event.checkpoint);
  assert(index === next.checkpoints.length, `checkpoint ${event.checkpoint} comes out of order`);
  const parent = head < 0 ? undefined : next.checkpoints.get(head);
  const sinceControl = parent === undefined ? 0 : (parent.sinceControl + 1) % keepEvery;
  const record = new OneRecord(next, event, { index, parent, sinceControl, snapshot });
  next.checkpoints = next.checkpoints.set(index, record, owner);
  if (parent !== undefined && head !== index - 1 && !parent.continued) {
    next.checkpoints = next.checkpoints.set(head, { ...parent, continued: true }, owner);
  }
  next.head = index;
  next.branches = Math.max(next.branches, event.branch);
  next.tail = undefined;
  // What is kept never changes: the next ones copy what they touch.
  if (sinceControl === 0 && owner !== undefined) next.control = { ...control, owner: newOwner() };
}

/**
 * The control right after a checkpoint: kept, or folded anew from the nearest one on its path that is, at most
 * {@link keepEvery} checkpoints back (or from a rollback's own snapshot).
 */
export function controlAt(state: ExecutionState, index: number): Control {
  const missing: CheckpointRecord[] = [];
  let at = state.checkpoints.get(index);
  while (at !== undefined && at.control === undefined) {
    missing.push(at);
    at = state.checkpoints.get(at.parent);
  }
  assert(at?.control !== undefined, `nothing to restore checkpoint c${index} from`);
  // Of the state around the control only what the fold of it reads matters. Numbers come out as they were given.
  const scratch = draftOf({ ...state, control: at.control, nextActivation: at.nextActivation }, newOwner());
  for (const record of missing.reverse()) {
    for (const event of consList(record.tail).reverse()) foldControl(scratch, event);
    foldControl(scratch, record.made);
  }
  return { ...scratch.control, owner: undefined };
}
