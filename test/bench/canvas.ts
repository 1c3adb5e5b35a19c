import type { Page } from 'playwright';
import type { GraphDocument } from '../../src/model/graph-document.ts';
import { benchGraph } from './bench-graph.ts';
import { loadText, printMachine } from './machine.ts';
import { medians } from './rounds.ts';
import type { Case } from './rounds.ts';
import { addPage, openPage, serveApp } from './serve-app.ts';
import type { ServedApp } from './serve-app.ts';
import { printTable, times } from './table.ts';

/** What a frame costs the page's main thread while the canvas is panned and a node is dragged. */

const frame = 1000 / 60;
const moves = 60;

function benchDocument(): GraphDocument {
  const { nodes, edges } = benchGraph();
  return {
    format: 'wtb/1',
    id: 'bench-canvas',
    name: 'Bench canvas',
    nodes: nodes.map((node) => ({
      ...node,
      kind: 'code',
      variants: [{ id: 'a', name: 'First', config: { source: 'export default () => {}', params: {} } }],
    })),
    edges,
  };
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string; readonly data?: unknown };
}

/** ms of processor time that a frame took on the main thread: all its tasks, over all frames with a move. */
async function timeGesture(app: ServedApp, page: Page, place: 'node' | 'pane'): Promise<number> {
  await page.bringToFront();
  // Found anew each time: a dragged node ends some pixels from where it was, and its edges with it.
  const before = await placesIn(page);
  const from = before[place];
  await app.browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline', '__metadata'] });
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  for (let move = 1; move <= moves; move++) {
    // There and back, so that each gesture ends where it began.
    const way = move <= moves / 2 ? move : moves - move;
    await page.mouse.move(from.x + way * 4, from.y + way * 2);
    await page.evaluate(() => new Promise((resolve) => void requestAnimationFrame(resolve)));
    if (move === moves / 2 && (await placesIn(page)).node.x === before.node.x)
      throw new Error(`Nothing moved by a drag from ${from.x}, ${from.y} on ${page.url()}.`);
  }
  const trace = JSON.parse((await app.browser.stopTracing()).toString('utf8')) as {
    readonly traceEvents: readonly TraceEvent[];
  };
  await page.mouse.up();
  return taskTime(trace.traceEvents) / moves;
}

/** The main thread of the renderer that worked most: the page's. */
function taskTime(events: readonly TraceEvent[]): number {
  const mains = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}/${tid}`),
  );
  const spent = new Map<string, number>();
  for (const event of events) {
    const thread = `${event.pid}/${event.tid}`;
    if (event.name !== 'ThreadControllerImpl::RunTask' || event.ph !== 'X' || !mains.has(thread)) continue;
    spent.set(thread, (spent.get(thread) ?? 0) + (event.tdur ?? event.dur ?? 0) / 1000);
  }
  return Math.max(...spent.values());
}

interface View {
  readonly page: Page;
  /** Centre of a node to drag, and a place where there is none. */
  readonly node: { readonly x: number; readonly y: number };
  readonly pane: { readonly x: number; readonly y: number };
}

const nodeInTheMiddle = 'n10-5';

async function benchView(app: ServedApp): Promise<View & { readonly box: DOMRect; readonly transform: DOMMatrix }> {
  const page = await app.openBench();
  await page.evaluate(async (text) => {
    const { id } = await window.wtb!.workflows.import(text);
    await window.wtb!.workflows.open(id);
  }, JSON.stringify(benchDocument()));
  const canvas = page.getByRole('region', { name: 'Canvas', exact: true });
  await canvas.getByRole('button', { name: /^Zoom \d+ %, reset$/ }).click();
  const card = page.locator(`.react-flow__node[data-id="${nodeInTheMiddle}"]`);
  await card.waitFor();
  const view = await page.evaluate(() => {
    const pane = document.querySelector('.react-flow')!.getBoundingClientRect();
    const matrix = new DOMMatrix(getComputedStyle(document.querySelector('.react-flow__viewport')!).transform);
    return { box: pane.toJSON() as DOMRect, transform: matrix.toJSON() as DOMMatrix };
  });
  return { page, ...view, ...(await placesIn(page)) };
}

async function placesIn(page: Page): Promise<Omit<View, 'page'>> {
  const box = await page.locator(`.react-flow__node[data-id="${nodeInTheMiddle}"]`).boundingBox();
  if (box === null) throw new Error(`${nodeInTheMiddle} is not in view.`);
  const node = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  return { node, pane: await panePoint(page, node) };
}

/** A point near the middle where nothing lies on the pane: no card, no edge's wide hit area. */
function panePoint(page: Page, near: { readonly x: number; readonly y: number }) {
  return page.evaluate(({ x, y }) => {
    for (let radius = 40; radius < 400; radius += 5) {
      for (let angle = 0; angle < 2 * Math.PI; angle += Math.PI / 12) {
        const point = { x: x + radius * Math.cos(angle), y: y + radius * Math.sin(angle) };
        const there = document.elementFromPoint(point.x, point.y);
        if (there?.classList.contains('react-flow__pane') === true) return point;
      }
    }
    throw new Error('The pane is covered everywhere.');
  }, near);
}

/** A bare React Flow of the same size that shows the same part of the same graph. */
async function bareView(app: ServedApp, like: { readonly box: DOMRect; readonly transform: DOMMatrix }): Promise<View> {
  const { box, transform } = like;
  const query = new URLSearchParams({
    width: `${box.width}`,
    height: `${box.height}`,
    zoom: `${transform.a}`,
    x: `${transform.e}`,
    y: `${transform.f}`,
  });
  const page = await openPage(app.browser, `${app.address}bare-flow/index.html?${query}`);
  await page.locator('.react-flow__node').first().waitFor();
  return { page, ...(await placesIn(page)) };
}

const app = await serveApp();
try {
  await addPage('bare-flow', 'test/bench/bare-flow.tsx');
  const bench = await benchView(app);
  const bare = await bareView(app, bench);
  const gestures = (name: string, { page }: View): Case[] => [
    { name: `${name} pan`, run: () => timeGesture(app, page, 'pane') },
    { name: `${name} drag`, run: () => timeGesture(app, page, 'node') },
  ];
  const found = await medians([...gestures('bench', bench), ...gestures('bare', bare)], { rounds: 7, warmUps: 1 });
  const cost = (name: string) => found.get(name) ?? Number.NaN;
  const row = (title: string, gesture: string) => [
    title,
    cost(`bench ${gesture}`),
    times(cost(`bench ${gesture}`), frame),
    cost(`bare ${gesture}`),
    times(cost(`bench ${gesture}`), cost(`bare ${gesture}`)),
  ];
  printMachine('Canvas', ['@xyflow/react', 'react', 'playwright'], app.version);
  printTable(
    'Canvas: ms a frame on the main thread, 200 nodes, 380 edges, 100 % zoom',
    ['', 'bench', '× 16.7 ms', 'bare React Flow', '× bare'],
    [row('pan', 'pan'), row('drag a node', 'drag')],
  );
  console.log(`\nAt the end: ${loadText()}. Medians of 7 rounds of ${moves} moves, one a frame; cases take turns.`);
} finally {
  await app.close();
}
