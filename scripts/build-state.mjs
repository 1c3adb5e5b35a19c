import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './ensure-installed.mjs';

const sources = ['src', 'public', 'scripts', 'index.html', 'vite.config.ts', 'package-lock.json'];
const stamp = `${root}dist/.build-state`;

/** One hash over path, size and content of everything that goes into the build. */
function sourceHash() {
  const hash = createHash('sha256');
  const visit = (path) => {
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort()) visit(join(path, name));
    } else {
      hash.update(path.slice(root.length)).update('\0').update(readFileSync(path));
    }
  };
  for (const path of sources) if (existsSync(root + path)) visit(root + path);
  return hash.digest('hex');
}

export function isBuildCurrent() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === sourceHash();
}

export function markBuildCurrent() {
  writeFileSync(stamp, sourceHash());
}
