import type { ExecutionRuntime } from '../../src/engine/execution-runtime.ts';
import { compile } from '../../src/graph/compile.ts';
import { createRuntimeFactory } from '../../src/host/runtime-factory.ts';
import { systemClock } from '../../src/host/system-clock.ts';
import type { ActivationRequest, NodeExecutor, NodeTools } from '../../src/model/activation.ts';
import { executionId, seq, workflowId } from '../../src/model/ids.ts';
import type { Plan } from '../../src/model/plan.ts';
import { createMemoryStore } from '../../src/storage/memory/memory-store.ts';
import type { ExecutionHead } from '../../src/storage/ports.ts';
import { bareRuntime, noCode, noExpressions, options, shapes, timeRun } from './bare-engine.ts';
import { loadText, printMachine } from './machine.ts';
import { medians } from './rounds.ts';
import type { Case } from './rounds.ts';
import { printTable, times } from './table.ts';
import { chain, countingExecutor, layered, loop, planOf, trivialExecutor, trivialKind } from './trivial-kind.ts';
import { per, startWatch } from './watch.ts';
import type { Watched } from './watch.ts';

/** The engine's own cost in Node: µs per step where the nodes themselves cost next to nothing. */

const fiftyKilobytes = { rows: Array.from({ length: 500 }, (_, index) => `${index}`.padStart(100, '.')) };

const created: ExecutionHead = {
  status: 'created',
  head: 'c0' as ExecutionHead['head'],
  branch: 1,
  branches: 1,
  steps: 0,
  lastSeq: seq(-1),
  contextKeys: 0,
  contextBytes: 0,
  updatedAt: 0,
};

/** As the app runs it: hashed, encoded, and saved in commit groups, here into memory. */
async function timeStored(plan: Plan, executor: NodeExecutor, steps: number): Promise<Watched> {
  const store = createMemoryStore();
  const id = executionId('bench');
  const { document, hash } = plan;
  const record = await store.executions.create(
    { id, workflow: workflowId('bench'), plan: hash, document, createdAt: 0, durability: 'batched' },
    created,
  );
  const factory = createRuntimeFactory({
    store: store.executions,
    clock: systemClock,
    executors: new Map([['trivial', executor]]),
    code: noCode,
    expressions: noExpressions,
    random: () => 0.5,
  });
  const epoch = await store.executions.acquire(id);
  return timeRun(factory.create({ record, plan, options, epoch }).runtime, steps);
}

/** The same calls without an engine; with `context`, what the simplest store would do: keep a copy per step. */
async function timeFloor(steps: number, context?: object): Promise<Watched> {
  const executor = countingExecutor();
  const saved: object[] = [];
  const watch = startWatch();
  let current: object = context ?? {};
  for (let step = 0; step < steps; step++) {
    const result = await executor.execute({} as ActivationRequest, {} as NodeTools);
    current = { ...current, value: result.type === 'returned' ? result.value : undefined };
    if (context !== undefined) saved.push(structuredClone(current));
  }
  return per(watch(), steps);
}

const thousand = 1000;

const rounds = { rounds: 11, warmUps: 8 };

/** Those that leave little behind and those that leave much are measured apart: the next one collects what is left. */
async function apart(groups: readonly (readonly Case[])[]): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const cases of groups) for (const [name, cost] of await medians(cases, rounds)) found.set(name, cost);
  return found;
}

async function measureShapes(): Promise<void> {
  const large = loop(fiftyKilobytes);
  const all = [...shapes, { name: '50 KB', steps: thousand, plan: large, executor: () => trivialExecutor(thousand) }];
  const engine = (hashing: boolean, suffix = ''): Case[] =>
    all.map(({ name, steps, plan, executor }) => ({
      name: `${name}${suffix}`,
      run: () => timeRun(bareRuntime(plan, executor(), hashing), steps),
    }));
  const stored = all.map(
    ({ name, steps, plan, executor }): Case => ({
      name: `${name}, stored`,
      run: () => timeStored(plan, executor(), steps),
    }),
  );
  const found = await apart([
    [{ name: 'floor', run: () => timeFloor(thousand) }, ...engine(false)],
    engine(true, ', hashed'),
    [{ name: 'floor, stored', run: () => timeFloor(thousand, {}) }, ...stored],
    [{ name: 'floor, 50 KB', run: () => timeFloor(thousand, fiftyKilobytes) }],
  ]);
  const cost = (name: string) => found.get(name) ?? Number.NaN;
  const floor = cost('floor');
  const row = (title: string, name: string, cloned: string) => [
    title,
    cost(name),
    times(cost(name), floor),
    cost(`${name}, hashed`),
    cost(`${name}, stored`),
    times(cost(`${name}, stored`), cost(cloned)),
  ];
  printTable(
    'Engine: µs per trivial step',
    ['', 'nothing hashed or stored', '× floor', 'hashed', 'hashed, in commit groups, memory store', '× floor'],
    [
      ['floor: a bare loop of the same calls', floor, '', '', cost('floor, stored'), ''],
      ...shapes.map(({ name }) => row(name, name, 'floor, stored')),
      ['floor, 50 KB context', floor, '', '', cost('floor, 50 KB'), ''],
      row('loop of 1,000, 50 KB context', '50 KB', 'floor, 50 KB'),
    ],
  );
}

/** As many steps at every length, so that each pays for its own garbage: a short execution alone ends before any is collected. */
async function timeMany(total: number, steps: number, run: () => Promise<Watched>): Promise<Watched> {
  const sum = { processor: 0, clock: 0 };
  const times = total / steps;
  for (let time = 0; time < times; time++) {
    const { processor, clock } = await run();
    sum.processor += processor;
    sum.clock += clock;
  }
  return per(sum, times);
}

async function measureGrowth(): Promise<void> {
  const lengths = [1_000, 10_000, 100_000];
  const plan = loop();
  const bare = lengths.map((steps): Case => {
    const run = () => timeRun(bareRuntime(plan, trivialExecutor(steps), false), steps);
    return { name: `${steps}`, run: () => timeMany(100_000, steps, run) };
  });
  const stored = lengths.map((steps): Case => {
    const run = () => timeStored(plan, trivialExecutor(steps), steps);
    return { name: `${steps}, stored`, run: () => timeMany(100_000, steps, run) };
  });
  const found = new Map([
    ...(await medians(bare, { rounds: 5, warmUps: 2 })),
    ...(await medians(stored, { rounds: 3, warmUps: 1 })),
  ]);
  const cost = (name: string) => found.get(name) ?? Number.NaN;
  printTable(
    'Engine: µs per step as an execution grows (loop)',
    ['steps', 'nothing hashed or stored', '× the shortest', 'stored', '× the shortest'],
    lengths.map((steps) => [
      steps.toLocaleString('en'),
      cost(`${steps}`),
      times(cost(`${steps}`), cost('1000')),
      cost(`${steps}, stored`),
      times(cost(`${steps}, stored`), cost('1000, stored')),
    ]),
  );
}

/** Rolls a completed loop of 1,000 back to each of its steps, newest first, oldest first and criss-cross. */
async function timeRollbacks(hashing: boolean): Promise<Watched> {
  const runtime = bareRuntime(loop(fiftyKilobytes), trivialExecutor(thousand), hashing);
  await runtime.start();
  await runtime.whenIdle();
  const targets = runtime.path().map(({ id }) => id);
  const mixed = targets.map((_, index) => targets[(index * 379) % targets.length] ?? targets[0]!);
  const watch = startWatch();
  for (const to of mixed) await runtime.dispatch({ type: 'rollback', to });
  const cost = per(watch(), mixed.length);
  runtime.dispose();
  return cost;
}

/** The same after a reload: from the saved log, values read back by hash. */
async function timeReload(): Promise<Watched> {
  const plan = loop(fiftyKilobytes);
  const first = bareRuntime(plan, trivialExecutor(thousand), true);
  const events: Parameters<Parameters<ExecutionRuntime['subscribe']>[0]>[0][number][] = [];
  first.subscribe((batch) => void events.push(...batch));
  await first.start();
  await first.whenIdle();
  const second = bareRuntime(plan, trivialExecutor(thousand), true);
  const watch = startWatch();
  await second.restoreFrom({ events });
  return per(watch(), thousand);
}

function timeCompile(document: ReturnType<typeof layered>): Watched {
  const watch = startWatch();
  const { plan } = compile(document, new Map([['trivial', trivialKind]]));
  if (plan?.nodes.length !== document.nodes.length) throw new Error('The large graph does not compile.');
  return per(watch(), 1000);
}

async function measureTheRest(): Promise<void> {
  const large = layered(20_000, 50_000);
  const largePlan = planOf(large.nodes, large.edges);
  const long = chain(50_000);
  const found = await medians(
    [
      { name: 'rollback', run: () => timeRollbacks(true) },
      { name: 'reload', run: timeReload },
      { name: 'compile', run: () => timeCompile(large) },
      { name: 'large', run: () => timeRun(bareRuntime(largePlan, countingExecutor(), false), large.nodes.length) },
      { name: 'long', run: () => timeRun(bareRuntime(long, countingExecutor(), false), 50_000) },
    ],
    { rounds: 5, warmUps: 1 },
  );
  printTable(
    'Engine: going back, compiling, large graphs',
    ['', 'median', 'unit'],
    [
      ['rollback to each of 1,000 steps, 50 KB context', found.get('rollback'), 'µs per rollback'],
      ['fold a saved log of 1,000 steps', found.get('reload'), 'µs per step'],
      [
        `compile ${large.nodes.length.toLocaleString('en')} nodes, ${large.edges.length.toLocaleString('en')} edges`,
        found.get('compile'),
        'ms',
      ],
      ['run it', found.get('large'), 'µs per step'],
      ['run a chain of 50,000 nodes', found.get('long'), 'µs per step'],
    ],
  );
}

printMachine('Engine overhead', ['esbuild', 'typescript']);
await measureShapes();
await measureGrowth();
await measureTheRest();
console.log(`\nAt the end: ${loadText()}. Medians of processor time; cases take turns within each round.`);
