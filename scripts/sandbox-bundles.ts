import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { build, type BuildOptions, type Plugin } from 'esbuild';
import { findModule, sharedSpecifier } from '../src/sandbox/modules.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = 'es2022';

/** The page of the sandbox's frame: one file that fetches nothing, with its realm inside and a policy of its own. */
export async function bundleSandboxPage(): Promise<string> {
  const realm = await bundleEntry('src/sandbox/realm/main.ts');
  const frame = await bundleEntry('src/sandbox/realm/frame.ts', { REALM_SOURCE: JSON.stringify(realm) });
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
  });
  return result.outputFiles?.[0]?.text ?? '';
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
