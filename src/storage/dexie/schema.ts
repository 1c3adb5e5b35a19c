import { sha256Hex } from '../../context/sha256.ts';

/**
 * What lies in IndexedDB. These shapes are apart from the ones that run: change them only together with
 * {@link schemaVersion} and an upgrade; a test compares {@link schemaHash} with the one recorded for the version.
 *
 * Whatever may grow lies in rows of bytes of at most {@link chunkBytes}: Chromium keeps larger values in files of
 * their own, which a power loss can leave empty, and one unreadable row fails every query that touches it.
 */
export const schemaVersion = 2;

/** Below the 64 KiB from which Chromium moves a value into a file, with room for the row's other fields. */
export const chunkBytes = 60 * 1024;

/** Values below this are saved inside the pack of the events that name them first; larger ones in rows of their own. */
export const smallValueBytes = 4 * 1024;

/** Part `part` of `parts` of something that was cut into chunks. */
export interface ChunkFields {
  readonly part: number;
  readonly parts: number;
  readonly bytes: Uint8Array;
}

export interface WorkflowRow {
  readonly id: string;
  readonly version: number;
  /** Name of the document in `documents`. */
  readonly document: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly deletedAt?: number;
  readonly example?: string;
  readonly breakpoints: readonly unknown[];
}

/** A version that is kept of a workflow; the newest is one of them. */
export interface WorkflowVersionRow {
  readonly workflow: string;
  readonly version: number;
  /** Name of the document in `documents`. */
  readonly document: string;
  readonly savedAt: number;
  /** Of the document, encoded. */
  readonly bytes: number;
  /** The versions of workflows that its document is pinned to, as `workflow@version`. */
  readonly pins: readonly string[];
}

export interface ExecutionRow {
  readonly id: string;
  readonly workflow: string;
  readonly number: number;
  readonly name?: string;
  readonly plan: string;
  readonly document: string;
  readonly createdAt: number;
  readonly deletedAt?: number;
  readonly durability: string;
  readonly forkedFrom?: { readonly execution: string; readonly checkpoint: string };
  /** Only a batch that names this epoch is written. */
  readonly epoch: number;
  /** The event that has to come next. */
  readonly nextSeq: number;
  /** Bytes of packs, values and keyframes. */
  readonly bytes: number;
  readonly head: Uint8Array;
}

/** Documents by the SHA-256 of their encoding: executions of the same document share it. */
export interface DocumentRow extends ChunkFields {
  readonly document: string;
}
export interface EventPackRow extends ChunkFields {
  readonly execution: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
}
export interface ValueRow extends ChunkFields {
  readonly execution: string;
  readonly hash: string;
}
export interface KeyframeRow extends ChunkFields {
  readonly execution: string;
  readonly checkpoint: string;
}
/** `schema`: which version of the schema the rows have; a tab of an older bench must not write any more. */
export interface MetaRow {
  readonly key: 'schema';
  readonly value: number;
}

export const stores = {
  workflows: 'id, document',
  workflowVersions: '[workflow+version], document, *pins',
  executions: 'id, workflow, [workflow+number], document',
  documents: '[document+part]',
  eventPacks: '[execution+firstSeq+part]',
  values: '[execution+hash+part]',
  keyframes: '[execution+checkpoint+part]',
  meta: 'key',
} as const;

/** The fields of each row, spelt out so that the hash below changes when a shape does. */
const fields: {
  readonly workflows: readonly (keyof WorkflowRow)[];
  readonly workflowVersions: readonly (keyof WorkflowVersionRow)[];
  readonly executions: readonly (keyof ExecutionRow)[];
  readonly documents: readonly (keyof DocumentRow)[];
  readonly eventPacks: readonly (keyof EventPackRow)[];
  readonly values: readonly (keyof ValueRow)[];
  readonly keyframes: readonly (keyof KeyframeRow)[];
  readonly meta: readonly (keyof MetaRow)[];
} = {
  workflows: ['id', 'version', 'document', 'createdAt', 'updatedAt', 'deletedAt', 'example', 'breakpoints'],
  workflowVersions: ['workflow', 'version', 'document', 'savedAt', 'bytes', 'pins'],
  executions: [
    ...(['id', 'workflow', 'number', 'name', 'plan', 'document', 'createdAt', 'deletedAt', 'durability'] as const),
    ...(['forkedFrom', 'epoch', 'nextSeq', 'bytes', 'head'] as const),
  ],
  documents: ['document', 'part', 'parts', 'bytes'],
  eventPacks: ['execution', 'firstSeq', 'lastSeq', 'part', 'parts', 'bytes'],
  values: ['execution', 'hash', 'part', 'parts', 'bytes'],
  keyframes: ['execution', 'checkpoint', 'part', 'parts', 'bytes'],
  meta: ['key', 'value'],
};

/** Of tables, indexes and fields. */
export const schemaHash = (): string => sha256Hex(JSON.stringify({ stores, fields, chunkBytes, smallValueBytes }));
