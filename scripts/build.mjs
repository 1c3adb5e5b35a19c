// `npm run build`: the whole bench as static files in dist/.
import { ensureInstalled, root } from './ensure-installed.mjs';

ensureInstalled();
const { build } = await import('vite');
await build({ root, logLevel: 'warn' });
const { markBuildCurrent } = await import('./build-state.mjs');
markBuildCurrent();
console.log('Built dist/.');
