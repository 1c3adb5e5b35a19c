import { expect, test } from 'vitest';
import { createToasts } from '../../src/ui/widgets/toasts.ts';

test('a toast that says the same again takes the place of the first', () => {
  const toasts = createToasts();
  for (const text of ['errors', 'saved', 'errors']) toasts.show({ text });
  expect(toasts.store.getState().map(({ text }) => text)).toEqual(['saved', 'errors']);
  const action = { label: 'Undo', run: () => undefined };
  toasts.show({ text: 'Deleted', action });
  toasts.show({ text: 'Deleted', action });
  expect(toasts.store.getState()).toHaveLength(4);
});
