// Kills the browser in the middle of executions and checks what is left: no acknowledged checkpoint lost, none torn.
//   npm run e2e:kill -- [--kills 20] [--seed 1] [--url http://localhost:4173/]
// Serves the built bench itself where no address is given.
// Each round starts a fresh browser process on the same profile, resumes (or starts) a long execution, notes every
// acknowledgement of the store, sends SIGKILL at a random moment, starts again and compares.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { preview } from 'vite';
import { isBuildCurrent } from '../scripts/build-state.mjs';
import { root, run } from '../scripts/ensure-installed.mjs';

const { values: flags } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    url: { type: 'string' },
  },
});
const kills = Number(flags.kills);
const random = mulberry32(Number(flags.seed));

/** A loop of 3,000 rounds over a context of about 50 KB, so that a kill always hits work in progress. */
const workflow = {
  format: 'wtb/1',
  id: 'kill-test',
  name: 'Kill test',
  context: {
    initial: {
      round: 0,
      ballast: Array.from({ length: 1000 }, (_, i) => `line ${i} of the ballast, some fifty characters`),
    },
  },
  nodes: [
    {
      id: 'count',
      kind: 'code',
      start: true,
      variants: [
        {
          id: 'a',
          config: {
            source:
              'export default ({ context }) => ({ round: context.round + 1, last: "x".repeat(200) + context.round });',
            params: {},
          },
        },
      ],
    },
    {
      id: 'mark',
      kind: 'code',
      variants: [
        {
          id: 'a',
          config: { source: 'export default ({ context }) => ({ mark: { round: context.round } });', params: {} },
        },
      ],
    },
  ],
  edges: [
    { id: 'e1', source: 'count', target: 'mark' },
    { id: 'e2', source: 'mark', target: 'count', when: 'round < 3000' },
  ],
};

const server = flags.url === undefined ? await serve() : undefined;
const url = flags.url ?? server.resolvedUrls.local[0];
const profile = mkdtempSync(join(tmpdir(), 'wtb-kill-'));
let execution;
let acknowledged = { seq: -1, hashes: new Map() };
const failures = [];
let resumed = 0;
let current;

try {
  for (let round = 1; round <= kills; round++) {
    const browser = await startBrowser();
    const page = await openBench(browser);
    await check(page, round);
    await watch(page);
    if (execution === undefined || (await status(page)) === 'completed') {
      acknowledged = { seq: -1, hashes: new Map() };
      execution = await page.evaluate(async (document) => {
        const known = await window.wtb.workflows.get(document.id).catch(() => undefined);
        const record = known ?? (await window.wtb.workflows.create(document));
        return (await window.wtb.start({ workflow: record.id, input: undefined })).id;
      }, workflow);
      await page.evaluate((id) => window.watchExecution(id), execution);
    } else {
      resumed++;
      await page.evaluate(async (id) => {
        await window.watchExecution(id);
        await window.wtb.resume(id);
      }, execution);
    }
    const before = acknowledged.seq;
    const patience = Date.now() + 20_000;
    while (acknowledged.seq <= before && Date.now() < patience) await delay(5);
    await delay(random() * 600);
    process.kill(-browser.process.pid, 'SIGKILL');
    await browser.gone;
    console.log(`kill ${round}: ${acknowledged.hashes.size} checkpoints acknowledged, up to event ${acknowledged.seq}`);
  }
  const browser = await startBrowser();
  const page = await openBench(browser);
  await check(page, kills + 1);
  process.kill(-browser.process.pid, 'SIGKILL');
  await browser.gone;
} catch (error) {
  failures.push(`the check itself failed: ${error.stack}`);
  if (current?.process.exitCode === null) process.kill(-current.process.pid, 'SIGKILL');
  await current?.gone;
} finally {
  await server?.close();
  // The last of the killed processes may still be letting go of its files.
  rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
for (const failure of failures) console.error(failure);
console.log(`${kills} kills, ${resumed} executions resumed, ${failures.length} losses`);
process.exit(failures.length === 0 ? 0 : 1);

function serve() {
  if (!isBuildCurrent()) run(process.execPath, ['scripts/build.mjs']);
  return preview({ root, preview: { port: 4391, host: 'localhost' }, logLevel: 'error' });
}

/** Everything that was acknowledged before the kill is there, unchanged, and the chain is whole. */
async function check(page, round) {
  if (execution === undefined) return;
  const found = await page.evaluate(async (id) => {
    const summary = await window.wtb.get(id);
    const report = await window.wtb.verify(id);
    const events = await window.wtb.events(id);
    const hashes = events.flatMap((event) => (event.hash ? [[event.checkpoint, event.hash]] : []));
    return { summary, report, last: events.at(-1)?.seq ?? -1, hashes };
  }, execution);
  const hashes = new Map(found.hashes);
  if (found.last < acknowledged.seq)
    failures.push(`round ${round}: events ${found.last + 1}–${acknowledged.seq} are lost`);
  for (const [checkpoint, hash] of acknowledged.hashes) {
    if (hashes.get(checkpoint) !== hash) failures.push(`round ${round}: checkpoint ${checkpoint} is lost or changed`);
  }
  if (!found.report.ok) failures.push(`round ${round}: ${found.report.problems[0].message}`);
  if (!['interrupted', 'completed'].includes(found.summary.status))
    failures.push(`round ${round}: status ${found.summary.status}`);
}

function status(page) {
  return page.evaluate(async (id) => (await window.wtb.get(id)).status, execution);
}

/** Notes each acknowledgement of the store as it reaches the page. */
async function watch(page) {
  await page.exposeBinding('acknowledge', (_, seq, hashes) => {
    if (seq > acknowledged.seq) acknowledged.seq = seq;
    for (const [checkpoint, hash] of hashes) acknowledged.hashes.set(checkpoint, hash);
  });
  await page.evaluate(() => {
    window.watchExecution = async (id) => {
      const waiting = [];
      window.wtb.subscribe(id, (events, summary) => {
        for (const event of events) if (event.hash) waiting.push([event.seq, event.checkpoint, event.hash]);
        const saved = waiting.filter(([seq]) => seq <= summary.durableSeq);
        waiting.splice(0, saved.length);
        if (saved.length > 0)
          window.acknowledge(
            saved.at(-1)[0],
            saved.map(([, checkpoint, hash]) => [checkpoint, hash]),
          );
      });
    };
  });
}

async function openBench(browser) {
  const context = browser.connection.contexts()[0];
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForFunction(() => window.wtb !== undefined);
  return page;
}

async function startBrowser() {
  const executable = [
    process.env.WTB_CHROMIUM,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    chromium.executablePath(),
  ].find((path) => path && existsSync(path));
  const portFile = join(profile, 'DevToolsActivePort');
  rmSync(portFile, { force: true });
  const args = [
    '--headless',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  const child = spawn(executable, [...args, 'about:blank'], { detached: true, stdio: 'ignore' });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const patience = Date.now() + 30_000;
  while (!existsSync(portFile) && Date.now() < patience) await delay(20);
  await delay(50);
  const [port] = readFileSync(portFile, 'utf8').split('\n');
  current = { process: child, gone, connection: undefined };
  current.connection = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  return current;
}

/** Seeded numbers in [0, 1). Source: Tommy Ettinger's mulberry32. */
function mulberry32(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
