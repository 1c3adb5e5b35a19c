import type { Dispose } from '../base/disposable.ts';
import { contextBytes, contextView } from '../context/context-version.ts';
import type { ContextVersion } from '../context/context-version.ts';
import type { StoredValue } from '../context/stored-value.ts';
import { sharedCopy, storeValue } from '../context/store-value.ts';
import type { CheckpointInfo, ContextView } from '../model/checkpoint.ts';
import type { ExecutionCommand } from '../model/command.ts';
import type { WaitRequest } from '../model/execution.ts';
import type { CheckpointId, ExecutionId, ValueHash } from '../model/ids.ts';
import { checkpointId, seq } from '../model/ids.ts';
import type { Plan } from '../model/plan.ts';
import { answeredWait, letterOf, initialBindings, initialChanges, swappedImplementation } from './beginnings.ts';
import { encodeControl, restoredControl, startedAfresh } from './control-snapshot.ts';
import { EngineLoop } from './engine-loop.ts';
import { neededValues } from './needed-values.ts';
import { controlAt } from './checkpoint-records.ts';
import { evolveAll } from './evolve.ts';
import type {
  ExecutionRuntime,
  RuntimeConfig,
  RuntimeStart,
  RuntimeSummary,
  SavedExecution,
  StartState,
} from './execution-runtime.ts';
import type { CommandInput } from './input.ts';
import { invalidTransition, unknownCheckpoint } from './refusals.ts';
import { checkpointInfo, headId, headRecord, pathTo, recordOf } from './state.ts';
import type { CheckpointRecord, EngineEvent, ExecutionState } from './state.ts';
import { liveActivations } from './summary.ts';
import { carriedValues, forkedScopes, scopesValues, scopeViews } from './scope-views.ts';
import { givenValue } from './scope-turn.ts';
import { ValueIndex } from './value-index.ts';
import { valuesOf } from './value-pool.ts';
import type { RetainedValues } from './value-pool.ts';

export function createRuntime(config: RuntimeConfig): ExecutionRuntime {
  return new Runtime(config);
}

class Runtime implements ExecutionRuntime {
  readonly executionId: ExecutionId;
  readonly plan: Plan;
  private readonly loop: EngineLoop;
  private readonly config: RuntimeConfig;
  private readonly index = new ValueIndex();
  private measured: { readonly context: ContextVersion; readonly bytes: number } | undefined;

  constructor(config: RuntimeConfig) {
    this.config = config;
    this.executionId = config.executionId;
    this.plan = config.plan;
    this.loop = new EngineLoop(config);
  }

  get summary(): RuntimeSummary {
    const { state, durableSeq } = this.loop;
    const { status, pause, error, branches, updatedAt } = state;
    const head = state.checkpoints.get(state.head);
    return {
      id: this.executionId,
      status,
      plan: this.plan.hash,
      head: headId(state),
      branch: head?.made.branch ?? state.branch,
      branches,
      steps: head?.steps ?? 0,
      lastSeq: seq(state.nextSeq - 1),
      durableSeq,
      live: liveActivations(state),
      contextKeys: state.context.slots.size,
      contextBytes: this.measure(state.context),
      updatedAt,
      ...(pause === undefined ? {} : { pause }),
      ...(error === undefined ? {} : { error }),
    };
  }

  get retained(): RetainedValues {
    return this.loop.values.retained;
  }

  async start(request: RuntimeStart = {}): Promise<void> {
    const { from } = request;
    const input = request.input === undefined ? from?.input : storeValue(request.input, { key: 'input' });
    const command: CommandInput = {
      type: 'start',
      input,
      changes: initialChanges(this.plan, from),
      bindings: initialBindings(this.plan, request.variants),
      ...(from === undefined ? {} : { from }),
    };
    await this.submit(command);
  }

  async restoreFrom({ events }: SavedExecution): Promise<void> {
    const { loop } = this;
    if (loop.state.status !== 'created') throw invalidTransition('restore', loop.state.status, ['created']);
    loop.adopt(
      evolveAll(
        loop.state,
        events.map((event) => loop.values.revive(event)),
      ),
    );
    await this.submitInput({ type: 'interrupt' });
  }

  async dispatch(command: ExecutionCommand): Promise<void> {
    switch (command.type) {
      case 'set-breakpoints':
        this.loop.breakpoints = command.breakpoints;
        return;
      case 'answer': {
        const answered = answeredWait(this.loop.state, command);
        return this.submitInput({ type: 'wait-over', ...answered });
      }
      case 'send':
        return this.submit({ type: 'send', letter: letterOf(this.plan, command.message) });
      case 'swap': {
        const to = swappedImplementation(this.plan, command.node, command.to);
        return this.submit({ ...command, to });
      }
      case 'resume':
      case 'step':
      case 'edit-context':
        return this.goOn(command);
      default:
        return this.submit(command);
    }
  }

  subscribe(listener: (events: readonly EngineEvent[]) => void): Dispose {
    return this.loop.emitter.subscribe(listener);
  }

  path(to?: CheckpointId): readonly CheckpointInfo[] {
    return pathTo(this.state, this.record(to).index).map(checkpointInfo);
  }

  checkpoint(id: CheckpointId): CheckpointInfo | undefined {
    const record = recordOf(this.state, id);
    return record === undefined ? undefined : checkpointInfo(record);
  }

  contextAt(checkpoint?: CheckpointId): ContextView {
    const record = this.record(checkpoint);
    const view = contextView(record.context, checkpointId(record.index));
    const scopes = scopeViews(record, controlAt(this.state, record.index));
    return scopes.length === 0 ? view : { ...view, scopes };
  }

  async value(hash: ValueHash): Promise<StoredValue | undefined> {
    const found = this.index.find(this.state, hash);
    if (found === undefined) return undefined;
    await this.loop.values.load([found]);
    return sharedCopy(found);
  }

  async exportState(checkpoint: CheckpointId): Promise<StartState> {
    const { state } = this;
    const record = this.record(checkpoint);
    const { context, index } = record;
    const { control } = restoredControl(controlAt(state, index), 1);
    const carried = [...carriedValues(state, control), ...scopesValues(record)];
    await this.loop.values.load([
      ...valuesOf(context),
      ...carried,
      ...(state.input === undefined ? [] : [state.input]),
    ]);
    const entries = [...context.slots.entries()].map(([key, { value }]) => ({ key, value: sharedCopy(value) }));
    return {
      execution: this.executionId,
      checkpoint,
      control: encodeControl(startedAfresh(control, (given) => givenValue(state, given))),
      scopes: forkedScopes(state.plan, record),
      context: entries,
      input: state.input && sharedCopy(state.input),
    };
  }

  whenIdle(): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!this.isIdle()) return;
        stop();
        this.flush().then(resolve, reject);
      };
      const stop = this.loop.settledDown.subscribe(look);
      look();
    });
  }

  flush(): Promise<void> {
    return this.config.ports.journal.flush();
  }

  dispose(): void {
    this.loop.dispose();
  }

  private get state(): ExecutionState {
    return this.loop.state;
  }

  /** Nothing happens any more unless somebody does something. */
  private isIdle(): boolean {
    const { status, control } = this.state;
    if (!this.loop.isQuiet) return false;
    if (status !== 'running' && status !== 'pausing') return true;
    if (control.running > 0) return false;
    for (const { phase, wait, deadline } of control.live.values()) {
      if (phase === 'waiting' && wait !== undefined && (deadline !== undefined || endsByItself(wait))) return false;
    }
    return true;
  }

  /** After a failed write the journal is tried again first: nothing goes on while it fails. */
  private async goOn(command: CommandInput): Promise<void> {
    if (this.state.pause?.type === 'storage') await this.flush();
    await this.loop.values.load(neededValues(this.loop.state));
    return this.submit(command);
  }

  private record(id: CheckpointId | undefined): CheckpointRecord {
    if (id === undefined) return headRecord(this.state);
    const record = recordOf(this.state, id);
    if (record === undefined) throw unknownCheckpoint(id);
    return record;
  }

  private measure(context: ContextVersion): number {
    if (this.config.hashing === false) return context.bytesBound;
    if (this.measured?.context !== context) this.measured = { context, bytes: contextBytes(context) };
    return this.measured.bytes;
  }

  private submit(command: CommandInput): Promise<void> {
    return this.loop.submit({ ...command, at: this.config.ports.clock.now() });
  }

  private submitInput(input: Parameters<EngineLoop['report']>[0]): Promise<void> {
    return this.loop.submit({ ...input, at: this.config.ports.clock.now() });
  }
}

/** Time alone ends it. */
function endsByItself(wait: WaitRequest): boolean {
  if (wait.type === 'first') return wait.of.some(({ type }) => type === 'timer');
  return wait.type === 'timer' || wait.type === 'backoff';
}
