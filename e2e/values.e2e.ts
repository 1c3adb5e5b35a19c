import type { GraphDocument } from '../src/model/graph-document.ts';
import { codeChain, expect, test, type Workbench } from './workbench.ts';

/** Every kind of value that JSON has not, as a variant writes it. */
const special = `export default () => ({
  nan: NaN,
  infinities: [Infinity, -Infinity],
  minusZero: -0,
  big: 2n ** 70n,
  date: new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 6)),
  map: new Map([['a', 1], [{ key: 'object' }, new Set([1n])]]),
  set: new Set(['x', NaN]),
  bytes: new Uint8Array([0, 127, 255]),
  floats: new Float64Array([0.5, -0, NaN]),
  buffer: new Uint8Array([1, 2, 3]).buffer,
  nothing: undefined,
  inside: { list: [undefined, null], deep: { nothing: undefined } },
  ...JSON.parse('{"plain": {"__proto__": {"polluted": true}, "constructor": {"prototype": 1}}, "__proto__": "a key", "constructor": 7}'),
});`;

/** Says of each value what it is, in the next node: so that it has been through the engine and back. */
const looks = `export default ({ context }) => {
  const { map, plain } = context;
  const [, [objectKey, inner]] = [...map];
  return {
    seen: [
      Number.isNaN(context.nan), context.infinities[1] === -Infinity, Object.is(context.minusZero, -0),
      context.big === 2n ** 70n, context.date instanceof Date && context.date.getTime() === 1767323045006,
      map instanceof Map && map.get('a') === 1 && objectKey.key === 'object' && inner.has(1n),
      context.set instanceof Set && context.set.has(NaN), context.bytes instanceof Uint8Array && context.bytes[2] === 255,
      context.floats instanceof Float64Array && Object.is(context.floats[1], -0) && Number.isNaN(context.floats[2]),
      context.buffer instanceof ArrayBuffer && context.buffer.byteLength === 3,
      'nothing' in context && context.nothing === undefined,
      context.inside.list.length === 2 && 0 in context.inside.list && 'nothing' in context.inside.deep,
      Object.hasOwn(plain, '__proto__') && plain.polluted === undefined && ({}).polluted === undefined,
      Object.getPrototypeOf(plain) === Object.prototype && plain.constructor.prototype === 1,
      context.constructor === 7,
    ],
  };
};`;

test('values beyond JSON and odd keys stay what they are: through steps, rollback, reload, export and import', async ({
  workbench,
}) => {
  await workbench.openDocument(codeChain('Special values', { write: special, look: looks }));
  await workbench.run();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'completed' });
  expect(await seen(workbench)).toEqual(Array(15).fill(true));
  const hashes = await hashesOf(workbench);

  await workbench.reload();
  expect(await hashesOf(workbench)).toEqual(hashes);
  await workbench.selectStep(/write/);
  await workbench.rollBackToHere();
  await expect(workbench.status).toContainText('rolled back');
  await workbench.resume();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'completed' });
  expect(await seen(workbench)).toEqual(Array(15).fill(true));

  const copy = await workbench.page.evaluate(async () => {
    const id = /\/x\/([^/?]+)/.exec(location.hash)?.[1] ?? '';
    const imported = await window.wtb!.importBundle(await window.wtb!.exportBundle(id as never));
    const { entries } = await window.wtb!.context(imported.id);
    return {
      hashes: entries.map(({ key, value }) => [key, value.hash] as const),
      problems: (await window.wtb!.verify(imported.id)).problems,
    };
  });
  expect(copy.hashes).toEqual(hashes);
  expect(copy.problems).toEqual([]);
  await workbench.tab('Context').click();
  await expect(workbench.region('Context')).toContainText('__proto__');
});

async function seen(workbench: Workbench): Promise<unknown> {
  return (await workbench.context())['seen'];
}
async function hashesOf(workbench: Workbench): Promise<readonly (readonly [string, string])[]> {
  const id = await workbench.executionId();
  return workbench.page.evaluate(async (id) => {
    const { entries } = await window.wtb!.context(id as never);
    return entries.map(({ key, value }) => [key, value.hash] as const);
  }, id);
}

for (const { what, source, path, message } of [
  { what: 'a function', source: '({ model: { predict: [() => 1] } })', path: 'model.predict[0]', message: /function/ },
  { what: 'a class instance', source: '({ model: new (class Tree {})() })', path: 'model', message: /Tree/ },
  {
    what: 'a cycle',
    source: '{ const a = { b: [] }; a.b.push(a); return { model: a }; }',
    path: 'model',
    message: /cycl|itself/i,
  },
]) {
  test(`${what} is refused with its path`, async ({ workbench }) => {
    await workbench.openDocument(codeChain('Refused', { give: `export default () => ${source};` }));
    await workbench.run();
    const { pause } = await workbench.whenIdle();
    expect(pause).toMatchObject({ type: 'error', error: { code: 'context/unsupported-value' } });
    const { error } = pause as Extract<typeof pause, { type: 'error' }>;
    expect(error.place?.path).toContain(path);
    await expect(workbench.status).toContainText(message);
  });
}

const large: GraphDocument = codeChain('Large', {
  before: 'export default () => ({ before: true });',
  large: "export default () => ({ text: 'abcdefghij'.repeat(2 * 1024 * 1024) });",
  after: 'export default ({ context }) => ({ length: context.text.length });',
});

test('a value of 20 MB is refused by the limit with its key and size, and kept where the limits allow it', async ({
  workbench,
}) => {
  await workbench.openDocument(large);
  await workbench.run();
  const refused = await workbench.whenIdle();
  expect(refused).toMatchObject({
    status: 'paused',
    steps: 1,
    pause: { error: { code: 'context/value-too-large', place: { key: 'text' } } },
  });
  await expect(workbench.status).toContainText('text');

  await workbench.openDocument({ ...large, limits: { maxValueBytes: 32 * 1024 * 1024 } });
  await workbench.run();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'completed', steps: 3 });
  await workbench.reload();
  expect((await workbench.context())['length']).toBe(20 * 1024 * 1024);
  expect(String((await workbench.context())['text']).length).toBe(20 * 1024 * 1024);
});
