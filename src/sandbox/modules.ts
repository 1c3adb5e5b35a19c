/** A library that user code may import: bundled with the bench, handed to the realm as source, no network needed. */
export interface SandboxModule {
  readonly name: string;
  readonly version: string;
  /** What it is for, in a few words: shown beside the editor and in the contract. */
  readonly about: string;
  /** Modules of this list that it shares with the others instead of bringing its own copy. */
  readonly shares?: readonly string[];
}

/** Every module that `import` finds in a variant's source, in the order in which they are documented. */
export const sandboxModules: readonly SandboxModule[] = [
  {
    name: 'ml-cart',
    version: '2.1.1',
    about: 'decision trees: DecisionTreeClassifier, DecisionTreeRegression',
    shares: ['ml-matrix'],
  },
  {
    name: 'ml-random-forest',
    version: '2.1.0',
    about: 'random forests: RandomForestClassifier, RandomForestRegression; pass a seed',
    shares: ['ml-matrix', 'ml-cart'],
  },
  {
    name: 'ml-logistic-regression',
    version: '2.0.0',
    about: 'logistic regression, one against all (default export)',
    shares: ['ml-matrix'],
  },
  { name: 'ml-knn', version: '3.0.0', about: 'k nearest neighbours (default export)' },
  { name: 'ml-matrix', version: '6.15.1', about: 'matrices and decompositions' },
  {
    name: 'simple-statistics',
    version: '7.12.1',
    about: 'mean, median, quantile, standardDeviation, sampleCorrelation, …',
  },
  { name: 'yaml', version: '2.9.1', about: 'parse and stringify YAML' },
  { name: 'jsonata', version: '2.2.2', about: 'query and reshape JSON by expression (default export)' },
  { name: '@cfworker/json-schema', version: '4.1.6', about: 'validate values by JSON Schema' },
];

const byName: ReadonlyMap<string, SandboxModule> = new Map(sandboxModules.map((module) => [module.name, module]));

export const findModule = (name: string): SandboxModule | undefined => byName.get(name);

/** How a bundled text names a module that it shares; the realm puts the real address in its place. */
export const sharedSpecifier = (name: string): string => `wtb-module:${name}`;

/** File of a bundled module under `sandbox-modules/`; the version is in it, so that it may be cached for ever. */
export function moduleFileName(name: string): string {
  const version = byName.get(name)?.version ?? '0';
  return `${name.replace(/^@/, '').replaceAll('/', '-')}-${version}.js`;
}

/** Gives the bundled text of a module of {@link sandboxModules}. */
export type ModuleSource = (name: string) => Promise<string>;

/** The names and every module that they share, each before those that need it. */
export function withShared(names: Iterable<string>): string[] {
  const ordered = new Set<string>();
  const visit = (name: string): void => {
    if (ordered.has(name)) return;
    for (const shared of byName.get(name)?.shares ?? []) visit(shared);
    ordered.add(name);
  };
  for (const name of names) visit(name);
  return [...ordered];
}
