import type { GraphDocument } from '../src/model/graph-document.ts';
import type { Workbench } from './workbench.ts';
import { codeChain, expect, test } from './workbench.ts';

function shop(): GraphDocument {
  return {
    ...codeChain('Shop', {
      price: 'export default ({ context }) => ({ total: context.price * context.amount });',
      send: 'export default ({ context }) => ({ bill: `${context.total} francs` });',
    }),
    context: {
      initial: { price: 5, amount: 2, note: { by: 'Ada' } },
      schema: { type: 'object', properties: { price: { type: 'number', minimum: 0, maximum: 100 } } },
    },
  };
}

async function pausedShop(workbench: Workbench): Promise<void> {
  await workbench.openDocument(shop());
  await workbench.startPaused();
  await expect(workbench.status).toContainText('paused');
  await workbench.tab('Context').click();
  await workbench.button('Edit', workbench.region('Context')).click();
  await expect(workbench.dialog).toContainText('Edit context');
}

test('edits one key of a paused execution, marks the step edited and goes on with it', async ({ workbench }) => {
  await pausedShop(workbench);
  const keys = workbench.dialog.getByRole('list', { name: 'Keys of the context' });
  await keys.getByRole('button', { name: /^price/ }).click();
  await workbench.dialog.getByRole('textbox', { name: 'Value of price' }).fill('7');
  await workbench.button('Apply', workbench.dialog).click();
  await expect(workbench.dialog).toBeHidden();
  await expect(workbench.row(/edit by hand/)).toBeVisible();
  const edit = (await workbench.events()).find(({ type }) => type === 'context-edited');
  expect(edit).toBeDefined();
  await workbench.tab('Diff').click();
  await expect(workbench.change('price')).toContainText(/5\s*→\s*7/);

  await workbench.resume();
  await expect(workbench.status).toContainText('completed');
  expect(await workbench.context()).toMatchObject({ total: 14, bill: '14 francs' });
});

test('adds and removes keys', async ({ workbench }) => {
  await pausedShop(workbench);
  const { dialog } = workbench;
  await workbench.button('Remove note', dialog).click();
  await dialog.getByRole('textbox', { name: 'New key' }).fill('hint');
  await workbench.button('Add key', dialog).click();
  await dialog.getByRole('textbox', { name: 'Value of hint' }).fill('{ "deep": [1, 2] }');
  await workbench.button('Apply', dialog).click();
  await expect(dialog).toBeHidden();
  expect(await workbench.context()).toEqual({ price: 5, amount: 2, hint: { deep: [1, 2] } });
});

test('edits the whole context as JSON and refuses what is no JSON or against the schema', async ({ workbench }) => {
  await pausedShop(workbench);
  const { dialog } = workbench;
  await workbench.button('Raw JSON', dialog).click();
  const text = dialog.getByRole('textbox', { name: 'Context as JSON' });
  await expect(text).toContainText('amount');
  await text.fill('{ "price": 5, "amount": ');
  await expect(dialog.getByRole('alert')).toContainText('Line 1');
  await expect(workbench.button('Apply', dialog)).toBeDisabled();

  await text.fill('{ "price": 700, "amount": 3 }');
  await expect(dialog).toContainText(/price: .*(100|most|maximum)/);
  await expect(workbench.button('Apply', dialog)).toBeDisabled();

  await text.fill('{ "price": 6, "amount": 3 }');
  await workbench.button('Apply', dialog).click();
  await expect(dialog).toBeHidden();
  expect(await workbench.context()).toEqual({ price: 6, amount: 3 });
  await workbench.stepBack();
  await expect.poll(() => workbench.context()).toEqual({ price: 5, amount: 2, note: { by: 'Ada' } });
});
