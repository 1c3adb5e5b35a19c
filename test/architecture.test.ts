import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const src = fileURLToPath(new URL('../src', import.meta.url));

/** Which rooms a room may import, besides itself. */
const core = ['base', 'model', 'graph', 'context'];
const allowed: Record<string, readonly string[]> = {
  base: [],
  model: ['base'],
  graph: ['base', 'model'],
  context: ['base', 'model'],
  engine: core,
  nodes: core,
  sandbox: core,
  storage: core,
  host: [...core, 'engine', 'nodes', 'sandbox', 'storage'],
  editor: [...core, 'nodes', 'storage', 'host'],
  debugger: [...core, 'nodes', 'storage', 'host'],
  bench: [...core, 'nodes', 'storage', 'host'],
  ui: [...core, 'nodes', 'storage', 'host', 'editor', 'debugger', 'bench'],
  app: [...core, 'engine', 'nodes', 'sandbox', 'storage', 'host', 'editor', 'debugger', 'bench', 'ui'],
  cli: [...core, 'engine', 'nodes', 'sandbox', 'storage', 'host', 'bench'],
};

/** Where a package may be named, by path prefix; packages that are not listed are free. */
const confined: Record<string, readonly string[]> = {
  react: ['ui/', 'app/'],
  'react-dom': ['ui/', 'app/'],
  '@xyflow/react': ['ui/canvas/'],
  dexie: ['storage/dexie/'],
  jsonata: ['sandbox/'],
  codemirror: ['ui/code-editor/'],
};

interface Import {
  readonly from: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourceFiles(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

/** The file without comments, so that prose about `window` is not taken for code. */
const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`\\])\/\/.*$/gm, '$1');

function importsOf(file: string): Import[] {
  const text = withoutComments(readFileSync(file, 'utf8'));
  const found: Import[] = [];
  for (const match of text.matchAll(/^\s*(?:import|export)\s+(type\s)?[^;'"`]*?from\s*['"]([^'"]+)['"]/gm)) {
    found.push({ from: file, specifier: match[2] ?? '', typeOnly: match[1] !== undefined });
  }
  for (const match of text.matchAll(/(?:^|[^.\w])import\s*\(?\s*['"]([^'"]+)['"]/gm)) {
    found.push({ from: file, specifier: match[1] ?? '', typeOnly: false });
  }
  return found;
}

const files = sourceFiles(src);
const imports = files.flatMap(importsOf);
const place = (file: string) => relative(src, file).replaceAll('\\', '/');
const roomOf = (file: string) => place(file).split('/')[0] ?? '';
const targetOf = (entry: Import) =>
  entry.specifier.startsWith('.') ? resolve(dirname(entry.from), entry.specifier.replace(/\?.*$/, '')) : undefined;

describe('the rooms', () => {
  it('are read at all: files and imports are found in every room that has code', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(imports.length).toBeGreaterThan(files.length);
  });

  it('import only what the allow-list lets them', () => {
    const broken = imports.flatMap((entry) => {
      const target = targetOf(entry);
      if (target === undefined || !target.startsWith(src)) return [];
      const [from, to] = [roomOf(entry.from), roomOf(target)];
      return from === to || (allowed[from] ?? []).includes(to) ? [] : [`${place(entry.from)} → ${place(target)}`];
    });
    expect(broken).toEqual([]);
  });

  it('name only files that exist, with their extension', () => {
    const broken = imports.flatMap((entry) => {
      const target = targetOf(entry);
      return target === undefined || existsSync(target) ? [] : [`${place(entry.from)} → ${entry.specifier}`];
    });
    expect(broken).toEqual([]);
  });

  it('name a confined package only in its own place', () => {
    const broken = imports.flatMap((entry) => {
      const name = entry.specifier
        .split('/')
        .slice(0, entry.specifier.startsWith('@') ? 2 : 1)
        .join('/');
      const homes = confined[name];
      return homes === undefined || homes.some((home) => place(entry.from).startsWith(home))
        ? []
        : [`${place(entry.from)} → ${name}`];
    });
    expect(broken).toEqual([]);
  });

  it('import in no circle', () => {
    const edges = new Map<string, string[]>();
    for (const entry of imports) {
      const target = entry.typeOnly ? undefined : targetOf(entry);
      if (target !== undefined) edges.set(entry.from, [...(edges.get(entry.from) ?? []), target]);
    }
    expect(findCycle(edges)?.map(place)).toBeUndefined();
  });

  it('hold no barrels', () => {
    expect(files.filter((file) => /^export \* from/m.test(readFileSync(file, 'utf8'))).map(place)).toEqual([]);
  });

  it('have a README each, and a line on the map', () => {
    const map = readFileSync(join(src, 'README.md'), 'utf8');
    const rooms = [...new Set(files.map(roomOf))];
    expect(rooms.filter((room) => !existsSync(join(src, room, 'README.md')))).toEqual([]);
    expect(rooms.filter((room) => !map.includes(`\`${room}\``))).toEqual([]);
    expect(rooms.filter((room) => allowed[room] === undefined)).toEqual([]);
  });
});

describe('engine, context and graph', () => {
  const impure =
    /\b(?:React|Dexie|postMessage|window|Date\.now|Math\.random|performance\.now|document\.(?:body|create\w+|query\w+))\b/;
  it('name no clock, no randomness, no browser and no framework', () => {
    const pure = files.filter((file) => ['engine', 'context', 'graph'].includes(roomOf(file)));
    const broken = pure.flatMap((file) => {
      const found = impure.exec(withoutComments(readFileSync(file, 'utf8')));
      return found === null ? [] : [`${place(file)}: ${found[0]}`];
    });
    expect(pure.length).toBeGreaterThan(20);
    expect(broken).toEqual([]);
  });
});

/** The first circle found by depth-first search, as a list of files. */
function findCycle(edges: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const state = new Map<string, 'open' | 'done'>();
  const path: string[] = [];
  const visit = (file: string): string[] | undefined => {
    if (state.get(file) === 'done') return undefined;
    if (state.get(file) === 'open') return [...path.slice(path.indexOf(file)), file];
    state.set(file, 'open');
    path.push(file);
    for (const next of edges.get(file) ?? []) {
      const cycle = visit(next);
      if (cycle !== undefined) return cycle;
    }
    path.pop();
    state.set(file, 'done');
    return undefined;
  };
  for (const file of edges.keys()) {
    const cycle = visit(file);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
