// `npm start`: installs what is missing, builds when the sources are newer than the build, serves it on a local port.
import { existsSync } from 'node:fs';
import { ensureInstalled, root, run } from './ensure-installed.mjs';

ensureInstalled();
const { isBuildCurrent } = await import('./build-state.mjs');
if (!isBuildCurrent() || !existsSync(`${root}dist/index.html`)) run(process.execPath, ['scripts/build.mjs']);

const { preview } = await import('vite');
const port = Number(process.env.PORT ?? 4173);
const server = await preview({ root, preview: { port, host: process.env.HOST ?? 'localhost' }, logLevel: 'warn' });
const url = server.resolvedUrls?.local[0] ?? `http://localhost:${port}/`;
console.log(`\n  Workflow Test Bench is ready:  ${url}\n\n  Stop it with Ctrl+C.\n`);
