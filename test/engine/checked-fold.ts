import { expect } from 'vitest';
import { boundImplementation, frameAt } from '../../src/engine/control.ts';
import { evolve } from '../../src/engine/evolve.ts';
import { recordedWrites } from '../../src/engine/recorded-result.ts';
import { createdState, planNode, recordOf, stepOf } from '../../src/engine/state.ts';
import type { EngineEvent, EventOf, ExecutionState } from '../../src/engine/state.ts';
import type { StoredValue } from '../../src/context/stored-value.ts';
import type { StepCommitted } from '../../src/model/event.ts';
import type { ErrorInfo } from '../../src/model/errors.ts';
import { executionId } from '../../src/model/ids.ts';
import type { Implementation, Plan } from '../../src/model/plan.ts';
import { joinsLeft, joinsNamed } from './deadlocks.ts';
import { defaultOptions } from './engine-bench.ts';
import { checkInvariants } from './invariants.ts';

type Step = StepCommitted<StoredValue>;

/** Folds a log event by event; looks at every state on the way, and at whether what the events say is so. */
export function foldChecked(seed: number, plan: Plan, events: readonly EngineEvent[]): ExecutionState {
  let state = createdState({ plan, executionId: executionId('x'), options: defaultOptions });
  const said = new SaidTruly(plan);
  for (const [at, event] of events.entries()) {
    expect({ seed, seq: event.seq }).toEqual({ seed, seq: at });
    const before = state;
    state = evolve(state, event);
    const broken = [...checkInvariants(plan, state), ...said.check(before, event)];
    if (broken.length > 0)
      expect({ seed, at, type: event.type, broken }).toEqual({ seed, at, type: event.type, broken: [] });
  }
  return state;
}

/** What events say of what was there before them. */
class SaidTruly {
  private readonly plan: Plan;
  /** By activation and hash: what was bound to its node whenever it started. */
  private readonly bound = new Map<number, Map<string, Implementation>>();
  private readonly deadlocks = new Set<string>();
  private broken: string[] = [];

  constructor(plan: Plan) {
    this.plan = plan;
  }

  check(before: ExecutionState, event: EngineEvent): readonly string[] {
    this.broken = [];
    if (event.type === 'activation-started') this.noteBound(before, event);
    if (event.type === 'step-committed') this.checkStep(before, event);
    if (event.type === 'frame-closed' && event.error !== undefined) this.checkFrame(before, event, event.error);
    if (event.type === 'activation-failed' && event.frame === '') this.checkOutermost(before, event);
    if (event.type === 'execution-failed') this.checkFailed(before, event.error);
    return this.broken;
  }

  private same(what: string, said: unknown, found: unknown): void {
    const [a, b] = [JSON.stringify(said), JSON.stringify(found)];
    if (a !== b) this.broken.push(`${what}: the event says ${a}, but it is ${b}`);
  }

  private noteBound({ control }: ExecutionState, { activation, node }: EventOf<'activation-started'>): void {
    const known = this.bound.get(activation) ?? new Map<string, Implementation>();
    const bound = boundImplementation(this.plan, control, this.plan.nodeIndex.get(node) ?? -1);
    this.bound.set(activation, known.set(bound.hash, bound));
  }

  private checkStep(before: ExecutionState, step: EventOf<'step-committed'>): void {
    const { activation, implementation, marks, reuse, path } = step;
    const known = this.bound.get(activation);
    const ran = known?.get(implementation);
    if (ran === undefined) this.same(`[E46] what ran at ${path}`, implementation, [...(known?.keys() ?? [])]);
    const reused = reuse?.from !== undefined;
    const isEdited = !reused && ran?.edited === true;
    this.same(`[E53] [E54] marks of ${path}`, marks, reused ? ['reused'] : isEdited ? ['edited'] : []);
    const from = reuse?.from === undefined ? undefined : recordOf(before, reuse.from);
    if (reused) this.checkReused(step, from && stepOf(from));
  }

  /** [E53] What was used again is what that step gave. */
  private checkReused(step: Step, from: Step | undefined): void {
    this.same(`[E53] what ${step.path} uses again`, given(step), from && given(from));
    this.same(
      `[E53] effects of ${step.node}`,
      this.plan.nodes[this.plan.nodeIndex.get(step.node) ?? -1]?.effects,
      'pure',
    );
  }

  /** [E24] [E87] A deadlock names the joins that hold tokens and the edges over which nothing came: these and no others. */
  private checkFrame({ control }: ExecutionState, { frame: path }: EventOf<'frame-closed'>, error: ErrorInfo): void {
    const frame = frameAt(control, path);
    if (error.code !== 'execution/deadlock' || frame === undefined || this.deadlocks.has(error.message)) return;
    this.same(`[E87] the deadlock in ${path}`, joinsNamed(error), joinsLeft(this.plan, frame));
    this.deadlocks.add(error.message);
  }

  /** [E138] It fails with what undoing began with: also where nobody could go on, which shows no more once that is done. */
  private checkOutermost(before: ExecutionState, { error }: EventOf<'activation-failed'>): void {
    if (error.code !== 'execution/deadlock' || this.deadlocks.has(error.message)) return;
    this.checkLockedOut(before, error);
    this.deadlocks.add(error.message);
  }

  private checkFailed(before: ExecutionState, error: ErrorInfo): void {
    if (error.code !== 'execution/deadlock' || this.deadlocks.has(error.message)) return;
    const { control } = before;
    if (control.live.size > 0) return this.checkLockedOut(before, error);
    this.same('[E24] the deadlock', joinsNamed(error), joinsLeft(this.plan, control.root));
  }

  /** [E106] Whoever is ready needs a lock that a scope holds which is open and has nothing else to do. */
  private checkLockedOut(before: ExecutionState, error: ErrorInfo): void {
    const live = [...before.control.live.values()];
    const ready = live.filter(({ phase }) => phase === 'ready').map(({ node }) => planNode(before, node));
    const named = [...error.message.matchAll(/`([^`]+)` \(lock `([^`]+)`\)/g)].map(
      ([, node, lock]) => `${node} ${lock}`,
    );
    const blocked = [...new Set(ready.map(({ id, lock }) => `${id} ${lock}`))];
    this.same('[E106] who is locked out', named.sort(), blocked.sort());
    const holding = live
      .filter(({ holds }) => holds)
      .map(({ node, phase }) => `${planNode(before, node).lock} ${phase}`);
    for (const { lock } of ready)
      if (!holding.includes(`${lock} open`)) this.same(`the holder of ${lock}`, 'open', holding);
    this.same(
      '[E106] what else is left to do',
      live.filter(({ phase }) => phase !== 'ready' && phase !== 'open').length,
      0,
    );
  }
}

/** What a step gave, by hash. */
function given(step: Step) {
  const { writes, removed, patches } = recordedWrites(step);
  const written = writes.map(({ key, value }) => `${key} ${value.hash}`).sort();
  return [
    step.implementation,
    step.port,
    step.output?.hash,
    written,
    removed,
    patches?.map(({ key, path }) => [key, path]),
  ];
}
