import type { Plugin } from 'vite';
import { moduleFileName, sandboxModules } from '../src/sandbox/modules.ts';
import { bundleSandboxModule } from './sandbox-bundles.ts';

/** Gives a build the modules that user code may import, as files of a folder. */
export function sandboxModuleFiles(folder: string): Plugin {
  return {
    name: 'wtb-sandbox-modules',
    async generateBundle() {
      for (const { name } of sandboxModules) {
        this.emitFile({
          type: 'asset',
          fileName: `${folder}/${moduleFileName(name)}`,
          source: await bundleSandboxModule(name),
        });
      }
    },
  };
}
