// `npm run build`: the whole bench as static files in dist/, and the command line in dist/cli/.
import { ensureInstalled, root } from './ensure-installed.mjs';

ensureInstalled();
const { build } = await import('vite');
await build({ root, logLevel: 'warn' });
const { buildCli } = await import('./build-cli.mjs');
await buildCli();
const { markBuildCurrent } = await import('./build-state.mjs');
markBuildCurrent();
console.log('Built dist/.');
