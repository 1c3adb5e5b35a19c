import { defineConfig } from 'vite';
import { sandboxModuleFiles } from './scripts/vite-sandbox-modules.ts';

/** The command line as one folder for Node: nothing of node_modules is needed to run it. */
export default defineConfig({
  plugins: [sandboxModuleFiles('modules')],
  publicDir: false,
  ssr: { noExternal: true, target: 'node' },
  build: {
    ssr: 'src/cli/main.ts',
    target: 'node20',
    minify: false,
    sourcemap: false,
    rollupOptions: { output: { entryFileNames: 'wtb.js', chunkFileNames: '[name]-[hash].js' } },
  },
});
