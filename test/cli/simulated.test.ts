import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { code, CommandLine, delay, flow, human, transform } from './command-line.ts';

let line: CommandLine;
beforeEach(() => {
  line = new CommandLine();
});
afterEach(() => line.dispose());

const yearMs = 365 * 86_400_000;
const simulated = ['--clock', 'simulated'];

/** Trusted code that takes real time without a timer: it calls back after so many turns of the event loop. */
const realTurns = '(done, turns = 2000) => { const next = () => (turns-- > 0 ? setImmediate(next) : done()); next(); }';

/** A DAG over n0, n1, …: an edge goes from a lower number to a higher one. */
const dags = fc
  .integer({ min: 1, max: 9 })
  .chain((size) =>
    fc.record({
      durations: fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: size, maxLength: size }),
      kinds: fc.array(fc.constantFrom('code', 'transform', 'sleeper'), { minLength: size, maxLength: size }),
      pairs: fc.uniqueArray(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { selector: String, maxLength: 20 }),
    }),
  )
  .map(({ pairs, ...rest }) => ({ ...rest, edges: pairs.filter(([a, b]) => a < b) }));

/** A `sleeper` takes its time by itself. */
function nodeOf(kind: string, ms: number) {
  if (kind === 'transform') return transform('{}');
  return code(kind === 'sleeper' ? `({ sleep }) => sleep(${ms})` : 'async () => {}');
}

function criticalPath(durations: readonly number[], edges: readonly (readonly [number, number])[]): number {
  const ends: number[] = [];
  durations.forEach((duration, node) => {
    const begins = edges.filter(([, target]) => target === node).map(([source]) => ends[source] ?? 0);
    ends[node] = Math.max(0, ...begins) + duration;
  });
  return Math.max(...ends);
}

describe('wtb run --clock simulated', () => {
  it.each(['simulated@2024-02-30', 'simulated@soon', 'sundial'])('refuses %s, which is no clock', async (clock) => {
    const file = line.write('flow.json', { format: 'wtb/1', id: 'x', name: 'X', nodes: [], edges: [] });
    expect(await line.run(['run', file, '--clock', clock])).toMatchObject({ code: 2 });
  });

  it('ends a workflow of a year at once', async () => {
    const file = line.write('flow.json', flow({ a: delay(yearMs), b: code('() => ({ done: true })') }, ['a b']));
    const report = await line.report(['run', file, ...simulated]);
    expect(report).toMatchObject({ status: 'completed', durationMs: yearMs, context: { done: true } });
  });

  it('has a makespan that is the critical path, and the sum with --max-concurrency 1', async () => {
    await fc.assert(
      fc.asyncProperty(dags, async ({ durations, kinds, edges }) => {
        const nodes = Object.fromEntries(
          kinds.map((kind, index) => [`n${index}`, nodeOf(kind, durations[index] ?? 0)]),
        );
        const file = line.write(
          'flow.json',
          flow(
            nodes,
            edges.map(([a, b]) => `n${a} n${b}`),
          ),
        );
        line.write(
          'durations.json',
          Object.fromEntries(durations.map((ms, index) => [`n${index}`, kinds[index] === 'sleeper' ? 0 : ms])),
        );
        const run = ['run', file, ...simulated, '--durations', 'durations.json'];
        const free = await line.report([...run, '--max-concurrency', 'unlimited']);
        expect(free).toMatchObject({ status: 'completed', durationMs: criticalPath(durations, edges) });
        const alone = await line.report([...run, '--max-concurrency', '1']);
        expect(alone.durationMs).toBe(durations.reduce((sum, ms) => sum + ms, 0));
      }),
      { numRuns: 25, seed: 7 },
    );
  });

  it('lets no timer fire while code runs, however long it takes', async () => {
    const file = line.write(
      'flow.json',
      flow(
        {
          slow: code(`async () => { await new Promise((done) => (${realTurns})(done)); return { log: ["slow"] }; }`),
          timer: delay(10),
          after: transform("{ 'log': ['timer'] }"),
        },
        ['timer after'],
        { context: { initial: { log: [] }, merge: { log: 'append' } } },
      ),
    );
    const report = await line.report(['run', file, ...simulated]);
    expect(report.context).toEqual({ log: ['slow', 'timer'] });
    expect(report.durationMs).toBe(10);
  });

  it('commits in the same order every time, whatever order the code ends in', async () => {
    const nodes = Object.fromEntries(
      [30, 5, 20, 0].map((ms, index) => [
        `n${index}`,
        code(`async () => { await new Promise((done) => (${realTurns})(done, ${ms})); return { r: 'n${index}' }; }`),
      ]),
    );
    const report = await line.report(['run', line.write('flow.json', flow(nodes)), ...simulated]);
    expect(report.steps.map(({ node }) => node)).toEqual(['n0', 'n1', 'n2', 'n3']);
  });

  it('waits out backoffs in simulated time', async () => {
    const source = '({ attempt }) => { if (attempt < 3) throw new Error("no"); return { attempt }; }';
    const retry = {
      maxAttempts: 3,
      backoff: 'exponential',
      initialDelayMs: 60_000,
      factor: 2,
      maxDelayMs: 600_000,
      jitter: false,
    };
    const report = await line.report([
      'run',
      line.write('flow.json', flow({ a: code(source, { retry }) })),
      ...simulated,
    ]);
    expect(report).toMatchObject({ status: 'completed', context: { attempt: 3 }, durationMs: 180_000 });
  });

  it('lets a question that nobody answers reach its deadline', async () => {
    const asked = flow({ a: human('Well?', { deadlineMs: yearMs }), late: transform("{ 'late': true }") }, [
      'a late timeout',
    ]);
    const report = await line.report(['run', line.write('flow.json', asked), ...simulated]);
    expect(report).toMatchObject({ status: 'completed', context: { late: true }, durationMs: yearMs });
  });

  it('times out a node whose duration is longer than it may take', async () => {
    const file = line.write('flow.json', flow({ a: code('() => {}', { timeoutMs: 1000 }) }));
    line.write('durations.yaml', "a: '2000'\n");
    const report = await line.report(['run', file, ...simulated, '--durations', 'durations.yaml']);
    expect(report).toMatchObject({ status: 'failed', error: { code: 'node/timeout' }, durationMs: 1000 });
  });
});

describe.each([
  ['trusted', false],
  ['isolated', true],
])('%s code under --clock simulated', (_name, isolated) => {
  const run = (
    nodes: Parameters<typeof flow>[0],
    edges: readonly string[] = [],
    args: readonly string[] = [],
    from = '',
  ) =>
    line.report(['run', line.write('flow.json', flow(nodes, edges)), '--clock', `simulated${from}`, ...args], {
      isolated,
    });
  const sleeper = (ms: number, rest: object = {}) =>
    code(`async ({ sleep, path }) => { await sleep(${ms}); return { last: path }; }`, rest);

  it('sleeps a year at once', async () => {
    const report = await run({ a: sleeper(yearMs, { timeoutMs: 2 * yearMs }) });
    expect(report).toMatchObject({ status: 'completed', durationMs: yearMs, context: { last: 'a' } });
  });

  it('reads simulated time from every clock, and it stands still while code computes', async () => {
    const source = `async ({ sleep, now, log }) => {
      const times = () => [Date.now(), now(), new Date().getTime(), Date.parse(Date()), performance.now()];
      const before = times();
      for (let i = 0; i < 1e7; i++);
      const same = times().join() === before.join();
      log('at once');
      await sleep(1000);
      await new Promise((done) => setTimeout(done, 500));
      let ticks = 0;
      await new Promise((done) => { const timer = setInterval(() => { if (++ticks === 5) { clearInterval(timer); done(); } }, 100); });
      await new Promise((done) => { setTimeout(done, 0); });
      await sleep(0);
      await new Promise((done) => AbortSignal.timeout(1000).addEventListener('abort', done));
      return { before, same, after: times() };
    }`;
    const start = Date.UTC(2030, 5, 1);
    const report = await run({ a: code(source) }, [], [], '@2030-06-01');
    expect(report.context).toEqual({
      before: [start, start, start, start, 0],
      same: true,
      after: [start + 3000, start + 3000, start + 3000, start + 3000, 3000],
    });
    expect(report.durationMs).toBe(3000);
  });

  it('sleeps side by side as long as the longest, and one after the other with --max-concurrency 1', async () => {
    const nodes = Object.fromEntries([4000, 1000, 3000, 2000, 5000].map((ms, index) => [`n${index}`, sleeper(ms)]));
    const free = await run(nodes);
    expect(free).toMatchObject({ status: 'completed', durationMs: 5000 });
    expect(free.steps.map(({ node }) => node)).toEqual(['n1', 'n3', 'n2', 'n0', 'n4']);
    expect(await run(nodes, [], ['--max-concurrency', '1'])).toMatchObject({ durationMs: 15_000 });
  });

  it('wakes of the same moment in order of start, and before timers of that moment', async () => {
    const report = await run({ timer: delay(1000), a: sleeper(1000), b: sleeper(1000), c: sleeper(999) });
    expect(report.steps.map(({ node }) => node)).toEqual(['c', 'a', 'b', 'timer']);
  });

  it('races to the first, which cancels the sleepers behind it', async () => {
    const join = { first: 1, cancel: true };
    const nodes = {
      slow: sleeper(2 * yearMs, { timeoutMs: 3 * yearMs }),
      fast: sleeper(60_000, { timeoutMs: 90_000 }),
    };
    const goal = transform("{ 'winner': last }", { join });
    const report = await run({ ...nodes, goal }, ['slow goal', 'fast goal']);
    expect(report).toMatchObject({ status: 'completed', durationMs: 60_000, context: { winner: 'fast' } });
  });

  it('may take its timeoutMs of simulated time, sleeping', async () => {
    expect(await run({ a: sleeper(29_999, { timeoutMs: 30_000 }) })).toMatchObject({
      status: 'completed',
      durationMs: 29_999,
    });
    expect(await run({ a: sleeper(30_001, { timeoutMs: 30_000 }) })).toMatchObject({
      status: 'failed',
      error: { code: 'node/timeout' },
      durationMs: 30_000,
    });
  });

  it('sleeps before its duration begins', async () => {
    line.write('durations.json', { a: 2000 });
    expect(await run({ a: sleeper(1000) }, [], ['--durations', 'durations.json'])).toMatchObject({ durationMs: 3000 });
  });

  it('that waits for nothing but its signal lets time pass', async () => {
    const waits = code('({ signal }) => new Promise((_, reject) => signal.addEventListener("abort", reject))');
    const goal = transform("{ 'done': true }", { join: { first: 1, cancel: true } });
    const report = await run({ waits, fast: sleeper(1000), goal }, ['waits goal', 'fast goal']);
    expect(report).toMatchObject({ status: 'completed', durationMs: 1000, context: { done: true } });
  });

  it('that starts timers without end is ended by real time', async () => {
    const report = await run({ a: code('async ({ sleep }) => { for (;;) await sleep(0); }', { timeoutMs: 300 }) });
    expect(report).toMatchObject({ status: 'failed', error: { code: 'node/timeout' }, durationMs: 0 });
  });

  it('takes the same steps to the same hash, whatever it waits for', async () => {
    const nodes = {
      a: code('async ({ sleep, random, now }) => { await sleep(random() * 1000); return { a: now() }; }'),
      b: code('async ({ sleep, random, now }) => { await sleep(random() * 1000); return { b: now() }; }'),
    };
    const first = await run(nodes, [], ['--seed', '7']);
    const other = await line.report(['run', 'flow.json', ...simulated, '--seed', '7'], { isolated: !isolated });
    expect(other.checkpoints).toEqual(first.checkpoints);
    expect(other.context).toEqual(first.context);
  });
});

describe('isolated code under --clock simulated', () => {
  it('is ended by real time where it loops', async () => {
    const file = line.write(
      'flow.json',
      flow({ a: code('() => { for (;;); }', { timeoutMs: 300 }), b: delay(yearMs) }),
    );
    const report = await line.report(['run', file, ...simulated], { isolated: true });
    expect(report).toMatchObject({ status: 'failed', error: { code: 'node/timeout' }, durationMs: 0 });
  });

  it('may sleep in more activations than there are processes for those that compute', async () => {
    const nodes = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [
        `n${index}`,
        code(`async ({ sleep }) => { await sleep(${1000 + index}); return { n${index}: 1 }; }`),
      ]),
    );
    const file = line.write('flow.json', flow(nodes, [], { limits: { maxConcurrency: 12 } }));
    const report = await line.report(['run', file, ...simulated], { isolated: true });
    expect(report).toMatchObject({ status: 'completed', durationMs: 1011 });
  });
});
