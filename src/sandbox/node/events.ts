/** The events of the web platform, as far as an `AbortSignal` and code that makes its own need them. */
export class PlatformError extends Error {
  readonly code: number;
  constructor(message = '', name = 'Error') {
    super(message);
    Object.defineProperty(this, 'name', { value: name, configurable: true, writable: true });
    this.code = { AbortError: 20, TimeoutError: 23, DataCloneError: 25, InvalidCharacterError: 5 }[name] ?? 0;
  }
}

let isStopped: (event: Happening) => boolean;

export class Happening {
  readonly type: string;
  readonly bubbles: boolean;
  readonly cancelable: boolean;
  target: unknown = null;
  defaultPrevented = false;
  #isStopped = false;

  constructor(type: unknown, init: { readonly bubbles?: boolean; readonly cancelable?: boolean } = {}) {
    this.type = String(type);
    this.bubbles = init.bubbles === true;
    this.cancelable = init.cancelable === true;
  }
  get currentTarget(): unknown {
    return this.target;
  }
  preventDefault(): void {
    if (this.cancelable) this.defaultPrevented = true;
  }
  stopPropagation(): void {
    // There is nothing further up.
  }
  stopImmediatePropagation(): void {
    this.#isStopped = true;
  }
  static {
    isStopped = (event) => event.#isStopped;
  }
}

type Listener = ((event: Happening) => unknown) | { handleEvent(event: Happening): unknown };
interface Listening {
  readonly type: string;
  readonly listener: Listener;
  readonly once: boolean;
}

export class Listenable {
  #all: Listening[] = [];

  addEventListener(type: unknown, listener: Listener | null, options?: unknown): void {
    if (listener === null || listener === undefined) return;
    const name = String(type);
    if (this.#all.some((each) => each.type === name && each.listener === listener)) return;
    const { once, signal } = (typeof options === 'object' && options !== null ? options : {}) as {
      once?: unknown;
      signal?: Abort;
    };
    if (signal?.aborted === true) return;
    this.#all.push({ type: name, listener, once: once === true });
    signal?.addEventListener('abort', () => this.removeEventListener(name, listener), { once: true });
  }
  removeEventListener(type: unknown, listener: Listener | null): void {
    this.#all = this.#all.filter((each) => each.type !== String(type) || each.listener !== listener);
  }
  dispatchEvent(event: Happening): boolean {
    event.target = this;
    for (const each of this.#all) {
      if (each.type !== event.type) continue;
      if (each.once) this.removeEventListener(each.type, each.listener);
      if (typeof each.listener === 'function') each.listener.call(this, event);
      else each.listener.handleEvent(event);
      if (isStopped(event)) break;
    }
    return !event.defaultPrevented;
  }
}

/** Ends a signal: no way of user code's. */
let end: (signal: Abort, reason: unknown) => void;

export class Abort extends Listenable {
  #reason: unknown = undefined;
  #isAborted = false;
  onabort: ((event: Happening) => unknown) | null = null;

  get aborted(): boolean {
    return this.#isAborted;
  }
  get reason(): unknown {
    return this.#reason;
  }
  throwIfAborted(): void {
    if (this.#isAborted) throw this.#reason;
  }
  static abort(reason?: unknown): Abort {
    const signal = new Abort();
    end(signal, reason);
    return signal;
  }
  static timeout(ms: number): Abort {
    const signal = new Abort();
    // Read when called: by then it is the activation's own timer.
    globalThis.setTimeout(() => end(signal, new PlatformError('The time is up.', 'TimeoutError')), ms);
    return signal;
  }
  static any(signals: Iterable<Abort>): Abort {
    const signal = new Abort();
    for (const each of signals) {
      if (each.aborted) end(signal, each.reason);
      else each.addEventListener('abort', () => end(signal, each.reason), { once: true });
    }
    return signal;
  }
  static {
    end = (signal, reason) => {
      if (signal.#isAborted) return;
      signal.#isAborted = true;
      signal.#reason = reason ?? new PlatformError('This operation was aborted', 'AbortError');
      const event = new Happening('abort');
      signal.onabort?.(event);
      signal.dispatchEvent(event);
    };
  }
}

export class AbortSource {
  readonly signal = new Abort();
  abort(reason?: unknown): void {
    end(this.signal, reason);
  }
}
