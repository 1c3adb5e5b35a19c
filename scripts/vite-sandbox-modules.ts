import type { Plugin } from 'vite';
import { moduleFileName, sandboxModules } from '../src/sandbox/modules.ts';
import { bundleSandboxModule, bundleSandboxProcess } from './sandbox-bundles.ts';

/** Gives a build for Node the modules that user code may import, as files of a folder, and the process that isolates it. */
export function sandboxModuleFiles(folder: string): Plugin {
  return {
    name: 'wtb-sandbox-modules',
    async generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'isolated-process.js', source: await bundleSandboxProcess() });
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
