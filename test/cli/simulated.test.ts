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

/** A DAG over n0, n1, …: an edge goes from a lower number to a higher one. */
const dags = fc
  .integer({ min: 1, max: 9 })
  .chain((size) =>
    fc.record({
      durations: fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: size, maxLength: size }),
      kinds: fc.array(fc.constantFrom('code', 'transform'), { minLength: size, maxLength: size }),
      pairs: fc.uniqueArray(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { selector: String, maxLength: 20 }),
    }),
  )
  .map(({ pairs, ...rest }) => ({ ...rest, edges: pairs.filter(([a, b]) => a < b) }));

function criticalPath(durations: readonly number[], edges: readonly (readonly [number, number])[]): number {
  const ends: number[] = [];
  durations.forEach((duration, node) => {
    const begins = edges.filter(([, target]) => target === node).map(([source]) => ends[source] ?? 0);
    ends[node] = Math.max(0, ...begins) + duration;
  });
  return Math.max(...ends);
}

describe('wtb run --clock simulated', () => {
  it('ends a workflow of a year at once', async () => {
    const file = line.write('flow.json', flow({ a: delay(yearMs), b: code('() => ({ done: true })') }, ['a b']));
    const report = await line.report(['run', file, ...simulated]);
    expect(report).toMatchObject({ status: 'completed', durationMs: yearMs, context: { done: true } });
  });

  it('has a makespan that is the critical path, and the sum with --max-concurrency 1', async () => {
    await fc.assert(
      fc.asyncProperty(dags, async ({ durations, kinds, edges }) => {
        const nodes = Object.fromEntries(
          kinds.map((kind, index) => [`n${index}`, kind === 'code' ? code('async () => {}') : transform('{}')]),
        );
        const file = line.write(
          'flow.json',
          flow(
            nodes,
            edges.map(([a, b]) => `n${a} n${b}`),
          ),
        );
        line.write('durations.json', Object.fromEntries(durations.map((ms, index) => [`n${index}`, ms])));
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
          slow: code('async () => { await new Promise((done) => setTimeout(done, 80)); return { log: ["slow"] }; }'),
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
        code(`async () => { await new Promise((done) => setTimeout(done, ${ms})); return { r: 'n${index}' }; }`),
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
    line.write('durations.yaml', 'a: 2s\n');
    const report = await line.report(['run', file, ...simulated, '--durations', 'durations.yaml']);
    expect(report).toMatchObject({ status: 'failed', error: { code: 'node/timeout' }, durationMs: 1000 });
  });
});
