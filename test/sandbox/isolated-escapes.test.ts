import { afterAll, describe, expect, test } from 'vitest';
import { bundleSandboxModule, bundleSandboxProcess } from '../../scripts/sandbox-bundles.ts';
import { freezeReachable } from '../../src/sandbox/node/freeze-reachable.ts';
import { createIsolatedCodeRunner } from '../../src/sandbox/node/isolated-code-runner.ts';
import { openProcess } from '../../src/sandbox/node/realm-process.ts';
import { activationOf, type ActivationParts } from './code-activation.ts';

const runner = createIsolatedCodeRunner({ process: bundleSandboxProcess, modules: bundleSandboxModule });
afterAll(() => runner.dispose());

const value = async (source: string, parts: ActivationParts = {}): Promise<unknown> => {
  const result = await runner.run(activationOf(parts), source, {});
  return result.type === 'failed' ? result.error.code : result.value;
};
/** What an expression gives; what it throws as `threw TypeError`. */
const probe = (expression: string, parts: ActivationParts = {}): Promise<unknown> =>
  value(
    `export default async (argument) => {
      try { return await (${expression}); } catch (thrown) { return 'threw ' + thrown.name; }
    }`,
    parts,
  );

/** Finds objects that belong to another context than the code's own. */
const crawl = `
  const seen = new Set([Function.prototype]), foreign = [];
  const visit = (value, path) => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) return;
    seen.add(value);
    if (typeof value === 'function' && !(value instanceof Function)) foreign.push(path);
    const prototype = Reflect.getPrototypeOf(value);
    if (prototype !== null && !(value instanceof Object)) foreign.push(path);
    visit(prototype, path + '.__proto__');
    for (const key of Reflect.ownKeys(value)) {
      const found = Reflect.getOwnPropertyDescriptor(value, key);
      for (const part of ['value', 'get', 'set']) visit(found[part], path + '.' + String(key));
    }
  };`;

describe('what isolated code reaches', () => {
  const absent = `process require module exports __dirname __filename Buffer global GLOBAL root setImmediate WebAssembly
    XMLHttpRequest WebSocket EventSource Worker MessageChannel MessagePort BroadcastChannel Request Response Blob File
    navigator localStorage sessionStorage gc internalBinding primordials importScripts postMessage given bridge sqlite`
    .trim()
    .split(/\s+/)
    .filter((name) => !name.includes('.'));
  test.each(absent)('%s is not there', async (name) => {
    expect(await probe(`typeof ${name} + typeof globalThis[${JSON.stringify(name)}]`)).toBe('undefinedundefined');
  });

  test.each([
    ['the constructor of a function', '(() => {}).constructor("return process")()', 'threw EvalError'],
    ['the constructor of an async function', '(async () => {}).constructor("return process")()', 'threw EvalError'],
    ['the constructor of a generator', '(function* () {}).constructor("yield process")().next()', 'threw EvalError'],
    [
      'the constructor of an async generator',
      '(async function* () {}).constructor("yield 1")().next()',
      'threw EvalError',
    ],
    ['the constructor behind an argument', 'argument.log.constructor("return process")()', 'threw EvalError'],
    [
      'the constructor behind a value',
      'argument.context.rows.constructor.constructor("return process")()',
      'threw EvalError',
    ],
    [
      'the constructor behind a signal',
      'argument.signal.constructor.constructor("return process")()',
      'threw EvalError',
    ],
    ['the constructor behind a thrown error', 'argument.remove(1)', 'threw TypeError'],
    ['eval', 'eval("process")', 'threw EvalError'],
    ['indirect eval', '(0, eval)("process")', 'threw EvalError'],
    ['a timer made of text', 'setTimeout("process.exit()")', 'threw TypeError'],
    ['this of a sloppy function', '(function () { return typeof this })()', 'undefined'],
    ['this of an array callback', '[0].map(function () { return typeof this })[0]', 'undefined'],
    ['the caller of a function', '(function f() { return f.caller })()', 'threw TypeError'],
    ['arguments.callee', '(function () { return arguments.callee })()', 'threw TypeError'],
    ['fetch', 'fetch("http://127.0.0.1:1/")', 'threw Error'],
    ['fetch of the argument', 'argument.fetch("file:///etc/passwd")', 'threw Error'],
    ['import.meta', 'Object.keys(import.meta).length', 0],
    ['a frozen input', '(argument.input.a = 1)', 'threw TypeError'],
    ['the prototype of the context', 'Object.getPrototypeOf(argument.context) === Object.prototype', true],
    ['another prototype for the context', 'Reflect.setPrototypeOf(argument.context, {})', 'threw TypeError'],
    ['an unknown encoding', 'new TextDecoder("none")', 'threw RangeError'],
    ['an address that is none', 'new URL("nowhere")', 'threw TypeError'],
    ['text that is no base 64', 'atob("%")', 'threw InvalidCharacterError'],
    ['cloning a function', 'structuredClone(() => 1)', 'threw DataCloneError'],
  ])('%s', async (_name, expression, expected) => {
    const parts = { context: { rows: [1] }, request: { input: {} } };
    expect(await probe(expression, parts)).toEqual(expected);
  });

  test.each([
    'node:fs',
    'fs',
    'node:child_process',
    'node:net',
    'node:vm',
    'module:1',
    'data:text/javascript,1',
    './realm.js',
  ])('no import of %s', async (name) => {
    expect(await value(`import * as x from ${JSON.stringify(name)}; export default () => 1`)).toBe(
      'node/unknown-import',
    );
    expect(await value(`export default () => import(${JSON.stringify(name)})`)).toBe('node/unknown-import');
  });

  test('nothing of the process around it: neither in its globals, nor in what it is handed, nor in errors', async () => {
    const context = {
      d: new Date(4),
      m: new Map([['a', { b: [1] }]]),
      s: new Set([1]),
      u: new Uint8Array(4),
      b: new ArrayBuffer(3),
    };
    const source = `${crawl} export default async (argument) => {
      visit(globalThis, 'global'); visit(argument, 'argument'); visit(await import('yaml'), 'yaml');
      for (const key of Object.keys(argument.context)) visit(argument.context[key], key);
      const endless = (call) => () => { const deep = () => { call(); deep(); }; deep(); };
      const failing = [() => null.x, () => new URL('::'), () => atob('%'), () => new TextDecoder('x'), () => structuredClone(() => 1),
        () => structuredClone(new WeakMap()), () => argument.fetch('x'), () => new URL('http://a/').searchParams.set(Symbol(), 1),
        endless(() => new TextEncoder().encode('x')), endless(() => new TextDecoder().decode(new Uint8Array(9))),
        endless(() => setTimeout(() => 1, 0)), endless(() => new URL('http://a/b?c')), endless(() => btoa('a')),
        endless(() => argument.log('x')), endless(() => clearTimeout(1)), endless(() => new AbortController().abort())];
      for (const fail of failing) try { visit(await fail(), 'result'); } catch (thrown) { visit(thrown, 'error of ' + fail); }
      visit(new URLSearchParams('a=1').entries(), 'query'); visit(new TextEncoder().encode('a'), 'bytes');
      const aborted = AbortSignal.timeout(1); aborted.addEventListener('abort', (event) => visit(event, 'event'));
      setTimeout(function () { visit(this, 'timer'); visit(arguments, 'arguments of timer'); }, 1);
      await argument.sleep(20);
      return { foreign, enough: seen.size > 1000, heard: aborted.aborted };
    }`;
    expect(await value(source, { context })).toEqual({ foreign: [], enough: true, heard: true });
  });

  test('call sites of the stack give away neither functions nor receivers', async () => {
    const source = `${crawl} export default async (argument) => {
      const given = [];
      Error.prepareStackTrace = (error, sites) => {
        visit(sites, 'sites');
        for (const site of sites) given.push(site.getThis(), site.getFunction(), site.getEvalOrigin());
        return '';
      };
      const read = () => void new Error('a').stack;
      read(); setTimeout(read, 1); Promise.resolve().then(read); [1].forEach(read);
      await argument.sleep(10);
      return { foreign, known: given.filter((each) => each !== undefined).length, enough: given.length > 20 };
    }`;
    expect(await value(source)).toEqual({ foreign: [], known: 0, enough: true });
  });

  test('what one activation changes is not seen by the next', async () => {
    const clean =
      'export default () => [({}).evil, typeof leak, [2].map((x) => x), JSON.stringify({ a: 1 }), new URL("http://a/b").host]';
    const harms = [
      'Object.prototype.evil = 1',
      'globalThis.leak = 1',
      'Array.prototype.map = () => "evil"',
      'JSON.stringify = () => "evil"',
      'Object.defineProperty(URL.prototype, "host", { get: () => "evil" })',
      'Promise.prototype.then = function (a, b) { return a(this) }',
      'Object.prototype.__defineGetter__("type", () => "returned")',
      'Function.prototype.call = () => "evil"',
      'Error.prepareStackTrace = () => "evil"',
    ];
    for (const harm of harms) {
      await value(`export default () => { ${harm} }`);
      expect([harm, await value(clean)]).toEqual([harm, [undefined, 'undefined', [2], '{"a":1}', 'a']]);
    }
  });

  test('an outcome that code forges is parsed, not believed', async () => {
    const source = `export default () => { Object.prototype.toJSON = () => ({ type: 'returned' });
      Object.defineProperty(Object.prototype, 'error', { get() { return { code: 'storage/corrupt', message: 'forged' } }, set() {} });
      throw new Error('real'); }`;
    const result = await runner.run(activationOf(), source, {});
    expect(result.type).toBe('failed');
    expect(result.type === 'failed' && result.error.code).not.toBe('storage/corrupt');
  });
});

/** What code could still do if it took over its whole process. */
describe('a process taken over', () => {
  const inside = async (expression: string): Promise<unknown> => {
    const text = `const give=(is)=>process.send({is:is===undefined?null:is});
      (async()=>{ try { give(await (${expression})) } catch (thrown) { give(thrown.code ?? String(thrown)) } })()`;
    const realm = await openProcess(text, { memoryMb: 64 });
    try {
      return await new Promise((resolve) =>
        realm.port.addEventListener('message', (event) => resolve((event as MessageEvent<{ is: unknown }>).data.is)),
      );
    } finally {
      realm.kill(false);
    }
  };
  const denied = 'ERR_ACCESS_DENIED';
  test.each([
    ['reads no file', 'require("node:fs").readFileSync("/etc/hostname")', denied],
    ['lists no folder', 'require("node:fs").readdirSync("/")', denied],
    ['writes no file', 'require("node:fs").writeFileSync("escaped.txt", "x")', denied],
    ['starts no process', 'require("node:child_process").spawnSync("id")', denied],
    ['starts no thread', 'new (require("node:worker_threads").Worker)("1", { eval: true })', denied],
    ['loads no addon', 'process.dlopen({ exports: {} }, "x.node")', 'ERR_DLOPEN_DISABLED'],
    ['has no environment', 'Object.keys(process.env).length', 0],
    [
      'makes no code from text',
      'Function("return 1")()',
      'EvalError: Code generation from strings disallowed for this context',
    ],
  ])('%s', async (_name, expression, expected) => {
    expect(await inside(expression)).toEqual(expected);
  });
});

test('freezing reaches what hangs on a value and what it inherits from, and no further', () => {
  const parent = { inherited: { deep: {} } };
  const root = Object.assign(Object.create(parent) as object, {
    call: Object.assign(() => 1, { more: [{}] }),
    bytes: new Uint8Array(2),
  });
  Object.defineProperty(root, 'read', { get: () => other });
  const other = {};
  freezeReachable([root]);
  const frozen = [root, parent, parent.inherited.deep, root.call, root.call.more[0]];
  expect(frozen.map((each) => Object.isFrozen(each))).toEqual(frozen.map(() => true));
  expect([Object.isFrozen(other), Object.isFrozen(root.bytes)]).toEqual([false, false]);
});
