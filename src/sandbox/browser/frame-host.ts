import type { FrameOrder } from '../realm/frame-order.ts';
import type { RealmReply, RealmRequest } from './realm-messages.ts';

export interface FrameHost {
  /** Carries out what the engine's worker asked; answers through `reply`. */
  receive(request: RealmRequest): void;
  /** Removes every frame, which ends its realms, whatever they are doing. */
  dispose(): void;
}

export interface FrameHostOptions {
  /** Address of `sandbox.html`. */
  readonly url: string | URL;
  readonly reply: (reply: RealmReply, transfer: Transferable[]) => void;
  /** How long a frame may take to load. */
  readonly loadTimeoutMs?: number;
}

/** A frame that was there and says nothing for so long gets no more realms: its process may be dead. */
const answerTimeoutMs = 2000;

/**
 * In the page: makes and removes the hidden frame in whose workers realms live. It has an origin of its own, its page
 * has the policy `default-src 'none'` and holds no user code: that runs in workers, each again with an origin of its
 * own. All of them share one frame; when its process dies, those that come after get a new one.
 */
export function createFrameHost({ url, reply, loadTimeoutMs = 15_000 }: FrameHostOptions): FrameHost {
  const homes = new Map<number, Frame>();
  const frames = new Set<Frame>();
  /** Where realms are started. */
  let current: Frame | undefined;

  const removeIfDone = (frame: Frame): void => {
    if (frame === current || frame.realms.size > 0) return;
    frame.element.remove();
    frames.delete(frame);
  };

  const retire = (frame: Frame): void => {
    if (frame === current) current = undefined;
    removeIfDone(frame);
  };

  const create = (): Frame => {
    const element = createElement(url);
    const frame = { element, realms: new Set<number>(), loaded: loaded(element, loadTimeoutMs) };
    frames.add(frame);
    return frame;
  };

  const end = (realm: number, isLost: boolean): void => {
    const frame = homes.get(realm);
    if (frame === undefined) return;
    homes.delete(realm);
    frame.realms.delete(realm);
    order(frame, { type: 'end', realm });
    if (isLost) retire(frame);
    else removeIfDone(frame);
  };

  /** Whether the frame answered, or nobody waits for that any more. */
  const start = async (realm: number, frame: Frame, timeoutMs: number): Promise<boolean> => {
    homes.set(realm, frame);
    frame.realms.add(realm);
    await frame.loaded;
    if (homes.get(realm) !== frame) return true;
    const work = new MessageChannel();
    const pulse = new MessageChannel();
    order(frame, { type: 'start', realm }, [work.port2, pulse.port2]);
    const hasAnswered = await answers(pulse.port1, timeoutMs);
    if (homes.get(realm) !== frame) return true;
    if (!hasAnswered) return false;
    reply({ type: 'realm-opened', realm, port: work.port1, pulse: pulse.port1 }, [work.port1, pulse.port1]);
    return true;
  };

  const open = async (realm: number): Promise<void> => {
    try {
      if (current !== undefined && (await start(realm, current, answerTimeoutMs))) return;
      end(realm, true);
      current ??= create();
      if (!(await start(realm, current, loadTimeoutMs))) throw new Error('its page does not answer.');
    } catch (thrown) {
      end(realm, true);
      reply({ type: 'realm-failed', realm, message: thrown instanceof Error ? thrown.message : String(thrown) }, []);
    }
  };

  return {
    receive(request) {
      if (request.type === 'realm-kill') end(request.realm, request.isLost);
      else void open(request.realm);
    },
    dispose() {
      for (const { element } of frames) element.remove();
      frames.clear();
      homes.clear();
      current = undefined;
    },
  };
}

interface Frame {
  readonly element: HTMLIFrameElement;
  readonly realms: Set<number>;
  readonly loaded: Promise<void>;
}

/** The frame's origin is opaque: it can only be addressed by its window. */
function order({ element }: Frame, message: FrameOrder, ports: MessagePort[] = []): void {
  element.contentWindow?.postMessage(message, '*', ports);
}

function createElement(url: string | URL): HTMLIFrameElement {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.setAttribute('aria-hidden', 'true');
  frame.tabIndex = -1;
  frame.title = 'Sandbox';
  frame.hidden = true;
  frame.src = String(url);
  return frame;
}

function loaded(frame: HTMLIFrameElement, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('its page did not load in time.')), timeoutMs);
    frame.addEventListener(
      'load',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
    document.body.append(frame);
  });
}

function answers(pulse: MessagePort, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, timeoutMs, false);
    pulse.addEventListener(
      'message',
      () => {
        clearTimeout(timer);
        resolve(true);
      },
      { once: true },
    );
    pulse.start();
    pulse.postMessage(null);
  });
}
