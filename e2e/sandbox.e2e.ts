import { codeChain, expect, test } from './workbench.ts';

test('user code reaches neither network nor page nor storage', async ({ workbench }) => {
  const { page } = workbench;
  const requests: string[] = [];
  page.context().on('request', (request) => requests.push(request.url()));
  await page.context().route('**/leak/**', (route) => route.abort());
  const address = new URL('/leak/', page.url()).href;
  const tries = {
    fetchArgument: `({ fetch }) => fetch('${address}1')`,
    fetchGlobal: `() => fetch('${address}2')`,
    request: `() => { const r = new XMLHttpRequest(); r.open('GET', '${address}3', false); r.send(); return r.responseText; }`,
    socket: `() => new Promise((resolve, reject) => { const s = new WebSocket('${address.replace('http', 'ws')}4'); s.onopen = resolve; s.onerror = () => reject(new Error('refused')); })`,
    scripts: `() => importScripts('${address}6.js')`,
    page: '() => [window, document, parent].length',
    cookies: '() => document.cookie',
    local: '() => localStorage.length',
    database: `() => new Promise((resolve, reject) => { const r = indexedDB.open('wtb'); r.onsuccess = () => resolve(1); r.onerror = () => reject(r.error); })`,
    caches: '() => caches.keys()',
    worker: `() => { new Worker('${address}7.js'); return 1; }`,
    text: "() => new Function('return 1')()",
  };
  const entries = Object.entries(tries).map(
    ([name, code]) =>
      `${name}: await attempt(${JSON.stringify(name)}, async () => { const run = ${code}; return run(tools); })`,
  );
  await workbench.openDocument(
    codeChain('Leaks', {
      tries: `export default async (tools) => {
  const attempt = async (name, run) => {
    try { await run(); return 'worked'; } catch (error) { return 'refused: ' + (error.code ?? error.name); }
  };
  return { outcome: { ${entries.join(',\n')} } };
};`,
    }),
  );
  await workbench.run();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'completed' });
  const outcome = (await workbench.context())['outcome'] as Record<string, string>;
  for (const name of Object.keys(tries)) expect(outcome[name], name).toMatch(/^refused/);
  expect(outcome['fetchArgument']).toContain('node/fetch-refused');
  expect(requests.filter((url) => url.includes('/leak/'))).toEqual([]);
});

test('a loop without end ends when one presses Stop, and the bench stays usable', async ({ workbench }) => {
  await workbench.openDocument(
    codeChain('Endless', {
      before: 'export default () => ({ before: 1 });',
      loop: 'export default () => { for (;;); };',
    }),
  );
  await workbench.run();
  await expect(workbench.node('loop')).toHaveAccessibleName(/running/);
  await workbench.stop();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'stopped', steps: 1 });
  const events = await workbench.events();
  const at = (type: string) => events.findLast((event) => event.type === type)?.at ?? 0;
  test.info().annotations.push({
    type: 'stopped after',
    description: `${at('execution-stopped') - at('activation-started')} ms from start`,
  });
  await workbench.openDocument(codeChain('Next', { one: 'export default () => ({ one: 1 });' }));
  await workbench.run();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'completed' });
});

test('allocation without end is ended by its time, and the bench stays usable', async ({ workbench }) => {
  const document = codeChain('Greedy', {
    grow: 'export default () => {\n  const all = [];\n  for (;;) all.push(new Array(1000).fill(all.length));\n};',
  });
  await workbench.openDocument({ ...document, nodes: document.nodes.map((node) => ({ ...node, timeoutMs: 400 })) });
  await workbench.run();
  const { status, pause } = await workbench.whenIdle();
  expect(status).toBe('paused');
  expect(pause).toMatchObject({ error: { code: expect.stringMatching(/^node\/(timeout|out-of-memory|terminated)$/) } });
  await workbench.openDocument(codeChain('Next', { one: 'export default () => ({ one: 1 });' }));
  await workbench.run();
  expect(await workbench.whenIdle()).toMatchObject({ status: 'completed' });
});
