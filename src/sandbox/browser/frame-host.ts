import type { RealmReply, RealmRequest } from './realm-messages.ts';

export interface FrameHost {
  /** Carries out what the engine's worker asked; answers through `reply`. */
  receive(request: RealmRequest): void;
  /** Removes every frame. */
  dispose(): void;
}

export interface FrameHostOptions {
  /** Address of `sandbox.html`. */
  readonly url: string | URL;
  readonly reply: (reply: RealmReply, transfer: Transferable[]) => void;
  /** How long a frame may take to load. */
  readonly loadTimeoutMs?: number;
}

/**
 * In the page: makes and removes the hidden frames in which realms live. A frame has an origin of its own, its page has
 * the policy `default-src 'none'` and holds no user code: that runs in the frame's worker. Removing the frame ends
 * the worker, whatever it is doing.
 */
export function createFrameHost({ url, reply, loadTimeoutMs = 15_000 }: FrameHostOptions): FrameHost {
  const frames = new Map<number, HTMLIFrameElement>();

  const remove = (realm: number): void => {
    frames.get(realm)?.remove();
    frames.delete(realm);
  };

  const open = async (realm: number): Promise<void> => {
    const frame = createFrame(url);
    frames.set(realm, frame);
    try {
      await loaded(frame, loadTimeoutMs);
    } catch (thrown) {
      remove(realm);
      reply({ type: 'realm-failed', realm, message: thrown instanceof Error ? thrown.message : String(thrown) }, []);
      return;
    }
    if (frames.get(realm) !== frame) return;
    const work = new MessageChannel();
    const pulse = new MessageChannel();
    // The frame's origin is opaque: it can only be addressed by its window.
    frame.contentWindow?.postMessage(null, '*', [work.port2, pulse.port2]);
    reply({ type: 'realm-opened', realm, port: work.port1, pulse: pulse.port1 }, [work.port1, pulse.port1]);
  };

  return {
    receive(request) {
      if (request.type === 'realm-kill') remove(request.realm);
      else void open(request.realm);
    },
    dispose() {
      for (const frame of frames.values()) frame.remove();
      frames.clear();
    },
  };
}

function createFrame(url: string | URL): HTMLIFrameElement {
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
