import { stepNamed } from '../model/activation-path.ts';
import { WtbError } from '../model/errors.ts';
import type { ExecutionEvent } from '../model/event.ts';
import { activationPath, type ActivationPath, type CheckpointId } from '../model/ids.ts';

/** The events that make checkpoints. */
type Made = Extract<ExecutionEvent, { readonly hash: string }>;

/** Whether it is a checkpoint's id; what else names a point is a path. */
export const isCheckpointId = (point: CheckpointId | ActivationPath): point is CheckpointId => /^c\d+$/.test(point);

/**
 * The checkpoint that a path names on the way from the root to `head`: the step's (`map[12]/score`, `train#3`), or where a
 * frame began (`map[12]`). Throws `execution/unknown-checkpoint`.
 */
export function checkpointAtPath(events: readonly ExecutionEvent[], head: CheckpointId, path: string): CheckpointId {
  const line = wayTo(events, head);
  const step = stepNamed(
    line.filter((event) => event.type === 'step-committed'),
    path,
  );
  const found = step ?? line.findLast((event) => event.type === 'frame-opened' && event.frame === path);
  if (found !== undefined) return found.checkpoint;
  throw new WtbError({
    code: 'execution/unknown-checkpoint',
    message: `There is no step at ${path} on the way to ${head}.`,
    remedy:
      'Name a step of the current branch by its path, the third of several as path#3, or a checkpoint such as c12.',
  });
}

function wayTo(events: readonly ExecutionEvent[], head: CheckpointId): readonly Made[] {
  const byCheckpoint = new Map<CheckpointId, Made>();
  for (const event of events) if ('hash' in event) byCheckpoint.set(event.checkpoint, event);
  const line: Made[] = [];
  for (let at = byCheckpoint.get(head); at !== undefined; ) {
    line.push(at);
    at = at.type === 'execution-started' ? undefined : byCheckpoint.get(at.parent);
  }
  return line.reverse();
}

/** The frame that a point is in whose context it is about: none for a checkpoint's id, which is about the outermost one. */
export function frameOfPoint(point: CheckpointId | ActivationPath): ActivationPath | undefined {
  if (isCheckpointId(point)) return undefined;
  // `map[12]` is a frame itself.
  const end = point.endsWith(']') ? point.length : point.lastIndexOf('/');
  return end < 0 ? undefined : activationPath(point.slice(0, end));
}
