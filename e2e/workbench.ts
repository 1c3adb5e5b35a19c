import { test as base, expect, type Locator, type Page } from '@playwright/test';
import type { GraphDocument } from '../src/model/graph-document.ts';
import type { ErrorInfo } from '../src/model/errors.ts';
import type { ExecutionEvent } from '../src/model/event.ts';
import type { ExecutionSummary } from '../src/model/execution.ts';
import type { CheckpointId, ExecutionId, WorkflowId } from '../src/model/ids.ts';
import type { Value } from '../src/model/value.ts';

/** The bench as a person uses it: verbs on what is on the screen, and `whenIdle` instead of waiting by the clock. */
export class Workbench {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens the bench and leaves the tour. */
  async open(address = './'): Promise<void> {
    await this.page.goto(address);
    await this.ready();
    await this.leaveTour();
  }

  /** Resolves when the bench has opened a workflow. */
  async ready(): Promise<void> {
    await this.page.waitForFunction(() => window.wtb !== undefined);
  }

  /** The tour begins by itself on the first visit, a moment after the bench is there. */
  /** The tour begins by itself on a first visit, a moment after the bench is there. */
  async leaveTour(): Promise<void> {
    const seen = await this.page.evaluate(() => {
      try {
        return (JSON.parse(localStorage.getItem('wtb.view') ?? '{}') as { tour?: string }).tour === 'done';
      } catch {
        return false;
      }
    });
    if (!seen) await this.button('Skip tour').click();
  }

  // ── places ──────────────────────────────────────────────────────────────────────────────────────

  region(name: 'Canvas' | 'Palette' | 'Inspector' | 'Timeline' | 'Context' | 'Diff' | 'Console' | 'Branches'): Locator {
    return this.page.getByRole('region', { name, exact: true });
  }
  get canvas(): Locator {
    return this.region('Canvas');
  }
  get inspector(): Locator {
    return this.region('Inspector');
  }
  get timeline(): Locator {
    return this.region('Timeline');
  }
  /** The execution's one live status. */
  get status(): Locator {
    return this.page.getByRole('status').first();
  }
  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }
  button(name: string, within: Locator | Page = this.page): Locator {
    return within.getByRole('button', { name, exact: true });
  }
  tab(name: string | RegExp): Locator {
    return this.page.getByRole('tab', { name });
  }
  /** A node's card; its accessible name begins with the node's label. */
  node(label: string): Locator {
    return this.canvas.getByRole('group', { name: new RegExp(`^${escapeRegExp(label)}(,|$)`) });
  }
  /** A step's row; `text` is part of what it shows. */
  row(text: string | RegExp): Locator {
    return this.timeline.getByRole('row', { name: text });
  }

  // ── running ─────────────────────────────────────────────────────────────────────────────────────

  /** Presses Run and, where a form asks for input, runs with what it offers. */
  async run(): Promise<void> {
    await this.button('Run').first().click();
    await this.confirmInput('Run');
  }
  async startPaused(): Promise<void> {
    await this.button('Start paused').first().click();
    await this.confirmInput('Start paused');
  }
  private async confirmInput(button: string): Promise<void> {
    const hasInput = await this.page.evaluate(async () => {
      const id = decodeURIComponent(location.hash.split('/')[2]?.split('?')[0] ?? '');
      const { document } = await window.wtb!.workflows.get(id as WorkflowId);
      return document.nodes.some(({ kind }) => kind === 'input');
    });
    if (hasInput) await this.button(button, this.dialog).click();
  }
  async pause(): Promise<void> {
    await this.button('Pause').first().click();
  }
  async resume(): Promise<void> {
    await this.button('Resume').first().click();
  }
  async step(): Promise<void> {
    await this.button('Step').first().click();
  }
  async stepBack(): Promise<void> {
    await this.button('Step back').first().click();
  }
  async stop(): Promise<void> {
    await this.button('Stop').first().click();
  }
  /** Everything that is going on has come to rest and is saved. */
  async whenIdle(): Promise<ExecutionSummary> {
    await expect.poll(() => this.executionId()).toBeDefined();
    const id = await this.executionId();
    return this.page.evaluate((id) => window.wtb!.whenIdle(id as ExecutionId), id) as Promise<ExecutionSummary>;
  }
  /** The execution on screen, as the address names it. */
  async executionId(): Promise<string | undefined> {
    return /\/x\/([^/?]+)/.exec(new URL(this.page.url()).hash)?.[1];
  }

  // ── debugging ───────────────────────────────────────────────────────────────────────────────────

  async selectStep(text: string | RegExp): Promise<void> {
    await this.row(text).first().click();
  }
  async rollBackToHere(): Promise<void> {
    await this.button('Roll back to here').first().click();
  }
  async swap(
    node: string,
    variant: string,
    policy: 'From here on' | 'Re-run affected' | 'Fork' = 'From here on',
  ): Promise<void> {
    await this.node(node).click();
    await this.tab(/^Variants/).click();
    await this.inspector.getByRole('button', { name: /^Swap/ }).first().click();
    await this.dialog.getByRole('radio', { name: new RegExp(`^${escapeRegExp(variant)}`) }).click();
    await this.dialog.getByRole('radio', { name: new RegExp(`^${policy}`) }).click();
    await this.button('Swap variant', this.dialog).click();
    await expect(this.dialog).toBeHidden();
  }
  /** Replaces a variant's code in the inspector, as typed; the node is selected and its variants are shown. */
  async typeCode(node: string, source: string): Promise<void> {
    await this.node(node).click();
    await this.tab(/^Variants/).click();
    await this.inspector.getByRole('textbox', { name: /^Code of/ }).fill(source);
  }
  /** Puts the code as it now stands in the inspector into the paused execution. */
  async swapInEditedCode(policy: 'From here on' | 'Re-run affected' | 'Fork' = 'From here on'): Promise<void> {
    await this.button('Swap in edited code', this.inspector).click();
    await this.dialog.getByRole('radio', { name: new RegExp(`^${policy}`) }).click();
    await this.button('Swap variant', this.dialog).click();
    await expect(this.dialog).toBeHidden();
  }
  /** Another tab of the same browser on the same place. */
  async anotherTab(): Promise<Workbench> {
    const other = new Workbench(await this.page.context().newPage());
    await other.page.goto(this.page.url());
    await other.ready();
    await other.leaveTour();
    return other;
  }
  async reload(): Promise<void> {
    await this.page.reload();
    await this.ready();
  }
  /** The execution on screen, as the engine tells it. */
  async summary(): Promise<ExecutionSummary> {
    const id = await this.executionId();
    return this.page.evaluate((id) => window.wtb!.get(id as ExecutionId), id) as Promise<ExecutionSummary>;
  }
  async events(): Promise<readonly ExecutionEvent[]> {
    const id = await this.executionId();
    return this.page.evaluate((id) => window.wtb!.events(id as ExecutionId), id);
  }
  /** What is wrong with the execution's chain of hashes: nothing, hopefully. */
  async verified(): Promise<readonly ErrorInfo[]> {
    const id = await this.executionId();
    return this.page.evaluate(async (id) => (await window.wtb!.verify(id as ExecutionId)).problems, id);
  }
  /** Resolves when the execution on screen has this many steps that are saved. */
  async whenSaved(steps: number): Promise<void> {
    await expect.poll(() => this.executionId()).toBeDefined();
    await this.page.evaluate(
      async ([id, steps]) => {
        const execution = id as ExecutionId;
        await new Promise<void>((resolve) => {
          const look = async () => {
            const { durableSeq } = await window.wtb!.get(execution);
            const saved = (await window.wtb!.events(execution)).filter(({ seq }) => seq <= durableSeq);
            if (saved.filter(({ type }) => type === 'step-committed').length >= steps) resolve();
          };
          window.wtb!.subscribe(execution, () => void look());
          void look();
        });
      },
      [await this.executionId(), steps] as const,
    );
  }
  /** The context at a checkpoint of the execution on screen (its head where none is named). */
  async context(checkpoint?: string): Promise<Record<string, Value>> {
    const place = { id: await this.executionId(), at: checkpoint };
    return this.page.evaluate(async ({ id, at }) => {
      const execution = id as ExecutionId;
      const { entries } = await window.wtb!.context(execution, at as CheckpointId | undefined);
      const values: Record<string, unknown> = {};
      for (const { key, value } of entries) values[key] = await window.wtb!.value(execution, value.hash);
      return values;
    }, place);
  }

  /** A line's state: taken, untaken, or plain where no execution is shown. Nodes are named by their ids. */
  edgeState(source: string, target: string): Locator {
    return this.edge(source, target).locator('[data-state]');
  }
  /** A change in the list under Diff, or in another list of changes; named by its path. */
  change(path: string | RegExp, within: Locator = this.region('Diff')): Locator {
    return within.getByRole('listitem').filter({ has: this.page.getByText(path, { exact: true }) });
  }

  // ── workflows ───────────────────────────────────────────────────────────────────────────────────

  /** Makes a workflow from a document and shows it. */
  async openDocument(document: GraphDocument): Promise<void> {
    await this.page.evaluate(async (text) => {
      const { id } = await window.wtb!.workflows.import(text);
      await window.wtb!.workflows.open(id);
    }, JSON.stringify(document));
    await expect(this.canvas.getByRole('group').first()).toBeVisible();
  }
  /** An empty workflow of one's own. */
  async newWorkflow(): Promise<void> {
    await this.tab('Workflows').click();
    await this.button('New workflow').click();
    await expect(this.canvas.getByText('An empty workflow')).toBeVisible();
  }
  /** A workflow's row in the list. */
  workflow(name: string): Locator {
    return this.page.getByRole('list', { name: 'Workflows' }).getByRole('listitem').filter({ hasText: name });
  }
  /** The workflow on screen as it is stored, after everything that was typed is saved. */
  async document(): Promise<GraphDocument> {
    const text = await this.page.evaluate(async () => {
      await window.wtb!.whenIdle();
      const id = decodeURIComponent(location.hash.split('/')[2]?.split('?')[0] ?? '');
      // As text: a key named __proto__ would not survive the way out of the page.
      return JSON.stringify((await window.wtb!.workflows.get(id as WorkflowId)).document);
    });
    return JSON.parse(text) as GraphDocument;
  }

  // ── editing ─────────────────────────────────────────────────────────────────────────────────────

  /** Clicks kinds in the palette, one after the other. */
  async add(...kinds: readonly string[]): Promise<void> {
    await this.tab('Build').click();
    for (const kind of kinds) await this.button(kind, this.region('Palette')).click();
  }
  /** A line between two nodes, named by their ids. */
  edge(source: string, target: string): Locator {
    return this.canvas.getByRole('img', { name: `Edge from ${source} to ${target}`, exact: true });
  }
  /** Drags from one node's right border to another's left one. */
  async drawEdge(from: string, to: string): Promise<void> {
    const [start, end] = [await boxOf(this.node(from)), await boxOf(this.node(to))];
    await this.drag(
      { x: start.x + start.width, y: start.y + start.height / 2 },
      { x: end.x, y: end.y + end.height / 2 },
    );
  }
  /** Presses the button at one point of the page, goes to another in a few moves, and lets go. */
  async drag(from: Point, to: Point): Promise<void> {
    const { mouse } = this.page;
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
    await mouse.move(to.x, to.y, { steps: 4 });
    await mouse.up();
  }
  /** Labels of the nodes that are selected. */
  async selected(): Promise<readonly string[]> {
    const names = await this.canvas.getByRole('group', { name: /, selected$/ }).all();
    const labels = names.map(async (node) => (await node.getAttribute('aria-label'))?.split(',')[0] ?? '');
    return (await Promise.all(labels)).sort();
  }
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where something is on the page. */
export async function boxOf(thing: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  await expect(thing).toBeVisible();
  const box = await thing.boundingBox();
  if (box === null) throw new Error('It is gone from the page.');
  return box;
}

const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A test with a bench of its own, opened, tour left. Errors that nobody caught fail the test. */
export const test = base.extend<{ workbench: Workbench }>({
  workbench: async ({ page }, provide) => {
    const uncaught: string[] = [];
    page.on('pageerror', (error) => uncaught.push(error.message));
    const workbench = new Workbench(page);
    await workbench.open();
    await provide(workbench);
    expect(uncaught).toEqual([]);
  },
});

/** A document of code nodes in a chain: `{ one: 'export default …' }`. */
export function codeChain(name: string, sources: Readonly<Record<string, string>>): GraphDocument {
  const ids = Object.keys(sources);
  return {
    format: 'wtb/1',
    id: name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
    name,
    nodes: ids.map((id, index) => ({
      id,
      kind: 'code',
      position: { x: index * 240, y: 80 },
      variants: [{ id: 'a', name: 'First', config: { source: sources[id] ?? '', params: {} } }],
    })),
    edges: ids.slice(1).map((target, index) => ({ id: `e${index}`, source: ids[index] ?? '', target })),
  };
}

export { expect };
