import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { sandboxFiles } from './scripts/vite-sandbox.ts';

export default defineConfig({
  base: './',
  plugins: [react(), sandboxFiles()],
  worker: { format: 'es' },
  build: { target: 'es2022', sourcemap: true, chunkSizeWarningLimit: 800 },
});
