import { createFrameHost } from '../../src/sandbox/browser/frame-host.ts';
import { createModuleAssets } from '../../src/sandbox/browser/module-assets.ts';
import { createRealmClient, type RealmClient } from '../../src/sandbox/browser/realm-client.ts';

/** Real frames, asked for as the engine's worker would, without the worker between. */
export function createTestRealms() {
  const sandboxUrl = new URL('/sandbox.html', location.href);
  let ended = 0;
  const client: RealmClient = createRealmClient((request) => {
    if (request.type === 'realm-kill') ended++;
    host.receive(request);
  });
  const host = createFrameHost({ url: sandboxUrl, reply: (reply) => client.receive(reply) });
  return {
    options: { requestRealm: client.request, modules: createModuleAssets(new URL('/', location.href)) },
    frames: () => [...document.querySelectorAll<HTMLIFrameElement>('iframe[title="Sandbox"]')],
    /** How many realms were told to end. */
    ended: () => ended,
    dispose: () => host.dispose(),
  };
}
