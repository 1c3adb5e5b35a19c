import { emptyMap } from '../base/persistent-map.ts';
import type { PersistentMap } from '../base/persistent-map.ts';
import type { ContextEntries } from '../context/context-bus.ts';
import type { ContextEntry, ScopeView } from '../model/checkpoint.ts';
import type { ContextChange, EventOf, ExecutionEvent } from '../model/event.ts';
import { checkpointId, type ActivationNumber, type ActivationPath, type CheckpointId } from '../model/ids.ts';

/** What one frame sees, and what was written in it. */
interface FrameContext {
  readonly path: ActivationPath;
  readonly entries: ContextEntries;
  readonly own: readonly string[];
  readonly open: boolean;
}
type Frames = PersistentMap<FrameContext>;

export interface ScopeContextsPorts {
  /** The outermost context at a checkpoint. */
  outermost(at: CheckpointId): ContextEntries | undefined;
  /** Whether a graph declares a context of its own, so that its frames see nothing of the outside. */
  isIsolated(graph: string): boolean;
}

/**
 * The contexts of an execution's frames at each of its checkpoints, derived from its events. Like the context bus it costs
 * what the steps changed.
 */
export class ScopeContexts {
  private readonly ports: ScopeContextsPorts;
  private readonly points = new Map<CheckpointId, Frames>();
  /** The checkpoint whose context an activation sees. */
  private readonly snapshots = new Map<ActivationNumber, CheckpointId>();
  private readonly opened = new Map<ActivationNumber, ActivationPath[]>();
  private frames: Frames = emptyMap();

  constructor(ports: ScopeContextsPorts) {
    this.ports = ports;
  }

  /** The open frames at a checkpoint, the outermost first, in the order of their indexes. */
  at(checkpoint: CheckpointId): readonly ScopeView[] {
    const open = [...(this.points.get(checkpoint)?.values() ?? [])].filter((frame) => frame.open);
    return open
      .toSorted((a, b) => depthOf(a.path) - depthOf(b.path) || natural.compare(a.path, b.path))
      .map(({ path, entries, own }) => ({ scope: path, entries: [...entries.values()], own }));
  }

  tell(event: ExecutionEvent): void {
    switch (event.type) {
      case 'activation-started':
        this.snapshots.set(event.activation, event.snapshot);
        return;
      case 'execution-started':
        for (const forked of event.scopes ?? []) this.take(forked);
        break;
      case 'frame-opened':
        this.open(event);
        break;
      case 'frame-closed':
        this.change(event.frame, (frame) => ({ ...frame, open: false }));
        return;
      case 'execution-rolled-back':
        this.frames = this.points.get(event.to) ?? emptyMap();
        return;
      case 'step-committed':
        this.drop(event.activation);
        if (event.scope !== undefined) this.write(event.scope, event);
        this.handOn(event);
        break;
      case 'context-edited':
        if (event.scope !== undefined) this.write(event.scope, event);
        break;
      case 'variant-swapped':
        break;
      default:
        return;
    }
    this.points.set(event.checkpoint, this.frames);
  }

  private open(event: EventOf<'frame-opened'>): void {
    const before = event.continues === undefined ? undefined : this.frames.get(event.continues);
    const base = before?.entries ?? this.around(event);
    const entries = applied(base, event.changes, { checkpoint: event.checkpoint, writer: undefined });
    this.frames = this.frames.set(event.frame, { path: event.frame, entries, own: before?.own ?? [], open: true });
    const others = this.opened.get(event.activation);
    if (others === undefined) this.opened.set(event.activation, [event.frame]);
    else others.push(event.frame);
  }

  /** What the scope sees, from which its frames begin. */
  private around({ path, graph, activation, parent }: EventOf<'frame-opened'>): ContextEntries {
    if (this.ports.isIsolated(graph)) return emptyMap();
    const seen = this.snapshots.get(activation) ?? parent;
    const slash = path.lastIndexOf('/');
    if (slash < 0) return this.ports.outermost(seen) ?? emptyMap();
    const outer = path.slice(0, slash);
    return (this.points.get(seen)?.get(outer) ?? this.frames.get(outer))?.entries ?? emptyMap();
  }

  /** A scope that is committed has no use for its frames any more. */
  private drop(scope: ActivationNumber): void {
    for (const path of this.opened.get(scope) ?? []) this.frames = this.frames.delete(path);
  }

  private write(scope: ActivationPath, event: EventOf<'step-committed'> | EventOf<'context-edited'>): void {
    const writer = event.type === 'step-committed' ? event.path : undefined;
    this.change(scope, (frame) => ({
      ...frame,
      entries: applied(frame.entries, event.changes, { checkpoint: event.checkpoint, writer }),
      own: [...new Set([...frame.own, ...event.changes.map(({ key }) => key)])].sort(),
    }));
  }

  /** What undoes writes further out; where it stands, and in between, that is seen as well. */
  private handOn({ path, scope, changes, checkpoint }: EventOf<'step-committed'>): void {
    const written = scope ?? '';
    let frame = aroundOf(path);
    for (; frame !== '' && frame !== written; frame = aroundOf(frame)) {
      this.change(frame, (known) => ({
        ...known,
        entries: applied(known.entries, changes, { checkpoint, writer: path }),
      }));
    }
  }

  private change(path: ActivationPath, change: (frame: FrameContext) => FrameContext): void {
    const frame = this.frames.get(path);
    if (frame !== undefined) this.frames = this.frames.set(path, change(frame));
  }

  private take({ scope, entries }: NonNullable<EventOf<'execution-started'>['scopes']>[number]): void {
    const changes = entries.map(({ key, value }) => ({ key, after: value }));
    const at = { checkpoint: checkpointId(0), writer: undefined };
    this.frames = this.frames.set(scope, {
      path: scope,
      entries: applied(emptyMap(), changes, at),
      own: [],
      open: true,
    });
  }
}

const aroundOf = (path: ActivationPath): ActivationPath | '' =>
  path.slice(0, Math.max(0, path.lastIndexOf('/'))) as ActivationPath | '';

const natural = new Intl.Collator('en', { numeric: true });
const depthOf = (path: ActivationPath): number => path.split('/').length;

function applied(
  entries: ContextEntries,
  changes: readonly ContextChange[],
  { checkpoint, writer }: { readonly checkpoint: CheckpointId; readonly writer: ActivationPath | undefined },
): ContextEntries {
  let next: PersistentMap<ContextEntry> = entries;
  for (const { key, after } of changes) {
    next = after === undefined ? next.delete(key) : next.set(key, { key, value: after, writtenAt: checkpoint, writer });
  }
  return next;
}
