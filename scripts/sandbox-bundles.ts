import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions, type Plugin } from 'esbuild';
import { findModule, sharedSpecifier } from '../src/sandbox/modules.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = 'es2022';

/** The page of the sandbox's frame: one file that fetches nothing, with its realm inside and a policy of its own. */
export async function bundleSandboxPage(): Promise<string> {
  const [boot, realm] = await Promise.all([
    bundleEntry('src/sandbox/realm/boot.ts'),
    bundleEntry('src/sandbox/realm/main.ts'),
  ]);
  const texts = { BOOT_SOURCE: JSON.stringify(boot), REALM_SOURCE: JSON.stringify(realm) };
  const frame = await bundleEntry('src/sandbox/realm/frame.ts', texts);
  const script = frame.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
  const hash = createHash('sha256').update(script).digest('base64');
  const policy = `default-src 'none'; script-src 'sha256-${hash}' blob:; worker-src data:; base-uri 'none'; form-action 'none'`;
  return [
    '<!doctype html>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<title>Sandbox</title>',
    `<script>${script}</script>`,
    '',
  ].join('\n');
}

/** The script of the process in which isolated code runs on the command line, as the body of a function of `require`. */
export async function bundleSandboxProcess(): Promise<string> {
  const realm = await bundleEntry('src/sandbox/node/realm-main.ts', { GIVEN_BRIDGE: 'given' });
  const source = JSON.stringify(`(function(given){"use strict";${realm}})`);
  return bundleEntry('src/sandbox/node/process-main.ts', { REALM_SOURCE: source }, { format: 'cjs', platform: 'node' });
}

async function bundleEntry(
  path: string,
  define: Record<string, string> = {},
  options: BuildOptions = { format: 'iife' },
): Promise<string> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: [path],
    bundle: true,
    ...options,
    write: false,
    target,
    minify: true,
    define,
    charset: 'utf8',
    legalComments: 'none',
    plugins: [flatElementary],
  });
  return result.outputFiles?.[0]?.text ?? '';
}

/**
 * The elementary functions find out what their platform can do, with code for the case that it can't. Every realm would
 * do so when it starts; where it runs all of this is there.
 */
const platformParts: Readonly<Record<string, string>> = {
  '@stdlib/array-float64': 'export default Float64Array',
  '@stdlib/array-uint32': 'export default Uint32Array',
  '@stdlib/array-base-zeros': 'export default (length) => new Array(length).fill(0)',
  '@stdlib/assert-is-little-endian': 'export default new Uint8Array(new Uint16Array([0x1234]).buffer)[0] === 0x34',
  '@stdlib/number-ctor': 'export default Number',
  '@stdlib/utils-define-nonenumerable-read-only-property':
    'export default (owner, key, value) => void Object.defineProperty(owner, key, { value })',
};

/** Makes of the elementary functions' many small files one flat text: as they come, each is a function to compile and call. */
const flatElementary: Plugin = {
  name: 'flat-elementary',
  setup(context) {
    context.onResolve({ filter: /^@stdlib\// }, ({ path }) =>
      path in platformParts ? { path, namespace: 'platform-parts' } : undefined,
    );
    context.onLoad({ filter: /.*/, namespace: 'platform-parts' }, ({ path }) => ({
      contents: platformParts[path] ?? '',
    }));
    context.onLoad({ filter: /[\\/]@stdlib[\\/][^\\/]+[\\/]lib[\\/][^\\/]+\.js$/ }, async ({ path }) => ({
      contents: toModule(await readFile(path, 'utf8')),
    }));
  },
};

/** A CommonJS file whose `require` and `module.exports` stand alone on their lines, as a module; any other as it is. */
function toModule(text: string): string {
  const module = text
    .replaceAll(/^var (\w+) = require\( '([^']+)' \);$/gm, "import $1 from '$2';")
    .replaceAll(/^var (\w+) = require\( '([^']+)' \)\.(\w+);$/gm, "import $1Whole from '$2';\nvar $1 = $1Whole.$3;")
    .replace(/^module\.exports = (\w+);$/m, 'export default $1;');
  return /\brequire\(|\bmodule\./.test(module.replaceAll(/^\s*(?:\/\/|\*|\/\*).*$/gm, '')) ? text : module;
}

const texts = new Map<string, Promise<string>>();

/** One module that user code may import, as a single ES module text; modules that it shares stay imports. */
export function bundleSandboxModule(name: string): Promise<string> {
  const known = texts.get(name);
  if (known !== undefined) return known;
  const text = bundleModule(name);
  texts.set(name, text);
  return text;
}

async function bundleModule(name: string): Promise<string> {
  const module = findModule(name);
  if (module === undefined) throw new Error(`${name} is not a module of the sandbox.`);
  const result = await build({
    absWorkingDir: root,
    entryPoints: [name],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    mainFields: ['module', 'main'],
    target,
    minify: true,
    charset: 'utf8',
    legalComments: 'none',
    // Becomes `Math.pow`, which the sandbox replaces: engines differ in its last bit.
    supported: { 'exponent-operator': false },
    // A branch for Node that never runs here; loading it would throw.
    external: ['crypto'],
    plugins: [sharedModules(module.shares ?? [])],
  });
  return result.outputFiles[0]?.text ?? '';
}

function sharedModules(names: readonly string[]): Plugin {
  return {
    name: 'shared-sandbox-modules',
    setup(context) {
      context.onResolve({ filter: /^[^.]/ }, ({ path, kind }) =>
        names.includes(path) && kind !== 'entry-point' ? { path: sharedSpecifier(path), external: true } : undefined,
      );
    },
  };
}
