import { embedWorkflows } from '../graph/embed-workflows.ts';
import { nodeAtPath } from '../graph/node-at-path.ts';
import type { Breakpoint } from '../model/breakpoint.ts';
import { WtbError } from '../model/errors.ts';
import type { GraphDocument } from '../model/graph-document.ts';
import type { WorkflowId } from '../model/ids.ts';
import type { NodeKinds } from '../model/node-definition.ts';
import type { Store } from '../storage/ports.ts';
import { storedWorkflows } from './stored-workflows.ts';

/**
 * Refuses a new breakpoint whose path leads to another node than the one that it names, or to none, in the workflow as it is
 * now and as its executions are pinned to it. Throws `execution/unknown-activation`. What is kept already is left alone: a node
 * that is gone must not keep people from changing the other breakpoints.
 */
export async function checkNewBreakpoints(
  { store, kinds }: { readonly store: Store; readonly kinds: NodeKinds },
  workflow: WorkflowId,
  breakpoints: readonly Breakpoint[],
): Promise<void> {
  const stored = await store.workflows.get(workflow);
  const isKept = ({ node, path }: Breakpoint) =>
    stored?.breakpoints.some((kept) => kept.node === node && kept.path === path) ?? false;
  const added = breakpoints.filter((breakpoint) => breakpoint.path !== undefined && !isKept(breakpoint));
  if (added.length === 0) return;
  const pinned = (await store.executions.list(workflow)).map(({ record }) => record.document);
  const now = stored === undefined ? [] : [await embedded(stored.document, store)];
  for (const { node, path } of added) ensureAtPath({ node, path: path ?? '' }, [...now, ...pinned], kinds);
}

/** A workflow that it refers to may be gone: its own nodes are there all the same. */
const embedded = (document: GraphDocument, { workflows }: Store): Promise<GraphDocument> =>
  embedWorkflows(document, storedWorkflows(workflows)).catch(() => document);

function ensureAtPath(
  { node, path }: { readonly node: string; readonly path: string },
  documents: readonly GraphDocument[],
  kinds: NodeKinds,
): void {
  let other: string | undefined;
  for (const document of documents) {
    const found = nodeAtPath(document, path, kinds);
    if (found === node) return;
    other ??= found;
  }
  throw new WtbError({
    code: 'execution/unknown-activation',
    message:
      other === undefined
        ? `No node of this workflow is at ${path}, so the breakpoint would never hold.`
        : `At ${path} is the node ${other}, and not ${node}.`,
    place: { node, path },
    remedy:
      'Name an activation as events do, such as map[12]/score or score#3; map[*]/score is that node in every item.',
  });
}
