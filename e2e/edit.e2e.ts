import { boxOf, codeChain, expect, test, type Workbench } from './workbench.ts';

/** Three code nodes side by side, no edges. */
const threeNodes = {
  ...codeChain('Three', { one: 'export default () => ({ a: 1 })', two: 'export default () => ({})', three: '' }),
  edges: [],
};
const chain = codeChain('Chain', {
  one: 'export default () => ({ a: 1 })',
  two: 'export default () => ({ b: 2 })',
  three: 'export default () => ({ c: 3 })',
});
const idsOf = async (workbench: Workbench) => (await workbench.document()).nodes.map(({ id }) => id);
const edgesOf = async (workbench: Workbench) =>
  (await workbench.document()).edges.map(({ source, target }) => `${source} → ${target}`);
type Box = Awaited<ReturnType<typeof boxOf>>;
const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
async function positionOf(workbench: Workbench, id: string) {
  return (await workbench.document()).nodes.find((node) => node.id === id)?.position;
}

test('a kind dragged from the palette lands where it is dropped, on the grid', async ({ workbench }) => {
  await workbench.newWorkflow();
  await workbench
    .button('Code', workbench.region('Palette'))
    .dragTo(workbench.canvas, { targetPosition: { x: 310, y: 240 } });
  const [card, canvas] = [await boxOf(workbench.node('Code')), await boxOf(workbench.canvas)];
  expect(Math.abs(card.x + card.width / 2 - canvas.x - 310)).toBeLessThanOrEqual(12);
  expect(Math.abs(card.y + card.height / 2 - canvas.y - 240)).toBeLessThanOrEqual(12);
  const { x = 1, y = 1 } = (await positionOf(workbench, 'code')) ?? {};
  expect([Math.abs(x % 20), Math.abs(y % 20)]).toEqual([0, 0]);
  expect(await workbench.selected()).toEqual(['Code']);
});

test('click and Enter in the palette add nodes that do not cover each other', async ({ workbench }) => {
  await workbench.newWorkflow();
  await workbench.add('Code', 'Condition');
  await workbench.button('Human', workbench.region('Palette')).press('Enter');
  for (const kind of ['Input', 'Transform', 'Delay', 'Assert', 'Note']) {
    await workbench.button(kind, workbench.region('Palette')).press('Enter');
  }
  expect(await idsOf(workbench)).toEqual([
    'code',
    'condition',
    'human',
    'input',
    'transform',
    'delay',
    'assert',
    'note',
  ]);
  const labels = ['Code', 'Condition', 'Human', 'Input', 'Transform', 'Delay', 'Assert', 'Note'];
  const boxes = await Promise.all(labels.map((label) => boxOf(workbench.node(label))));
  const covered = boxes.filter((a) => boxes.some((b) => a !== b && overlap(a, b)));
  expect(covered).toEqual([]);
});

test('an edge is drawn by dragging from border to border', async ({ workbench }) => {
  await workbench.openDocument(threeNodes);
  await workbench.drawEdge('one', 'two');
  await expect(workbench.edge('one', 'two')).toBeAttached();
  await workbench.drawEdge('one', 'two');
  expect(await edgesOf(workbench)).toEqual(['one → two']);
});

test('each outcome of a condition has a border point of its own, with its name', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.newWorkflow();
  await workbench.add('Condition', 'Code');
  const [condition, code] = [await boxOf(workbench.node('Condition')), await boxOf(workbench.node('Code'))];
  const low = { x: condition.x + condition.width, y: condition.y + (condition.height * 2) / 3 };
  await workbench.drag(low, { x: code.x, y: code.y + code.height / 2 });
  await expect(workbench.edge('condition', 'code')).toBeAttached();
  expect((await workbench.document()).edges).toMatchObject([{ source: 'condition', port: 'no', target: 'code' }]);
  await workbench.edge('condition', 'code').locator('path').first().dispatchEvent('click');
  await workbench.inspector.getByRole('combobox', { name: 'Port' }).click();
  await page.getByRole('option', { name: 'yes' }).click();
  expect((await workbench.document()).edges).toMatchObject([{ port: 'yes' }]);
});

test('an edge is drawn by keyboard with “Connect to…”', async ({ workbench }) => {
  await workbench.openDocument(threeNodes);
  await workbench.node('one').click();
  await workbench.page.keyboard.press('c');
  await expect(workbench.dialog.getByRole('searchbox')).toBeFocused();
  await workbench.page.keyboard.type('thr');
  await workbench.page.keyboard.press('Enter');
  await expect(workbench.dialog).toBeHidden();
  await expect(workbench.edge('one', 'three')).toBeAttached();
  await workbench.node('one').click({ button: 'right' });
  await workbench.page.getByRole('menuitem', { name: 'Connect to…' }).click();
  await workbench.dialog.getByRole('button', { name: /^two/ }).click();
  await expect(workbench.edge('one', 'two')).toBeAttached();
});

test('an edge dropped on nothing offers a new node to follow', async ({ workbench }) => {
  await workbench.openDocument(threeNodes);
  const { x, y, width, height } = await boxOf(workbench.node('three'));
  await workbench.drag({ x: x + width, y: y + height / 2 }, { x: x + width + 60, y: y + 160 });
  await workbench.dialog.getByRole('button', { name: 'Transform' }).click();
  await expect(workbench.edge('three', 'transform')).toBeAttached();
});

test('a node inserted after another stands between it and what followed', async ({ workbench }) => {
  await workbench.openDocument(chain);
  await workbench.node('one').click();
  await workbench.page.keyboard.press('i');
  await workbench.dialog.getByRole('button', { name: 'Assert' }).click();
  await expect(workbench.node('Assert')).toBeVisible();
  expect((await edgesOf(workbench)).sort()).toEqual(['assert → two', 'one → assert', 'two → three']);
});

test('a node is moved by mouse and by Ctrl+arrows, on the grid', async ({ workbench }) => {
  await workbench.openDocument(chain);
  const before = await boxOf(workbench.node('two'));
  const middle = { x: before.x + before.width / 2, y: before.y + before.height - 10 };
  await workbench.drag(middle, { x: middle.x + 53, y: middle.y + 127 });
  const moved = await positionOf(workbench, 'two');
  expect(moved).not.toEqual({ x: 240, y: 80 });
  expect([(moved?.x ?? 1) % 20, (moved?.y ?? 1) % 20]).toEqual([0, 0]);
  await workbench.page.keyboard.press('Control+ArrowRight');
  await workbench.page.keyboard.press('Control+ArrowRight');
  await workbench.page.keyboard.press('Control+ArrowUp');
  expect(await positionOf(workbench, 'two')).toEqual({ x: (moved?.x ?? 0) + 40, y: (moved?.y ?? 0) - 20 });
  expect(await positionOf(workbench, 'one')).toEqual({ x: 0, y: 80 });
});

test('F2 renames, Escape leaves the name, a double click renames, too', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.openDocument(chain);
  await workbench.node('two').click();
  await page.keyboard.press('F2');
  await page.keyboard.type('Second');
  await page.keyboard.press('Enter');
  await expect(workbench.node('Second')).toBeFocused();
  await page.keyboard.press('F2');
  await page.keyboard.type('Never');
  await page.keyboard.press('Escape');
  await expect(workbench.node('Second')).toBeFocused();
  await workbench.node('Second').getByText('Second').dblclick();
  await page.keyboard.type('Twice <b>as</b> good');
  await page.keyboard.press('Enter');
  await expect(workbench.node('Twice <b>as</b> good')).toBeVisible();
  expect((await workbench.document()).nodes[1]).toMatchObject({ id: 'two', label: 'Twice <b>as</b> good' });
});

test('Ctrl+D duplicates nodes with the edges among them', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.openDocument(chain);
  await workbench.node('one').click();
  await workbench.node('two').click({ modifiers: ['Control'] });
  await page.keyboard.press('Control+d');
  await expect(workbench.canvas.getByRole('group', { name: /, selected$/ })).toHaveCount(2);
  const document = await workbench.document();
  expect(document.nodes).toHaveLength(5);
  const [, , , copy, second] = document.nodes;
  expect(copy?.variants).toEqual(document.nodes[0]?.variants);
  expect(await edgesOf(workbench)).toContain(`${copy?.id} → ${second?.id}`);
  expect(document.edges).toHaveLength(3);
});

for (const key of ['Delete', 'Backspace']) {
  test(`${key} deletes a node with its edges, and an edge alone`, async ({ workbench }) => {
    const { page } = workbench;
    await workbench.openDocument(chain);
    await workbench.edge('two', 'three').click();
    await page.keyboard.press(key);
    await expect(workbench.edge('two', 'three')).toHaveCount(0);
    expect(await idsOf(workbench)).toEqual(['one', 'two', 'three']);
    await workbench.node('two').click();
    await page.keyboard.press(key);
    await expect(workbench.node('two')).toHaveCount(0);
    expect(await edgesOf(workbench)).toEqual([]);
    expect(await idsOf(workbench)).toEqual(['one', 'three']);
  });
}

test('Shift drag and Ctrl+A select several, which move and go together', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.openDocument(chain);
  const [one, two] = [await boxOf(workbench.node('one')), await boxOf(workbench.node('two'))];
  await page.keyboard.down('Shift');
  await workbench.drag({ x: one.x - 20, y: one.y - 30 }, { x: two.x + two.width + 10, y: two.y + two.height + 30 });
  await page.keyboard.up('Shift');
  expect(await workbench.selected()).toEqual(['one', 'two']);
  await expect(workbench.inspector.getByText('2 nodes selected')).toBeVisible();
  await workbench.drag({ x: two.x + 20, y: two.y + 45 }, { x: two.x + 20, y: two.y + 145 });
  const [first, second, third] = (await workbench.document()).nodes;
  expect(first?.position?.y).toBe(second?.position?.y);
  expect(first?.position?.y).toBeGreaterThan(80);
  expect(third?.position?.y).toBe(80);
  await page.keyboard.press('Control+a');
  expect(await workbench.selected()).toEqual(['one', 'three', 'two']);
  await page.keyboard.press('Delete');
  await expect(workbench.canvas.getByText('An empty workflow')).toBeVisible();
  await page.keyboard.press('Control+z');
  expect(await idsOf(workbench)).toEqual(['one', 'two', 'three']);
  expect(await edgesOf(workbench)).toEqual(['one → two', 'two → three']);
});

test('everything can be undone and done again', async ({ workbench }) => {
  test.slow();
  const { page } = workbench;
  await workbench.openDocument(chain);
  const states = [await workbench.document()];
  const after = async (gesture: () => Promise<unknown>) => {
    await gesture();
    await expect.poll(() => workbench.document()).not.toEqual(states.at(-1));
    states.push(await workbench.document());
  };
  await after(() => workbench.add('Delay'));
  await after(() => workbench.drawEdge('three', 'one'));
  await workbench.node('two').click();
  await after(() => page.keyboard.press('Control+ArrowDown'));
  await after(() => page.keyboard.press('Control+d'));
  await after(() => page.keyboard.press('Delete'));
  await workbench.node('one').click();
  await after(async () => {
    await page.keyboard.press('F2');
    await page.keyboard.type('First');
    await page.keyboard.press('Enter');
  });
  await after(() => workbench.button('Add variant', workbench.inspector).click());
  await page.keyboard.press('Enter');
  await after(() => workbench.inspector.getByRole('radio', { name: 'Make Variant 2 active' }).click());
  await after(async () => {
    await workbench.tab('Settings').click();
    await workbench.inspector.getByLabel('Output key').fill('result');
  });
  await workbench.edge('one', 'two').click();
  await after(() => workbench.inspector.getByLabel('Label').fill('onwards'));
  await after(() => workbench.button('Arrange', workbench.canvas).click());
  await after(async () => {
    await workbench.button('Chain').click();
    await page.keyboard.type('Renamed');
    await page.keyboard.press('Enter');
  });

  for (const state of states.slice(0, -1).reverse()) {
    await page.keyboard.press('Control+z');
    expect(await workbench.document()).toEqual(state);
  }
  await expect(workbench.button('Chain')).toBeVisible();
  for (const [index, state] of states.slice(1).entries()) {
    await page.keyboard.press(index % 2 === 0 ? 'Control+y' : 'Control+Shift+z');
    expect(await workbench.document()).toEqual(state);
  }
});

test('Arrange lays the nodes out from left to right, one undo away', async ({ workbench }) => {
  const heap = { ...chain, nodes: chain.nodes.map((node) => ({ ...node, position: { x: 0, y: 0 } })) };
  await workbench.openDocument(heap);
  await workbench.page.keyboard.press('Shift+A');
  const gaps = async () => {
    const [one = 0, two = 0, three = 0] = (await workbench.document()).nodes.map((node) => node.position?.x ?? 0);
    return Math.min(two - one, three - two);
  };
  await expect.poll(gaps).toBeGreaterThan(176);
  await workbench.page.keyboard.press('Control+z');
  expect((await workbench.document()).nodes.map(({ position }) => position)).toEqual(
    heap.nodes.map(({ position }) => position),
  );
});

test('keys zoom and fit, the overview pans', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.openDocument(chain);
  const zoom = workbench.canvas.getByRole('button', { name: /^Zoom \d+ %, reset$/ });
  const percent = async () => Number(/\d+/.exec((await zoom.textContent()) ?? '')?.[0]);
  await page.keyboard.press('0');
  await expect(zoom).toHaveText('100 %');
  await page.keyboard.press('+');
  await expect.poll(percent).toBeGreaterThan(100);
  await page.keyboard.press('-');
  await page.keyboard.press('-');
  await expect.poll(percent).toBeLessThan(100);
  await page.keyboard.press('1');
  await expect(workbench.node('one')).toBeInViewport();
  await expect(workbench.node('three')).toBeInViewport();

  const before = await boxOf(workbench.node('two'));
  const overview = workbench.canvas.getByRole('img', { name: 'Overview' });
  const map = await boxOf(overview);
  const middle = { x: map.x + map.width / 2, y: map.y + map.height / 2 };
  await workbench.drag(middle, { x: middle.x + 12, y: middle.y });
  await expect.poll(async () => (await boxOf(workbench.node('two'))).x).toBeLessThan(before.x);
});

test('arrows walk along the edges, Tab reaches the canvas once', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.openDocument(chain);
  await workbench.node('one').focus();
  await page.keyboard.press('ArrowRight');
  await expect(workbench.node('two')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(workbench.node('three')).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(workbench.node('two')).toBeFocused();
  expect(await workbench.selected()).toEqual(['two']);
  await expect(workbench.canvas.locator('[data-node][tabindex="0"]')).toHaveCount(1);
});

test('what was edited is there after a reload', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.newWorkflow();
  await workbench.add('Code');
  await workbench.node('Code').click();
  await page.keyboard.press('F2');
  await page.keyboard.type('Kept');
  await page.keyboard.press('Enter');
  await expect(workbench.node('Kept')).toBeVisible();
  // At once: what is not yet saved is saved when the page goes.
  await page.reload();
  await workbench.ready();
  await expect(workbench.node('Kept')).toBeVisible();
  await expect(workbench.button('New workflow')).toBeVisible();
});
