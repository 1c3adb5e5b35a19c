import type { GraphDocument } from '../src/model/graph-document.ts';
import { expect, test } from './workbench.ts';

const code = (source: string) => [{ id: 'main', name: 'Main', config: { source, params: {} } }];

/** A map over three rows, in each a loop that tries twice. */
const tries: GraphDocument = {
  format: 'wtb/1',
  id: 'tries',
  name: 'Tries',
  context: { initial: { rows: [3, 1, 4] } },
  nodes: [
    {
      id: 'map',
      kind: 'map',
      label: 'Each row',
      position: { x: 0, y: 0 },
      variants: [{ id: 'main', config: { graph: 'item', over: 'rows', maxConcurrency: 1, exports: [] } }],
    },
  ],
  edges: [],
  graphs: {
    item: {
      label: 'One row',
      nodes: [
        {
          id: 'loop',
          kind: 'loop',
          label: 'Twice',
          position: { x: 0, y: 0 },
          variants: [{ id: 'main', config: { graph: 'round', over: '[1, 2]', as: 'turn' } }],
        },
      ],
      edges: [],
    },
    round: {
      label: 'One try',
      nodes: [
        {
          id: 'score',
          kind: 'code',
          label: 'Score',
          position: { x: 0, y: 0 },
          variants: code('export default ({ context }) => ({ score: context.item * 10 })'),
        },
      ],
      edges: [],
    },
  },
};

test('a link by path opens that step, and the canvas shows the frame in which it stands', async ({ workbench }) => {
  const { page, canvas } = workbench;
  await workbench.openDocument(tries);
  await workbench.run();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'completed' });
  const workflow = /#\/w\/([^/?]+)/.exec(page.url())?.[1] ?? '';
  const execution = (await workbench.executionId()) ?? '';
  const path = 'map[1]/loop[2]/score';

  for (const point of [path, encodeURIComponent(path), encodeURI(path)]) {
    await page.goto('about:blank');
    await workbench.open(`./#/w/${workflow}/x/${execution}/c/${point}`);
    await expect(workbench.timeline.getByRole('row', { selected: true })).toHaveAccessibleName(
      /map\[1\]\/loop\[2\]\/score/,
    );
    await expect(workbench.button('Shown run: map[1]/loop[2]', canvas)).toBeVisible();
    await expect(workbench.node('Score')).toHaveAccessibleName(/done/);
  }
});

test('a breakpoint at a path holds in that item alone, is marked so and removed again', async ({ workbench }) => {
  const { page, canvas } = workbench;
  await workbench.openDocument(tries);
  await workbench.run();
  await expect(workbench.status).toContainText('completed');
  const choose = async (entry: string | RegExp) => page.getByRole('menuitem', { name: entry }).click();
  await workbench.row(/map\[1\]\/loop\[2\]\/score/).click({ button: 'right' });
  await choose(/^Break at this path only/);
  await expect(workbench.button('Shown run: map[1]/loop[2]', canvas)).toBeVisible();
  await expect(workbench.node('Score')).toHaveAccessibleName(/breakpoint at map\[1\]\/loop\[2\]\/score only/);
  await expect(
    workbench.button('Remove breakpoint at map[1]/loop[2]/score only', workbench.node('Score')),
  ).toBeAttached();

  await workbench.run();
  await expect(workbench.status).toContainText('paused before Score in map[1]/loop[2]');
  expect(await workbench.whenIdle()).toMatchObject({ pause: { type: 'breakpoint', path: 'map[1]/loop[2]/score' } });
  await workbench.resume();
  await expect(workbench.status).toContainText('completed');

  // In the frame that is shown, by the node's own menu.
  await workbench.row(/map\[2\]\/loop\[1\]\/score/).click();
  await workbench.node('Score').click({ button: 'right' });
  await choose(/^Break at this path only/);
  await workbench.node('Score').click({ button: 'right' });
  await choose('Remove breakpoint at map[1]/loop[2]/score');
  await expect(workbench.node('Score')).toHaveAccessibleName(/breakpoint at map\[2\]\/loop\[1\]\/score only/);
  await workbench.run();
  await expect(workbench.status).toContainText('paused before Score in map[2]/loop[1]');
  await workbench.button('Remove breakpoint at map[2]/loop[1]/score only', workbench.node('Score')).click();
  await expect(workbench.node('Score')).not.toHaveAccessibleName(/breakpoint/);
});

test('the selected row has its menu by key, and the breakpoint outlives a reload', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.openDocument(tries);
  await workbench.run();
  await expect(workbench.status).toContainText('completed');
  await workbench.row(/map\[2\]\/loop\[1\]\/score/).click();
  await workbench.timeline.getByRole('grid').focus();
  await page.keyboard.press('Shift+F10');
  await expect(page.getByRole('menuitem', { name: 'Roll back to here' })).toBeVisible();
  await page.getByRole('menuitem', { name: /^Break at this path only/ }).press('Enter');
  await workbench.reload();
  await expect(workbench.node('Score')).toHaveAccessibleName(/breakpoint at map\[2\]\/loop\[1\]\/score only/);

  // The list of all of them, seen from another graph, leads there.
  await workbench.canvas.getByRole('navigation', { name: 'Graphs' }).getByRole('button', { name: 'Tries' }).click();
  const list = workbench.inspector.getByRole('list', { name: 'Breakpoints of this workflow' });
  await list.getByRole('button', { name: /^Score/ }).click();
  await expect(workbench.button('Shown run: map[2]/loop[1]', workbench.canvas)).toBeVisible();
  await expect(workbench.node('Score')).toHaveAccessibleName(/selected$/);
});

test('the console takes paths where it takes checkpoints and activations', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.openDocument(tries);
  await workbench.run();
  await expect(workbench.status).toContainText('completed');
  const said = await page.evaluate(async () => {
    const wtb = window.wtb;
    const execution = /\/x\/([^/?]+)/.exec(location.hash)?.[1];
    if (wtb === undefined || execution === undefined) return [];
    const id = execution as Parameters<typeof wtb.rollback>[0];
    const at = (path: string) => path as Parameters<typeof wtb.rollback>[1];
    const diff = await wtb.diff(id, at('map[0]/loop[1]/score'), at('map[2]/loop[1]/score'));
    const forked = await wtb.fork(id, at('map[1]/loop[1]/score'));
    await wtb.rollback(id, at('map[1]/loop[2]'));
    const stepped = await wtb.step(id, at('map[1]/loop[2]/score') as Parameters<typeof wtb.step>[1]);
    await wtb.whenIdle(id);
    const refused = await wtb.rollback(id, at('map[9]/loop[1]/score')).then(
      () => 'not refused',
      (error: Error) => error.message,
    );
    return [diff.map(({ key }) => key).join(), forked.status, stepped.id === id, (await wtb.get(id)).steps, refused];
  });
  expect(said.slice(0, 4)).toEqual(['index,item,score', expect.stringMatching(/running|paused/), true, 5]);
  expect(said[4]).toContain('There is no step at map[9]/loop[1]/score');
  await expect(workbench.status).toContainText('paused');
});
