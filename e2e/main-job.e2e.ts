import { expect, test } from './workbench.ts';

test('runs the language detective, rolls back, swaps a variant, goes on and compares', async ({ workbench }) => {
  const { page } = workbench;
  await workbench.run();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'completed' });
  await expect(workbench.status).toContainText('completed');
  const first = await workbench.context();

  await workbench.selectStep(/split/);
  await workbench.rollBackToHere();
  await expect(workbench.status).toContainText('paused');
  await workbench.swap('Train', 'Random forest');
  await workbench.resume();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'completed', branches: 2 });
  const second = await workbench.context();
  expect(second['accuracy']).not.toBe(first['accuracy']);

  await workbench.tab('Compare').click();
  await expect(page.getByText(/first diverging step/i)).toBeVisible();
});
