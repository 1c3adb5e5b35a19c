import { createElementaryMath, elementaryNames } from '../math/elementary.ts';
import type { Door } from './door.ts';
import { createMathRandom, createUserGlobals } from './user-globals.ts';

/** What stays of the global object: the language, and what computes without reaching out. */
const keptGlobals: ReadonlySet<string> = new Set(
  `
  Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Promise RegExp
  Error AggregateError EvalError RangeError Date ReferenceError SyntaxError TypeError URIError SuppressedError
  globalThis JSON Math Intl ArrayBuffer SharedArrayBuffer Atomics Uint8Array Int8Array Uint16Array Int16Array
  Uint32Array Int32Array Float16Array Float32Array Float64Array Uint8ClampedArray BigInt BigUint64Array
  BigInt64Array DataView Map Set WeakMap WeakSet WeakRef Proxy Reflect FinalizationRegistry Iterator
  AsyncIterator DisposableStack AsyncDisposableStack decodeURI decodeURIComponent encodeURI encodeURIComponent
  escape unescape eval isFinite isNaN atob btoa structuredClone queueMicrotask TextEncoder TextDecoder URL
  URLSearchParams AbortController AbortSignal Event EventTarget DOMException Temporal
  `
    .trim()
    .split(/\s+/),
);

export interface ClosedRealm {
  /** Whether user code changed what later activations would see. */
  readonly isTainted: () => boolean;
  /** Puts the engine's own elementary functions back: to be called before any user code runs. */
  readonly useNativeMath: () => void;
}

/**
 * Takes everything else off the global object and its prototypes (network, storage, channels, workers, the worker's own
 * port) and puts the replaced clock, randomness, timers, console and elementary functions in its place. After this only
 * user code's own doings can change the realm.
 */
export function closeRealm(currentDoor: () => Door | undefined): ClosedRealm {
  const nativeMath = Object.fromEntries(elementaryNames.map((name) => [name, Math[name]]));
  const common: unknown[] = [null, EventTarget.prototype, Object.prototype];
  for (let at: object | null = globalThis; at !== null && !common.includes(at); at = prototypeOf(at)) {
    for (const key of Reflect.ownKeys(at)) if (!isKept(key)) drop(at, key);
  }
  for (const key of ['addEventListener', 'removeEventListener', 'dispatchEvent']) put(globalThis, key, undefined);
  const globals = createUserGlobals(currentDoor);
  for (const [name, value] of Object.entries(globals)) put(globalThis, name, value);
  put(Math, 'random', createMathRandom(currentDoor));
  for (const [name, value] of Object.entries(createElementaryMath())) put(Math, name, value);
  put(Date.prototype, 'constructor', globals['Date']);
  Error.stackTraceLimit = 50;
  let isChanged = watchIntrinsics();
  return {
    isTainted: () => isChanged(),
    useNativeMath() {
      for (const [name, value] of Object.entries(nativeMath)) put(Math, name, value);
      isChanged = watchIntrinsics();
    },
  };
}

const prototypeOf = (value: object): object | null => Object.getPrototypeOf(value) as object | null;
const isKept = (key: string | symbol): boolean =>
  typeof key === 'symbol' || keptGlobals.has(key) || key === 'constructor';

function put(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, writable: true, configurable: true, enumerable: false });
}

function drop(target: object, key: string | symbol): void {
  if (Reflect.deleteProperty(target, key)) return;
  const descriptor = Reflect.getOwnPropertyDescriptor(target, key);
  if (descriptor?.writable === true) Reflect.set(target, key, undefined);
}

type Part = readonly [owner: object, key: string | symbol, content: unknown];

/** Remembers every built-in and what hangs on it; the returned function says whether anything differs. */
function watchIntrinsics(): () => boolean {
  const owners = intrinsics();
  const parts = owners.flatMap(partsOf);
  const { getOwnPropertyDescriptor, ownKeys } = Reflect;
  const { is } = Object;
  return () => {
    let count = 0;
    for (const owner of owners) count += ownKeys(owner).length;
    if (count !== parts.length) return true;
    return parts.some(([owner, key, content]) => {
      const descriptor = getOwnPropertyDescriptor(owner, key);
      return descriptor === undefined || !is(descriptor.get ?? (descriptor.value as unknown), content);
    });
  };
}

function partsOf(owner: object): Part[] {
  return Reflect.ownKeys(owner).map((key): Part => {
    const descriptor = Reflect.getOwnPropertyDescriptor(owner, key);
    return [owner, key, descriptor?.get ?? (descriptor?.value as unknown)];
  });
}

/** The global object, the built-in functions and namespaces on it, their prototypes, and those that have no name. */
function intrinsics(): object[] {
  const found = new Set<object>([globalThis]);
  for (const key of Reflect.ownKeys(globalThis)) {
    const value: unknown = Reflect.getOwnPropertyDescriptor(globalThis, key)?.value;
    if (value === globalThis || (typeof value !== 'object' && typeof value !== 'function') || value === null) continue;
    found.add(value);
    const prototype: unknown = 'prototype' in value ? value.prototype : undefined;
    if (typeof prototype === 'object' && prototype !== null) found.add(prototype);
  }
  for (const unnamed of [[][Symbol.iterator](), new Map().entries(), (async () => undefined)(), function* () {}]) {
    const prototype = prototypeOf(unnamed);
    if (prototype !== null) found.add(prototype);
  }
  // These remember what they last matched.
  found.delete(RegExp);
  return [...found];
}
