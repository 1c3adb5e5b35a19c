import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { devStyles } from './scripts/vite-dev-styles.ts';
import { sandboxFiles } from './scripts/vite-sandbox.ts';

export default defineConfig({
  base: './',
  // A file that is not there is a 404, never the app's page.
  appType: 'mpa',
  plugins: [react(), devStyles(), sandboxFiles()],
  worker: { format: 'es' },
  // Nothing is inlined: the content security policy takes fonts and pictures from files alone.
  build: { assetsInlineLimit: 0, target: 'es2022', sourcemap: true, chunkSizeWarningLimit: 800 },
});
