import type { GraphDocument } from '../model/graph-document.ts';
import type { WorkflowId } from '../model/ids.ts';

/** What was edited and not yet saved when the page went, and the stored version it is based on. */
export interface Draft {
  readonly version: number;
  readonly document: GraphDocument;
}

/** Holds at most one draft a workflow. `keep` is done when it returns: a page that goes runs nothing afterwards. */
export interface DraftStore {
  keep(workflow: WorkflowId, draft: Draft): void;
  /** The draft, which is gone from the store afterwards; `undefined` where there is none that can be read. */
  take(workflow: WorkflowId): Promise<Draft | undefined>;
  drop(workflow: WorkflowId): void;
}

const keyOf = (workflow: WorkflowId): string => `wtb.draft.${workflow}`;

/** Drafts in the browser's synchronous storage. One that is full or refused keeps none; saving is then all there is. */
export function createDraftStore(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>): DraftStore {
  return {
    keep(workflow, { version, document }) {
      try {
        storage.setItem(keyOf(workflow), `${version}\n${JSON.stringify(document)}`);
      } catch {
        storage.removeItem(keyOf(workflow));
      }
    },
    async take(workflow) {
      const text = storage.getItem(keyOf(workflow));
      if (text === null) return undefined;
      storage.removeItem(keyOf(workflow));
      const end = text.indexOf('\n');
      const { parseDocument } = await import('../graph/parse.ts');
      const parsed = parseDocument(text.slice(end + 1), { format: 'json' });
      return 'document' in parsed ? { version: Number(text.slice(0, end)), document: parsed.document } : undefined;
    },
    drop: (workflow) => storage.removeItem(keyOf(workflow)),
  };
}
