import { z } from 'zod';
import { decodeValue, encodeValue } from '../context/codec.ts';
import { fromTaggedJson, toTaggedJson } from '../context/tagged-json.ts';
import { hashValue } from '../context/canonical.ts';
import { isPlainObject } from '../context/value-kind.ts';
import type { ExecutionEvent } from '../model/event.ts';
import { WtbError } from '../model/errors.ts';
import { issueSentence } from '../model/issue-words.ts';
import { graphDocumentSchema } from '../model/graph-document.ts';
import { executionId, valueHash, workflowId, type ValueHash } from '../model/ids.ts';
import type { NodeKinds } from '../model/node-definition.ts';
import type { JsonValue } from '../model/value.ts';
import type {
  ExecutionHead,
  ExecutionRecord,
  ExecutionStore,
  Store,
  StoredExecution,
  StoredKeyframe,
} from '../storage/ports.ts';
import type { WorkflowsClient } from './engine-client.ts';
import { ensurePlan } from './ensure-plan.ts';
import { hashesOf } from '../model/event-values.ts';
import { verifyExecution } from './verify.ts';

/** One execution as one JSON text: document, events, keyframes and values (tagged where they are beyond JSON). */
export const bundleFormat = 'wtb-bundle/1';
const maxBundleBytes = 256 * 1024 * 1024;

const bundleSchema = z.strictObject({
  format: z.literal(bundleFormat),
  document: graphDocumentSchema,
  execution: z.strictObject({
    number: z.int(),
    name: z.string().optional(),
    createdAt: z.number(),
    durability: z.enum(['step', 'batched', 'exit']),
    forkedFrom: z.strictObject({ execution: z.string(), checkpoint: z.string() }).optional(),
  }),
  head: z.looseObject({ status: z.string(), head: z.string(), lastSeq: z.int(), steps: z.int() }),
  events: z.array(z.looseObject({ type: z.string(), seq: z.int(), at: z.number(), branch: z.int() })).min(1),
  keyframes: z.array(z.looseObject({ checkpoint: z.string(), seq: z.int() })),
  // Parsed JSON by reference: zod's own records lose a key named `__proto__`.
  values: z.custom<Record<string, JsonValue>>(isPlainObject, 'Must be an object of values by their hash.'),
});

export async function exportBundle(saved: StoredExecution, store: ExecutionStore): Promise<string> {
  const { record, head, events, keyframes } = saved;
  const encoded = await store.readValues(record.id, [...hashesOf(events)]);
  const values: Record<string, JsonValue> = {};
  for (const [hash, bytes] of encoded) values[hash] = toTaggedJson(decodeValue(bytes));
  const { number, name, createdAt, durability, forkedFrom } = record;
  return JSON.stringify({
    format: bundleFormat,
    document: record.document,
    execution: {
      number,
      createdAt,
      durability,
      ...(name === undefined ? {} : { name }),
      ...(forkedFrom === undefined ? {} : { forkedFrom }),
    },
    head,
    events: events.map(withoutExecution),
    keyframes,
    values,
  });
}

/** A bundle's execution gets a new id where it is imported. */
function withoutExecution(event: ExecutionEvent): Omit<ExecutionEvent, 'executionId'> {
  const { executionId: _executionId, ...rest } = event;
  return rest;
}

export interface ImportOptions {
  readonly store: Store;
  readonly kinds: NodeKinds;
  readonly workflows: WorkflowsClient;
  readonly now: () => number;
  readonly createId: () => string;
}

/** Saves the bundle's execution under a new id, after its values and its chain of hashes were found to be whole. */
export async function importBundle(text: string, options: ImportOptions): Promise<ExecutionRecord> {
  const bundle = parseBundle(text);
  const plan = ensurePlan(bundle.document, options.kinds);
  const workflow = await ensureWorkflow(bundle.document, options.workflows);
  const id = executionId(options.createId());
  const events = bundle.events.map((event) => ({ ...event, executionId: id }) as unknown as ExecutionEvent);
  const keyframes = bundle.keyframes as unknown as readonly StoredKeyframe[];
  const head = { ...bundle.head, updatedAt: options.now() } as unknown as ExecutionHead;
  const values = new Map<ValueHash, Uint8Array>();
  for (const [hash, json] of Object.entries(bundle.values)) {
    const value = fromTaggedJson(json);
    if (hashValue(value) !== hash) throw damaged(`the value ${hash.slice(0, 12)}… does not have the content it should`);
    values.set(valueHash(hash), encodeValue(value));
  }
  const { name, durability } = bundle.execution;
  const draft = {
    id,
    workflow,
    plan: plan.hash,
    document: bundle.document,
    createdAt: options.now(),
    durability,
    ...(name === undefined ? {} : { name }),
  };
  const report = await verifyExecution(
    { record: { ...draft, number: 0 }, head, events, keyframes },
    { readValues: (_, hashes) => Promise.resolve(new Map([...values].filter(([hash]) => hashes.includes(hash)))) },
    options.kinds,
  );
  if (!report.ok) throw damaged(report.problems[0]?.message ?? 'its checkpoints do not form a chain');
  const record = await options.store.executions.create(draft, head);
  const epoch = await options.store.executions.acquire(id);
  await options.store.executions.append({ execution: id, epoch, events, values, keyframes, head }, { strict: true });
  return record;
}

function parseBundle(text: string) {
  if (text.length > maxBundleBytes) {
    throw new WtbError({
      code: 'import/too-large',
      message: `The bundle is larger than ${maxBundleBytes / 1024 / 1024} MB.`,
      remedy: 'Export an execution with a smaller history.',
    });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new WtbError({
      code: 'import/unsupported',
      message: `This is not a bundle: ${error instanceof Error ? error.message : String(error)}.`,
      remedy: 'Choose a file that was exported from an execution (.wtb.json).',
    });
  }
  const parsed = bundleSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new WtbError({
    code: 'import/unsupported',
    message: `This bundle can't be read: ${issueSentence(issue?.path.map(String).join('.') || 'it', issue?.message ?? 'is not allowed')}`,
    place: { path: issue?.path.map(String).join('.') ?? '' },
    remedy: `Only bundles of the format ${bundleFormat} can be opened.`,
  });
}

async function ensureWorkflow(document: z.infer<typeof graphDocumentSchema>, workflows: WorkflowsClient) {
  const id = workflowId(document.id);
  const known = await workflows.get(id).catch(() => undefined);
  return (known ?? (await workflows.create(document))).id;
}

const damaged = (what: string) =>
  new WtbError({
    code: 'storage/corrupt',
    message: `The bundle is damaged: ${what.replace(/\.$/, '')}.`,
    remedy: 'Export the execution again; nothing was imported.',
  });
