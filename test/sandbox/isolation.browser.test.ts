import { afterAll, describe, expect, test } from 'vitest';
import { createBrowserCodeRunner } from '../../src/sandbox/browser/code-runner.ts';
import { activationOf } from './code-activation.ts';
import { createTestRealms } from './browser-realms.ts';

describe('isolation of user code', () => {
  const realms = createTestRealms();
  const runner = createBrowserCodeRunner(realms.options);
  afterAll(() => {
    runner.dispose();
    realms.dispose();
  });
  const run = (source: string, request = {}) => runner.run(activationOf({ request }), source, {});
  const value = async (source: string): Promise<unknown> => {
    const result = await run(source);
    if (result.type === 'failed') throw new Error(JSON.stringify(result.error));
    return result.value;
  };

  const reaches = `
    XMLHttpRequest WebSocket WebSocketStream WebTransport EventSource RTCPeerConnection indexedDB caches
    localStorage sessionStorage cookieStore navigator location origin BroadcastChannel MessageChannel
    postMessage onmessage close Worker SharedWorker importScripts self window parent top document name
    Notification WebAssembly Blob FileReaderSync OffscreenCanvas createImageBitmap Request Response
    scheduler
  `
    .trim()
    .split(/\s+/);

  test('what reaches out of the realm is not there, also not further up the prototype chain', async () => {
    const source = `export default () => ${JSON.stringify(reaches)}.filter((name) => {
      for (let at = globalThis; at !== null; at = Object.getPrototypeOf(at)) {
        const found = Object.getOwnPropertyDescriptor(at, name);
        if (found && (found.get || found.value !== undefined)) return true;
      }
      return false;
    })`;
    expect(await value(source)).toEqual([]);
  });

  test('nothing but the language and the documented helpers is left on the global object', async () => {
    const left = (await value('export default () => Object.getOwnPropertyNames(globalThis)')) as string[];
    const browserOnly = left.filter((name) => !(name in globalThis));
    expect(browserOnly).toEqual([]);
    expect(left.filter((name) => /^(on|webkit|HTML|SVG|RTC|IDB|GPU|Cache|Navigator|Storage)/.test(name))).toEqual([]);
  });

  test('code made from text does not run', async () => {
    for (const attempt of ['eval("1")', 'new Function("return 1")()', '(async () => {}).constructor("return 1")()']) {
      expect(await run(`export default () => ${attempt}`)).toMatchObject({
        type: 'failed',
        error: { code: 'node/threw', thrown: 'EvalError' },
      });
    }
  });

  test('no address can be made or imported, not even one of its own', async () => {
    expect(await value('export default () => [typeof URL.createObjectURL, typeof URL.revokeObjectURL]')).toEqual([
      'undefined',
      'undefined',
    ]);
    expect(await run('export default () => import("data:text/javascript,export default 1")')).toMatchObject({
      error: { code: 'node/unknown-import' },
    });
  });

  test("the frame's policy grants nothing but its own script and workers of its own text", async () => {
    const page = await (await fetch('/sandbox.html')).text();
    const policy = /content="([^"]*)"/.exec(page)?.[1] ?? '';
    expect(policy.split('; ').map((part) => part.replace(/'sha256-[^']+'/, 'HASH'))).toEqual([
      "default-src 'none'",
      'script-src HASH blob:',
      'worker-src data:',
      "base-uri 'none'",
      "form-action 'none'",
    ]);
  });

  test('the frame has an origin of its own: the page cannot read it, nor it the page', async () => {
    await value('export default () => 1');
    const frames = [...document.querySelectorAll<HTMLIFrameElement>('iframe[title="Sandbox"]')];
    expect(frames.length).toBeGreaterThan(0);
    for (const frame of frames) {
      expect(frame.getAttribute('sandbox')).toBe('allow-scripts');
      expect(frame.contentDocument).toBeNull();
    }
  });

  test('workers of one frame neither hear each other nor reach the network, whatever they still hold', async () => {
    const probe = `onmessage = async ({ ports: [port] }) => {
      const channel = new BroadcastChannel('all');
      let heard = 0;
      channel.onmessage = () => heard++;
      port.onmessage = async ({ data }) => {
        if (data === 'call') return channel.postMessage(1);
        const reached = await fetch(data, { mode: 'no-cors' }).then(() => 'reached', () => 'refused');
        port.postMessage([self.origin, heard, reached]);
      };
      port.postMessage('ready');
    }`;
    const starts = `onmessage = ({ data, ports }) => new Worker('data:text/javascript,' + encodeURIComponent(data)).postMessage(null, ports)`;
    const policy = /content="([^"]*)"/.exec(await (await fetch('/sandbox.html')).text())?.[1] ?? '';
    const answersUnder = async (allowed: string): Promise<unknown[]> => {
      const frame = document.createElement('iframe');
      frame.setAttribute('sandbox', 'allow-scripts');
      frame.srcdoc = `<meta http-equiv="Content-Security-Policy" content="${allowed}"><script>${starts}</script>`;
      await new Promise((resolve) => {
        frame.addEventListener('load', resolve);
        document.body.append(frame);
      });
      const ports = [1, 2].map(() => {
        const { port1, port2 } = new MessageChannel();
        frame.contentWindow?.postMessage(probe, '*', [port2]);
        return port1;
      });
      await Promise.all(ports.map(next));
      for (const port of ports) port.postMessage('call');
      const answers = [];
      for (const port of ports) {
        port.postMessage(new URL('/sandbox.html', location.href).href);
        answers.push(await next(port));
      }
      frame.remove();
      return answers;
    };
    const ours = policy.replace(/'sha256-[^']+'/, "'unsafe-inline'");
    expect(await answersUnder(ours)).toEqual([1, 2].map(() => ['null', 0, 'refused']));
    // Without the policy the same fetch arrives: it is the policy that refuses it.
    expect(await answersUnder(ours.replace("'none'", '*'))).toEqual([1, 2].map(() => ['null', 0, 'reached']));
  });

  test('the real clock and randomness are not behind the prototypes either', async () => {
    const tape = [111, 222, 333].map((result) => ({ type: 'now', request: null, result }) as const);
    const source = `export default () => [new (new Date(0).constructor)().getTime(), Date.now(), +new Date()]`;
    expect(await run(source, { tape })).toMatchObject({ value: [111, 222, 333] });
  });

  test('what one activation does to the built-ins is not seen by the next', async () => {
    const clean =
      'export default () => [({}).evil, [3].map((x) => x), typeof globalThis.leak, typeof Array.prototype.more]';
    for (const harm of [
      'Object.prototype.evil = 1',
      'Array.prototype.map = () => "evil"',
      'globalThis.leak = 1',
      'Array.prototype.more = 1',
    ]) {
      await run(`export default () => { ${harm} }`);
      expect(await value(clean)).toEqual([undefined, [3], 'undefined', 'undefined']);
    }
  });

  test('an unhandled rejection and a throwing timer fail the activation', async () => {
    const rejected = 'export default async ({ sleep }) => { Promise.reject(new Error("lost")); await sleep(2000); }';
    expect(await run(rejected)).toMatchObject({ type: 'failed', error: { code: 'node/threw', message: 'lost' } });
    const timer =
      'export default async ({ sleep }) => {\n setTimeout(() => { throw new Error("late") }, 1);\n await sleep(2000); }';
    expect(await run(timer)).toMatchObject({ error: { message: 'late', place: { line: 2 } } });
  });
});

function next(port: MessagePort): Promise<unknown> {
  return new Promise((resolve) => {
    port.addEventListener('message', ({ data }: MessageEvent) => resolve(data), { once: true });
    port.start();
  });
}
