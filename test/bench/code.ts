import { runInThisContext } from 'node:vm';
import { bundleSandboxModule, bundleSandboxProcess } from '../../scripts/sandbox-bundles.ts';
import type { CodeRunner } from '../../src/model/activation.ts';
import type { Value } from '../../src/model/value.ts';
import { createInlineCodeRunner } from '../../src/sandbox/inline/inline-code-runner.ts';
import { createElementaryMath, elementaryNames } from '../../src/sandbox/math/elementary.ts';
import { createIsolatedCodeRunner } from '../../src/sandbox/node/isolated-code-runner.ts';
import { activationOf } from '../sandbox/code-activation.ts';
import { loadText, printMachine } from './machine.ts';
import { type Case, medians } from './rounds.ts';
import { type Cell, printTable, times } from './table.ts';

/** User code in Node: what isolation costs beside trust, and the replaced `Math` beside the engine's own. */

const processText = await bundleSandboxProcess();
const runners: Readonly<Record<string, () => CodeRunner>> = {
  trusted: () => createInlineCodeRunner({ modules: bundleSandboxModule }),
  isolated: () => createIsolatedCodeRunner({ process: () => processText, modules: bundleSandboxModule }),
};

const trivial = 'export default () => 1';
const workloads: Readonly<Record<string, string>> = {
  'integer loop of 10,000,000': `export default () => {
    let a = 0; for (let i = 0; i < 1e7; i++) a = (a * 31 + i) % 1000003; return a; }`,
  'product of 200 × 200 matrices': `export default () => {
    const n = 200, m = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => i + j)); let sum = 0;
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) for (let k = 0; k < n; k++) sum += m[i][k] * m[k][j];
    return sum; }`,
  '300,000 objects mapped and filtered': `export default () => Array.from({ length: 3e5 }, (_, i) => ({ id: i, name: 'row ' + i }))
    .filter((row) => row.id % 17 > 3).map((row) => ({ ...row, twice: row.id * 2 })).reduce((sum, row) => sum + row.twice, 0)`,
  '2,000,000 × Math.exp': `export default () => { let sum = 0; for (let i = 0; i < 2e6; i++) sum += Math.exp(-i / 1e6); return sum; }`,
  'forest of 20 trees trained': `import { RandomForestClassifier } from 'ml-random-forest';
    export default () => { const rows = Array.from({ length: 200 }, (_, i) => [i % 7, (i * 13) % 11, (i * 7) % 5]);
    const forest = new RandomForestClassifier({ seed: 1, nEstimators: 20, maxFeatures: 2, replacement: true, noOOB: true });
    forest.train(rows, rows.map(([a, b]) => (a + b > 8 ? 1 : 0))); return forest.predict(rows).length; }`,
};

async function timed(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}

async function once(runner: CodeRunner, source: string, context: Readonly<Record<string, Value>> = {}): Promise<void> {
  const result = await runner.run(activationOf({ context, request: { timeoutMs: 60_000 } }), source, {});
  if (result.type === 'failed') throw new Error(JSON.stringify(result.error));
}

/** From nothing to the first result. */
const cold = (make: () => CodeRunner) => async (): Promise<number> => {
  const runner = make();
  const took = await timed(() => once(runner, trivial));
  runner.dispose();
  return took;
};

const many = 300;
const oneByOne = (runner: CodeRunner) => async (): Promise<number> => {
  const took = await timed(async () => {
    for (let i = 0; i < many; i++) await once(runner, trivial);
  });
  return (took / many) * 1000;
};

/** A table that the realm has not got yet: sent anew each time. */
const withTable = (runner: CodeRunner) => async (): Promise<number> => {
  const rows = Array.from({ length: 5000 }, (_, id) => ({
    id,
    name: `row ${id}`,
    score: id / 7,
    tags: ['a', `t${id % 9}`],
  }));
  return timed(() => once(runner, 'export default ({ context }) => context.rows.length', { rows }));
};

async function measureRunners(): Promise<void> {
  const names = Object.keys(runners);
  const made = new Map(names.map((name) => [name, (runners[name] as () => CodeRunner)()]));
  const cells = async (kind: (name: string) => () => Promise<number>, rounds: number): Promise<number[]> => {
    const cases: Case[] = names.map((name) => ({ name, run: kind(name) }));
    const found = await medians(cases, { rounds, warmUps: 2 });
    return names.map((name) => found.get(name) ?? Number.NaN);
  };
  const runner = (name: string): CodeRunner => made.get(name) as CodeRunner;
  const rows: Cell[][] = [];
  const add = (title: string, [trusted = 0, isolated = 0]: number[]): void => {
    rows.push([title, trusted, isolated, times(isolated, trusted)]);
  };
  add('first activation, ms', await cells((name) => cold(runners[name] as () => CodeRunner), 7));
  add('trivial activation, µs', await cells((name) => oneByOne(runner(name)), 9));
  add('a new table of 5,000 rows, ms', await cells((name) => withTable(runner(name)), 9));
  for (const [title, source] of Object.entries(workloads)) {
    add(`${title}, ms`, await cells((name) => () => timed(() => once(runner(name), source)), 7));
  }
  for (const each of made.values()) each.dispose();
  printTable('Where code runs', ['', ...names, ''], rows);
}

const calls = 1_000_000;
type Elementary = (x: number, y: number) => number;
type Loop = (compute: Elementary) => number;

async function measureMath(): Promise<void> {
  const own = createElementaryMath();
  const rows: Cell[][] = [];
  for (const name of elementaryNames) {
    // A loop of its own for each, or all would share what the compiler learnt of the first.
    const text = `(f) => { let s = 0; for (let i = 1; i <= ${calls}; i++) s += f(i / ${calls}, 2.5); return s; }`;
    const nsOf = (compute: Elementary) => {
      const run = runInThisContext(text) as Loop;
      return () => {
        const before = performance.now();
        run(compute);
        return ((performance.now() - before) / calls) * 1e6;
      };
    };
    const found = await medians(
      [
        { name: 'native', run: nsOf(Math[name] as Elementary) },
        { name: 'portable', run: nsOf(own[name]) },
      ],
      { rounds: 7, warmUps: 2 },
    );
    const [native = 0, portable = 0] = [found.get('native'), found.get('portable')];
    rows.push([`Math.${name}`, native, portable, times(portable, native)]);
  }
  printTable('Elementary functions, ns per call', ['', 'native', 'portable', ''], rows);
}

printMachine('User code in Node', ['ml-random-forest']);
await measureRunners();
await measureMath();
console.log(`\nAt the end: ${loadText()}.`);
