import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'vite';
import { moduleFileName, sandboxModules } from '../src/sandbox/modules.ts';
import { bundleSandboxModule, bundleSandboxPage } from './sandbox-bundles.ts';

const page = 'sandbox.html';
const folder = 'sandbox-modules';

/**
 * Gives the app `sandbox.html` and `sandbox-modules/*.js`: as files of the build, and bundled on request while
 * developing and testing. They are text to the app; only the sandbox runs them.
 */
export function sandboxFiles(): Plugin {
  return {
    name: 'wtb-sandbox-files',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        serve(request, response).then((served) => {
          if (!served) next();
        }, next);
      });
    },
    async generateBundle() {
      this.emitFile({ type: 'asset', fileName: page, source: await bundleSandboxPage() });
      for (const { name } of sandboxModules) {
        const source = await bundleSandboxModule(name);
        this.emitFile({ type: 'asset', fileName: `${folder}/${moduleFileName(name)}`, source });
      }
    },
    // Workers are built with plugins of their own and don't come here.
    applyToEnvironment: (environment) => environment.name === 'client',
  };
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  if (path === `/${page}`) return send(response, 'text/html', await bundleSandboxPage());
  const module = sandboxModules.find(({ name }) => path === `/${folder}/${moduleFileName(name)}`);
  if (module === undefined) return false;
  return send(response, 'text/javascript', await bundleSandboxModule(module.name));
}

function send(response: ServerResponse, type: string, text: string): true {
  response.setHeader('content-type', `${type}; charset=utf-8`);
  response.end(text);
  return true;
}
