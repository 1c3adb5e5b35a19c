import type { GraphDocument } from '../../src/model/graph-document.ts';

/** The plain JavaScript of the examples and their scripts, with its types: they are not part of the program. */
const load = (path: string): Promise<unknown> =>
  import(/* @vite-ignore */ new URL(`../../${path}`, import.meta.url).pathname) as Promise<unknown>;

export type Cell = number | string | null;

export interface Shapes {
  readonly counts: Readonly<Record<string, number>>;
  readonly columns: readonly string[];
  readonly languages: readonly string[];
  readonly packages: readonly string[];
  /** Language, package, then one value per column. */
  readonly rows: readonly (readonly Cell[])[];
}

export const { measureText, shapeColumns } = (await load('public/examples/language-detective/measure.js')) as {
  readonly measureText: (text: string) => Cell[];
  readonly shapeColumns: readonly string[];
};

export const { measureSources, formatShapes } = (await load('scripts/measure-sources.mjs')) as {
  readonly measureSources: () => Shapes;
  readonly formatShapes: (shapes: Shapes) => string;
};

export const { assembleExample, exampleIds, formatExample } = (await load('scripts/examples.mjs')) as {
  readonly assembleExample: (id: string) => GraphDocument;
  readonly exampleIds: () => string[];
  readonly formatExample: (document: GraphDocument) => string;
};

export const { trimLockfile } = (await load('scripts/trim-lockfile.mjs')) as {
  readonly trimLockfile: (lock: object) => unknown;
};

export const { parseLicence, rankLicence, ranks } = (await load('public/examples/dependency-review/spdx.js')) as {
  readonly parseLicence: (text: string) => object;
  readonly rankLicence: (tree: object) => number;
  readonly ranks: readonly string[];
};
