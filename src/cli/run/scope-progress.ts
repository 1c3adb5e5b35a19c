import type { NodeExecutor } from '../../model/activation.ts';
import type { ExecutionEvent } from '../../model/event.ts';
import type { LiveActivation } from '../../model/execution.ts';
import type { Value } from '../../model/value.ts';
import { toolsWith } from './tools-with.ts';

/** How many items a map has, by its path: known when it evaluated what it is over. */
export type ItemCounts = Map<string, number>;

/** The executors, maps telling how many items they have. */
export function countingExecutors(
  executors: ReadonlyMap<string, NodeExecutor>,
  counts: ItemCounts,
): ReadonlyMap<string, NodeExecutor> {
  const map = executors.get('map');
  if (map === undefined) return executors;
  const counting: NodeExecutor = {
    execute: (activation, tools) =>
      map.execute(
        activation,
        toolsWith(tools, {
          async evaluate(expression, frame) {
            const value = await tools.evaluate(expression, frame);
            if (frame === undefined && expression === activation.config['over'])
              counts.set(activation.path, countOf(value));
            return value;
          },
        }),
      ),
  };
  return new Map([...executors, ['map', counting]]);
}

function countOf(value: Value): number {
  if (Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}

interface Frames {
  readonly opened: Set<string>;
  readonly closed: Set<string>;
}

/** How far the scopes are whose frames run: by what the log says of frames. */
export class ScopeProgress {
  private readonly scopes = new Map<string, Frames>();
  private readonly counts: ItemCounts;

  constructor(counts: ItemCounts) {
    this.counts = counts;
  }

  read(event: ExecutionEvent): void {
    if (event.type === 'activation-retried' || event.type === 'execution-rolled-back') {
      if (event.type === 'activation-retried') this.scopes.delete(event.path);
      else this.scopes.clear();
    } else if (event.type === 'frame-opened') {
      const { opened, closed } = this.framesOf(event.path);
      opened.add(event.frame);
      closed.delete(event.frame);
    } else if (event.type === 'frame-closed') this.framesOf(event.path).closed.add(event.frame);
  }

  /** `12 of 40 items`; empty where there is nothing to count. */
  textOf({ path }: LiveActivation): string {
    const frames = this.scopes.get(path);
    if (frames === undefined) return '';
    const { opened, closed } = frames;
    const count = this.counts.get(path);
    if (count !== undefined) return `${closed.size} of ${Math.max(count, opened.size)} items`;
    return isNumbered(opened) ? `iteration ${opened.size}` : '';
  }

  private framesOf(path: string): Frames {
    const known = this.scopes.get(path) ?? { opened: new Set(), closed: new Set() };
    this.scopes.set(path, known);
    return known;
  }
}

const isNumbered = ([first = '']: ReadonlySet<string>): boolean => first.endsWith(']');
