import { createEmitter } from '../base/emitter.ts';
import { WtbError } from '../model/errors.ts';
import type { GraphDocument } from '../model/graph-document.ts';
import { workflowId, type WorkflowId } from '../model/ids.ts';
import type { WorkflowRecord, WorkflowStore } from '../storage/ports.ts';
import type { WorkflowsClient } from './engine-client.ts';
import type { TabChannel } from './tab-channel.ts';

export interface WorkflowsHostOptions {
  readonly store: WorkflowStore;
  readonly tabs: TabChannel;
  readonly now: () => number;
  /** A fresh id that no workflow has. */
  readonly createId: () => string;
}

/** Workflows over a store, with news of changes to and from other tabs. */
export function createWorkflowsHost(options: WorkflowsHostOptions): WorkflowsClient {
  const { store, tabs, now } = options;
  const changes = createEmitter<{ readonly id: WorkflowId }>();
  tabs.subscribe((message) => {
    if (message.type === 'workflow-changed') changes.emit({ id: workflowId(message.id) });
  });

  function changed<T>(id: WorkflowId, result: T): T {
    changes.emit({ id });
    tabs.send({ type: 'workflow-changed', id });
    return result;
  }

  async function ensure(id: WorkflowId): Promise<WorkflowRecord> {
    const record = await store.get(id);
    if (record !== undefined) return record;
    throw new WtbError({
      code: 'storage/not-found',
      message: `There is no workflow ${id} here.`,
      remedy: 'It may have been deleted in another tab; choose one from the list.',
    });
  }

  async function create(document: GraphDocument, example?: string): Promise<WorkflowRecord> {
    const wanted = workflowId(document.id);
    // One that was deleted keeps its id, for when it is restored.
    const isFree = (await store.versions(wanted)).length === 0;
    const id = isFree ? wanted : workflowId(options.createId());
    const at = now();
    const record = await store.save(
      {
        id,
        document: { ...document, id },
        createdAt: at,
        updatedAt: at,
        breakpoints: [],
        ...(example === undefined ? {} : { example }),
      },
      0,
    );
    return changed(id, record);
  }

  return {
    list: () => store.list(),
    get: ensure,
    versions: (id) => store.versions(id),
    create,
    async save(id, document, basedOn) {
      const { version: _, ...record } = await ensure(id);
      return changed(id, await store.save({ ...record, document, updatedAt: now() }, basedOn));
    },
    async duplicate(id) {
      const { document } = await ensure(id);
      return create({ ...document, name: `${document.name} (copy)`.slice(0, 200) });
    },
    async remove(id) {
      await ensure(id);
      await store.remove(id, now());
      changed(id, undefined);
    },
    async restore(id) {
      await store.restore(id);
      changed(id, undefined);
    },
    subscribe: (listener) => changes.subscribe(listener),
  };
}
