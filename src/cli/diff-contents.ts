import { fromTaggedJson } from '../context/tagged-json.ts';
import { parseDocument } from '../graph/parse.ts';
import type { GraphDocument } from '../model/graph-document.ts';
import type { JsonValue, Value } from '../model/value.ts';
import {
  isBundleText,
  isFolder,
  openBundle,
  openStoredExecution,
  subjectNamed,
  type OpenExecution,
  type Opening,
} from './open-subject.ts';
import { readText, readData } from './read-text.ts';
import { entriesAt } from './point-entries.ts';
import { lineTo } from './run/run-report.ts';
import { fileError } from './usage-error.ts';

/** What two things are compared by. */
export type Comparable =
  | { readonly type: 'document'; readonly document: GraphDocument }
  | { readonly type: 'context'; readonly context: Record<string, Value>; readonly steps?: readonly ComparedStep[] };

/** What of a step can be compared between executions: who wrote what, by content. */
export interface ComparedStep {
  readonly path: string;
  readonly variant: string;
  /** Key → hash of what it became, or `undefined` where it was removed. Unknown in reports. */
  readonly changes?: Readonly<Record<string, string | undefined>>;
  readonly changed: readonly string[];
}

/** A document, the context at a point of an execution (of a store or a bundle), the result of `run --json`, or plain context data. */
export async function readComparable(text: string, opening: Opening): Promise<Comparable> {
  const name = await subjectNamed(text, opening.terminal);
  if (await isFolder(name.path, opening.terminal)) return fromExecution(await openStoredExecution(name, opening));
  const content = await readText(name.path, opening.terminal);
  if (isBundleText(content)) return fromExecution(await openBundle(content, name, opening));
  const parsed = parseDocument(content);
  if ('document' in parsed) return { type: 'document', document: parsed.document };
  return fromData(await readData(name.path, 'what is compared', opening.terminal), name.path);
}

async function fromExecution({ session, id, point }: OpenExecution): Promise<Comparable> {
  const { executions } = session.client;
  try {
    const context: Record<string, Value> = {};
    const view = await executions.context(id, point);
    for (const { key, value } of entriesAt(view, point)) context[key] = await executions.value(id, value.hash);
    const line = lineTo(await executions.events(id), view.checkpoint);
    const steps = line.flatMap((event): ComparedStep[] => {
      if (event.type !== 'step-committed') return [];
      const { path, variant, changes } = event;
      return [
        {
          path,
          variant,
          changed: changes.map(({ key }) => key),
          changes: Object.fromEntries(changes.map(({ key, after }) => [key, after?.hash])),
        },
      ];
    });
    return { type: 'context', context, steps };
  } finally {
    await session.close();
  }
}

interface ReportData {
  readonly context: Record<string, JsonValue>;
  readonly steps: readonly ComparedStep[];
}

function fromData(data: Value, path: string): Comparable {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw fileError(
      `${path} is neither a document nor a bundle, nor an object of context keys.`,
      'See wtb diff --help.',
      path,
    );
  }
  const isReport = 'status' in data && 'context' in data && 'steps' in data && Array.isArray(data.steps);
  if (!isReport) return { type: 'context', context: untagged(data as Record<string, JsonValue>) };
  const { context, steps } = data as unknown as ReportData;
  return { type: 'context', context: untagged(context), steps };
}

const untagged = (context: Record<string, JsonValue>): Record<string, Value> =>
  Object.fromEntries(Object.entries(context).map(([key, value]) => [key, fromTaggedJson(value)]));
