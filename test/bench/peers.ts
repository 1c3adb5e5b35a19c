import { createRequire } from 'node:module';
import { bareRuntime, shapes, timeRun } from './bare-engine.ts';
import { loadText, printMachine } from './machine.ts';
import { medians, onTheClock } from './rounds.ts';
import type { Case } from './rounds.ts';
import { printTable, times } from './table.ts';
import { per, startWatch } from './watch.ts';
import type { Watched } from './watch.ts';

/** The engine beside others of its kind, in one process and taking turns: µs per step where nodes do next to nothing. */

type Shape = (size: number) => () => Promise<number>;
/** What `peers/langgraph.mjs` gives: each makes a graph and gives what runs it once, and tells how many nodes ran. */
type Peer = Readonly<Record<'chain' | 'fanOut' | 'loop', Shape>>;

// Its packages are its own, beside this file; they are installed when this is asked for.
const peer = (await import(new URL('langgraph.mjs', import.meta.url).href)) as Peer;
const thousand = 1000;
const peerShapes = [peer.chain(thousand), peer.fanOut(thousand), peer.loop(thousand)];

async function timePeer(run: () => Promise<number>, steps: number): Promise<Watched> {
  const watch = startWatch();
  const ran = await run();
  const cost = per(watch(), steps);
  if (ran !== steps) throw new Error(`Meant to run ${steps} nodes; ${ran} ran.`);
  return cost;
}

const theirs = (name: string): string => `${name}, LangGraph.js`;

const cases = shapes.flatMap(({ name, steps, plan, executor }, index): Case[] => {
  const run = peerShapes[index];
  if (run === undefined) throw new Error(`There is no peer for ${name}.`);
  return [
    { name, run: () => timeRun(bareRuntime(plan, executor(), false), steps) },
    { name: theirs(name), run: () => timePeer(run, steps) },
  ];
});

const { version } = createRequire(import.meta.url)('@langchain/langgraph/package.json') as { readonly version: string };
printMachine(`Engine beside LangGraph.js ${version}`, []);
const found = await medians(cases, { rounds: 9, warmUps: 8 });
const cost = (name: string) => found.get(name) ?? Number.NaN;
printTable(
  'µs per trivial step, nothing stored, nothing hashed',
  ['', 'processor', 'clock', 'LangGraph.js: processor', 'clock', '× processor', '× clock'],
  shapes.map(({ name }) => [
    name,
    cost(name),
    cost(onTheClock(name)),
    cost(theirs(name)),
    cost(onTheClock(theirs(name))),
    times(cost(theirs(name)), cost(name)),
    times(cost(onTheClock(theirs(name))), cost(onTheClock(name))),
  ]),
);
console.log(`\nAt the end: ${loadText()}. Medians; cases take turns within each round.`);
