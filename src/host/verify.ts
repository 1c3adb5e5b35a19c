import { hashValue } from '../context/canonical.ts';
import { decodeValue } from '../context/codec.ts';
import { linkHash, linkOf } from '../engine/hash-chain.ts';
import { hashesOf } from '../model/event-values.ts';
import type { ExecutionEvent } from '../model/event.ts';
import { toErrorInfo, type ErrorInfo } from '../model/errors.ts';
import type { PlanHash } from '../model/ids.ts';
import type { NodeKinds } from '../model/node-definition.ts';
import type { ExecutionStore, StoredExecution } from '../storage/ports.ts';
import type { VerifyReport } from './engine-client.ts';
import { ensurePlan } from './ensure-plan.ts';

/**
 * Recomputes what is stored from what it claims to be: the plan's hash from the document, every value's hash from its
 * content, every link of the chain from its event and its parent's link, and the gapless order of the log.
 */
export async function verifyExecution(
  { record, events }: StoredExecution,
  store: Pick<ExecutionStore, 'readValues'>,
  kinds: NodeKinds,
): Promise<VerifyReport> {
  const problems: ErrorInfo[] = [];
  const plan = ensurePlan(record.document, kinds).hash;
  if (plan !== record.plan) problems.push(corrupt('The stored document is not the one that this execution ran.'));
  problems.push(
    ...verifyOrder(events),
    ...verifyChain(events, plan),
    ...(await verifyValues(record.id, events, store)),
  );
  return { ok: problems.length === 0, steps: events.filter(({ type }) => type === 'step-committed').length, problems };
}

function verifyOrder(events: readonly ExecutionEvent[]): ErrorInfo[] {
  const gap = events.findIndex((event, index) => event.seq !== index);
  return gap < 0 ? [] : [corrupt(`Event ${gap} is missing from the log.`)];
}

function verifyChain(events: readonly ExecutionEvent[], plan: PlanHash): ErrorInfo[] {
  const links = new Map<string, string>();
  const problems: ErrorInfo[] = [];
  for (const event of events) {
    if (!('hash' in event)) continue;
    const parent = event.type === 'execution-started' ? '' : links.get(event.parent);
    if (parent === undefined) problems.push(corrupt(`Checkpoint ${event.checkpoint} has no parent in the log.`));
    else if (linkHash(linkOf(event, plan, parent)) !== event.hash) {
      problems.push(corrupt(`Checkpoint ${event.checkpoint} does not have the content that its hash says.`));
    }
    links.set(event.checkpoint, event.hash);
  }
  return problems;
}

async function verifyValues(
  id: StoredExecution['record']['id'],
  events: readonly ExecutionEvent[],
  store: Pick<ExecutionStore, 'readValues'>,
): Promise<ErrorInfo[]> {
  const hashes = [...hashesOf(events)];
  const problems: ErrorInfo[] = [];
  try {
    const values = await store.readValues(id, hashes);
    for (const hash of hashes) {
      const bytes = values.get(hash);
      if (bytes === undefined) problems.push(corrupt(`The value ${hash.slice(0, 12)}… is missing.`));
      else if (hashValue(decodeValue(bytes)) !== hash)
        problems.push(corrupt(`The value ${hash.slice(0, 12)}… is damaged.`));
    }
  } catch (error) {
    problems.push(toErrorInfo(error));
  }
  return problems;
}

const corrupt = (message: string): ErrorInfo => ({
  code: 'storage/corrupt',
  message,
  remedy: 'Export what can still be read, and run the workflow again.',
});
