import type { LoadWorkflow, MissingWorkflow } from '../graph/embed-workflows.ts';
import { versionNumber } from '../graph/version-pins.ts';
import { workflowId, type WorkflowId } from '../model/ids.ts';
import type { WorkflowStore } from '../storage/ports.ts';

/**
 * Stored workflows for those that refer to them: the latest, or a version that is kept. A deleted workflow is not to be had in any
 * version, so that what runs on does not end by itself once it is purged.
 */
export function storedWorkflows(store: Pick<WorkflowStore, 'get' | 'getVersion' | 'versions'>): LoadWorkflow {
  return async (workflow, wanted) => {
    const id = workflowId(workflow);
    const latest = await store.get(id);
    if (latest === undefined || wanted === undefined) return latest ?? deletedOrNever(store, id);
    const version = versionNumber(wanted);
    const kept = version === undefined ? undefined : await store.getVersion(id, version);
    return kept ?? { missing: 'version', versions: await numbersOf(store, id) };
  };
}

async function deletedOrNever(
  store: Pick<WorkflowStore, 'versions'>,
  id: WorkflowId,
): Promise<MissingWorkflow | undefined> {
  const versions = await numbersOf(store, id);
  return versions.length === 0 ? undefined : { missing: 'deleted', versions };
}

const numbersOf = async (store: Pick<WorkflowStore, 'versions'>, id: WorkflowId): Promise<readonly number[]> =>
  (await store.versions(id)).map(({ version }) => version);
