import type { GraphDocument, Variant } from '../model/graph-document.ts';
import { nodesOfAllGraphs } from '../model/graph-names.ts';
import { scopeKinds } from './scope-kinds.ts';

/** A stored workflow that a variant of a scope runs instead of a graph. */
export interface WorkflowReference {
  readonly workflow: string;
  /** The version that it is pinned to; the latest where absent. */
  readonly version: string | undefined;
}

export function workflowReference({ config }: Variant): WorkflowReference | undefined {
  const workflow = config?.['workflow'];
  if (typeof workflow !== 'string' || workflow === '') return undefined;
  return { workflow, version: versionOf(config?.['version']) };
}

/** Versions are counted, but written as text in forms; the empty text is the latest. */
function versionOf(version: unknown): string | undefined {
  if (typeof version === 'number') return String(version);
  return typeof version === 'string' && version !== '' ? version : undefined;
}

/** The number that a version in a config means to a store, which counts from 1; `undefined` for what is none. */
export function versionNumber(version: string): number | undefined {
  return /^[1-9]\d{0,15}$/.test(version) ? Number(version) : undefined;
}

/** A version of a stored workflow that some document is pinned to. */
export interface VersionPin {
  readonly workflow: string;
  readonly version: number;
}

/** What a document refers to, by any variant in any of its graphs. */
export function referencesOf(document: GraphDocument): readonly WorkflowReference[] {
  return [...nodesOfAllGraphs(document)].flatMap(({ node }) =>
    scopeKinds.has(node.kind) ? (node.variants ?? []).flatMap((variant) => workflowReference(variant) ?? []) : [],
  );
}

/** What of it is pinned to a version that a store can have. */
export function versionPinsOf(document: GraphDocument): readonly VersionPin[] {
  return referencesOf(document).flatMap(({ workflow, version }) => {
    const number = version === undefined ? undefined : versionNumber(version);
    return number === undefined ? [] : [{ workflow, version: number }];
  });
}
