import { expect } from 'vitest';
import type { EventOf } from '../../src/engine/state.ts';
import type { ExecutionCommand } from '../../src/model/command.ts';
import type { ExecutionStatus } from '../../src/model/execution.ts';
import type { CheckpointId } from '../../src/model/ids.ts';
import { checkpointId } from '../../src/model/ids.ts';
import type { Bench } from './engine-bench.ts';
import { settle } from './engine-bench.ts';
import { restOf } from './random-runs.ts';
import type { RandomRun } from './random-runs.ts';

type Pick = <T>(items: readonly T[]) => T;
type Runtime = Bench['runtime'];

/** Does something that is legal now, and sees that what it promises holds. Forks that it makes are put into `forks`. */
export async function disturb(run: RandomRun, random: () => number, forks: Bench[]): Promise<Bench> {
  const { bench } = run;
  const { runtime } = bench;
  const { status } = runtime.summary;
  const pick: Pick = (items) => items[Math.floor(random() * items.length)] as (typeof items)[number];
  const kind = Math.floor(random() * 15);
  if (kind === 0) return bench.reload();
  if (kind <= 2) await rollBack(runtime, someCheckpoint(runtime, pick));
  else if (kind === 3) await swap(run, pick);
  else if (kind === 4) await stop(bench, pick);
  else if (kind === 5) forks.push(await fork(run, someCheckpoint(runtime, pick)));
  else if (status === 'running') await disturbRunning(bench, pick);
  else if (isHeld(status)) await disturbResting(bench, kind, pick);
  return restOf(bench);
}

const isHeld = (status: ExecutionStatus): boolean => status === 'paused' || status === 'interrupted';
const isLive = (status: ExecutionStatus): boolean => isHeld(status) || status === 'running' || status === 'pausing';

const someCheckpoint = (runtime: Runtime, pick: Pick): CheckpointId => pick(runtime.path())?.id ?? checkpointId(0);

async function disturbRunning({ runtime }: Bench, pick: Pick): Promise<void> {
  if (pick([true, false])) await runtime.dispatch({ type: 'pause', inFlight: pick(['finish', 'cancel']) });
  else await send(runtime, pick);
}

async function disturbResting({ runtime }: Bench, kind: number, pick: Pick): Promise<void> {
  if (kind === 6) return send(runtime, pick);
  if (kind === 7 && runtime.summary.status === 'paused') {
    const changes = [{ key: 'i', value: pick([0, 3, 7, 20]) }];
    await runtime.dispatch({ type: 'edit-context', changes });
  } else if (kind === 8) {
    await setBreakpoints(runtime, pick);
  } else if (kind <= 11) {
    await runtime.dispatch({ type: 'resume' });
    // What is done next may come while something is in flight.
    if (pick([true, false]) && runtime.summary.status === 'running') {
      await runtime.dispatch({ type: 'pause', inFlight: pick(['finish', 'cancel']) });
    }
  } else await runtime.dispatch({ type: 'step', depth: pick(['over', 'into', 'out']) });
}

async function setBreakpoints(runtime: Runtime, pick: Pick): Promise<void> {
  const breakpoints = runtime.plan.nodes
    .filter(() => pick([true, false, false]))
    .map(({ id }) => ({
      id: `b ${id}`,
      type: 'node' as const,
      node: id,
      when: pick(['before', 'after'] as const),
      enabled: true,
    }));
  await runtime.dispatch({ type: 'set-breakpoints', breakpoints });
}

async function send(runtime: Runtime, pick: Pick): Promise<void> {
  const message = { name: pick(['x', 'y', 'z']), value: 'from outside', persistent: pick([true, false]) };
  await runtime.dispatch({ type: 'send', message });
}

const hashesAt = (runtime: Runtime, at?: CheckpointId) =>
  runtime.contextAt(at).entries.map(({ key, value }) => `${key} ${value.hash}`);

/** [E50] [E51] The context of then, and nothing goes on by itself. */
async function rollBack(runtime: Runtime, to: CheckpointId): Promise<void> {
  const there = hashesAt(runtime, to);
  await runtime.dispatch({ type: 'rollback', to });
  const { status, head, pause, live } = runtime.summary;
  expect({ status, head, pause: pause?.type, context: hashesAt(runtime) }).toEqual({
    status: 'paused',
    head: to,
    pause: 'rollback',
    context: there,
  });
  expect(live.filter(({ state }) => state === 'running')).toEqual([]);
}

/** [E2] [E44] Nothing is in flight, nothing happens any more, nothing but going back is allowed, and that is. */
async function stop(bench: Bench, pick: Pick): Promise<void> {
  const { runtime, journal, clock } = bench;
  if (!isLive(runtime.summary.status)) return;
  const { head } = runtime.summary;
  await runtime.dispatch({ type: 'stop' });
  const { length } = journal.appended;
  clock.advance(3_600_000);
  await settle();
  await expectRefused(runtime);
  const { status, live, head: after } = runtime.summary;
  expect({ status, after, more: journal.appended.length - length }).toEqual({
    status: 'stopped',
    after: head,
    more: 0,
  });
  expect(live.filter(({ state }) => state === 'running')).toEqual([]);
  await rollBack(runtime, someCheckpoint(runtime, pick));
}

async function expectRefused(runtime: Runtime): Promise<void> {
  const commands: readonly ExecutionCommand[] = [
    { type: 'pause', inFlight: 'finish' },
    { type: 'resume' },
    { type: 'step' },
    { type: 'stop' },
    { type: 'edit-context', changes: [{ key: 'i', value: 1 }] },
    { type: 'send', message: { name: 'x', value: 1 } },
  ];
  for (const command of commands) {
    await expect(runtime.dispatch(command)).rejects.toMatchObject({ code: 'execution/invalid-transition' });
  }
}

/** [E52] [E53] A checkpoint of its own, on what was the head; or, where the node is to run anew, before it ever did. */
async function swap({ plan, bench }: RandomRun, pick: Pick): Promise<void> {
  const { runtime, journal } = bench;
  const { status, head } = runtime.summary;
  const policy = pick(['from-here', 're-run', 're-run', 'fork'] as const);
  const node = pick(plan.nodes.filter(({ kind }) => kind === 'test'));
  if (node === undefined || (policy !== 're-run' && !isLive(status))) return;
  const variant = node.variants[0]?.variant;
  if (variant === undefined) return;
  const ran = runtime.path().some((one) => one.source === 'step' && one.node === node.id);
  const goesBack = policy === 're-run' && ran;
  const to = pick([{ variant }, { variant, config: { version: 1 } }, { variant, config: { version: 2 } }]);
  await runtime.dispatch({ type: 'swap', node: node.id, to, policy });
  const swapped = journal.appended.findLast(
    (event): event is EventOf<'variant-swapped'> => event.type === 'variant-swapped',
  );
  expect(swapped).toMatchObject({ node: node.id, policy, ...(goesBack ? {} : { parent: head }) });
  if (swapped === undefined) return;
  expect(runtime.checkpoint(swapped.checkpoint)).toMatchObject({ source: 'swap', parent: swapped.parent });
  expect(hashesAt(runtime, swapped.checkpoint)).toEqual(hashesAt(runtime, swapped.parent));
  if (!goesBack) return;
  expect(runtime.summary).toMatchObject({ status: 'paused', head: swapped.checkpoint });
  expect(swapped.reuseFrom).toBeDefined();
  expect(runtime.path().filter((one) => one.source === 'step' && one.node === node.id)).toEqual([]);
}

/** [E58] [E98] It begins with the context of the checkpoint, and the one that it was made of goes on as if nothing had been. */
async function fork({ bench, another }: RandomRun, at: CheckpointId): Promise<Bench> {
  const { length } = bench.journal.appended;
  const made = another();
  await made.runtime.start({ from: await bench.runtime.exportState(at) });
  expect(hashesAt(made.runtime, checkpointId(0))).toEqual(hashesAt(bench.runtime, at));
  expect(bench.journal.appended.length).toBe(length);
  return restOf(made);
}
