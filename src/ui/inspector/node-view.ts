import type { GraphDocument, Variant } from '../../model/graph-document.ts';
import type { Problem } from '../../graph/problem.ts';
import type { TimelineRow } from '../../debugger/timeline-model.ts';
import type { JsonObject, JsonValue } from '../../model/value.ts';
import { isObject } from '../forms/form-schema.ts';

/** How a variant did when it last ran in the execution under inspection. */
export interface LastRun {
  readonly durationMs: number | undefined;
  readonly failed: boolean;
  readonly step: number;
}

/** The newest step or failure of each variant of a node, over all branches. */
export function lastRuns(rows: readonly TimelineRow[], node: string): ReadonlyMap<string, LastRun> {
  const runs = new Map<string, LastRun>();
  for (const row of rows) {
    if (row.node !== node || row.variant === undefined || (row.type !== 'step' && row.type !== 'failed')) continue;
    runs.set(row.variant, { durationMs: row.durationMs, failed: row.error !== undefined, step: row.step });
  }
  return runs;
}

const isScalar = (value: JsonValue): boolean => typeof value !== 'object' || value === null;
const scalarText = (value: JsonValue): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** The settings that tell variants apart, in a line: `k = 5, weights = uniform`. */
export function configSummary(config: JsonObject | undefined): string {
  const params = config?.['params'];
  const settings: JsonObject = isObject(params) ? params : (config ?? {});
  return Object.entries(settings)
    .filter(([key, value]) => key !== 'source' && isScalar(value) && scalarText(value).length <= 40 && value !== '')
    .slice(0, 3)
    .map(([key, value]) => `${key} = ${scalarText(value)}`)
    .join(', ');
}

/** A schema for parameters that are plain values, so that they get fields; `undefined` where one is not. */
export function paramsSchema(params: JsonObject): JsonObject | undefined {
  const entries = Object.entries(params);
  if (entries.length === 0 || entries.length > 24 || !entries.every(([, value]) => isScalar(value) && value !== null)) {
    return undefined;
  }
  const field = (key: string, value: JsonValue): JsonObject => ({
    title: key,
    type: typeof value,
    'x-keep-empty': true,
  });
  return { type: 'object', properties: Object.fromEntries(entries.map(([key, value]) => [key, field(key, value)])) };
}

/** Context keys that a document names anywhere, in order: what completion and contracts offer. */
export function contextKeysOf(document: GraphDocument | undefined): readonly string[] {
  if (document === undefined) return [];
  const keys = new Set<string>(Object.keys(document.context?.initial ?? {}));
  const properties = document.context?.schema?.['properties'];
  if (isObject(properties)) for (const key of Object.keys(properties)) keys.add(key);
  for (const key of Object.keys(document.context?.merge ?? {})) keys.add(key);
  for (const node of document.nodes) {
    for (const key of [...(node.reads ?? []), ...(node.writes ?? [])]) keys.add(key);
    if (node.output !== undefined) keys.add(node.output);
    if (node.kind === 'input') for (const key of inputKeys(node.variants ?? [])) keys.add(key);
  }
  return [...keys].sort();
}

function inputKeys(variants: readonly Variant[]): string[] {
  return variants.flatMap((variant) => {
    const schema = variant.config?.['schema'];
    return isObject(schema) && isObject(schema['properties']) ? Object.keys(schema['properties']) : [];
  });
}

export interface StackLine {
  readonly text: string;
  /** Where in the variant's source the line points, if it does. */
  readonly at: { readonly line: number; readonly column: number } | undefined;
}

/** A stack of user code, line by line, with the places that can be shown in the editor. */
export function stackLines(stack: string): readonly StackLine[] {
  return stack
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((text) => {
      const match = /:(\d+):(\d+)\)?$/.exec(text);
      return { text, at: match === null ? undefined : { line: Number(match[1]), column: Number(match[2]) } };
    });
}

/** Problems of one thing, errors first. */
export function problemsOf(problems: readonly Problem[], of: { node?: string; edge?: string }): readonly Problem[] {
  return problems
    .filter(({ place }) => (of.node === undefined ? place?.edge === of.edge : place?.node === of.node))
    .toSorted((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'));
}
