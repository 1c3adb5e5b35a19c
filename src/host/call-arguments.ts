import { z } from 'zod';
import { formatPath } from '../graph/document-path.ts';
import { shapeErrors } from '../graph/shape-errors.ts';
import { WtbError } from '../model/errors.ts';
import { graphDocumentSchema } from '../model/graph-document.ts';
import { issueSentence } from '../model/issue-words.ts';
import type { MethodName } from './messages.ts';

/**
 * What each method of the client takes: a call that comes over the boundary is parsed, never trusted.
 * Values of the context are `unknown` here; the context checks them itself when they are stored.
 */
const id = z.string().min(1).max(200);
/** Of an activation or a frame: `map[12]/score`. Where points and nodes are named, a checkpoint's or a node's id as well. */
const path = z.string().min(1).max(10_000);
const value = z.unknown();
const count = z.int().min(0);
const document = graphDocumentSchema;

const breakpoint = z.strictObject({
  id: z.string().max(20_000),
  type: z.literal('node'),
  node: id,
  path: path.exactOptional(),
  when: z.enum(['before', 'after']),
  enabled: z.boolean(),
});

const contextEdit = z.union([
  z.strictObject({ key: z.string(), remove: z.literal(true) }),
  z.strictObject({ key: z.string(), value }),
]);

const message = z.strictObject({
  name: z.string().min(1).max(200),
  key: z.string().max(20_000).exactOptional(),
  value: z.unknown(),
  persistent: z.boolean().exactOptional(),
});

const options = z
  .strictObject({
    seed: z.string().max(1000),
    durability: z.enum(['step', 'batched', 'exit']),
    onUncaught: z.enum(['pause', 'fail']),
    startPaused: z.boolean(),
    ordered: z.boolean(),
  })
  .partial();

const startRequest = z.strictObject({
  workflow: id,
  document: document.optional(),
  input: value.optional(),
  name: z.string().max(200).optional(),
  options: options.optional(),
  variants: z.record(z.string(), z.string()).optional(),
});

const swapTarget = z.strictObject({
  variant: id,
  name: z.string().max(200).optional(),
  config: z.record(z.string(), z.unknown()).optional(),
});

const optional = <T extends z.ZodType>(schema: T) => schema.optional();

const parameters: Record<MethodName, z.ZodType<readonly unknown[]>> = {
  'executions.start': z.tuple([startRequest]),
  'executions.pause': z.tuple([id, optional(z.enum(['finish', 'cancel']))]),
  'executions.resume': z.tuple([id]),
  'executions.step': z.tuple([id, optional(z.union([count, path])), optional(z.enum(['into', 'over', 'out']))]),
  'executions.stepBack': z.tuple([id]),
  'executions.stop': z.tuple([id]),
  'executions.rollback': z.tuple([id, path]),
  'executions.fork': z.tuple([id, path]),
  'executions.swap': z.tuple([id, path, swapTarget, z.enum(['from-here', 're-run', 'fork'])]),
  'executions.editContext': z.tuple([id, z.array(contextEdit).max(100_000), optional(path)]),
  'executions.send': z.tuple([id, message]),
  'executions.answer': z.tuple([id, path, value]),
  'executions.setBreakpoints': z.tuple([id, z.array(breakpoint).max(10_000)]),
  'executions.get': z.tuple([id]),
  'executions.list': z.tuple([optional(id)]),
  'executions.document': z.tuple([id]),
  'executions.events': z.tuple([id, optional(count)]),
  'executions.context': z.tuple([id, optional(path)]),
  'executions.value': z.tuple([id, id]),
  'executions.diff': z.tuple([id, path, path, optional(id)]),
  'executions.verify': z.tuple([id]),
  'executions.replay': z.tuple([id]),
  'executions.rename': z.tuple([id, optional(z.string().max(200))]),
  'executions.remove': z.tuple([id]),
  'executions.restore': z.tuple([id]),
  'executions.duplicate': z.tuple([id]),
  'executions.exportBundle': z.tuple([id]),
  'executions.importBundle': z.tuple([z.string()]),
  'executions.whenIdle': z.tuple([id]),
  'workflows.list': z.tuple([]),
  'workflows.get': z.tuple([id]),
  'workflows.versions': z.tuple([id]),
  'workflows.save': z.tuple([id, document, count]),
  'workflows.create': z.tuple([document, optional(z.string().max(200))]),
  'workflows.duplicate': z.tuple([id]),
  'workflows.remove': z.tuple([id]),
  'workflows.restore': z.tuple([id]),
  checkSource: z.tuple([z.string()]),
  checkExpression: z.tuple([z.string()]),
  health: z.tuple([]),
};

/** The arguments as their method takes them. Throws `document/wrong-type` with the place of the first that does not fit. */
export function parseArguments(method: MethodName, args: readonly unknown[]): readonly unknown[] {
  const parsed = parameters[method].safeParse(padded(method, args));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  if (issue !== undefined && method === 'workflows.save') throw unsavable(issue, args);
  throw new WtbError({
    code: 'document/wrong-type',
    message: `${method} was called with arguments that do not fit: ${argumentWords(issue)}`,
    place: { path: issue?.path.map(String).join('.') ?? '' },
    remedy: 'See the engine client for what the method takes.',
  });
}

function argumentWords(issue: z.core.$ZodIssue | undefined): string {
  const path = (issue?.path ?? []) as (string | number)[];
  return issueSentence(`arguments${formatPath(path)}`, issue?.message ?? 'are not allowed');
}

/** A document is what the user edits: its refusal names the place in it, not the call. */
function unsavable(issue: z.core.$ZodIssue, args: readonly unknown[]): WtbError {
  const [argument, ...path] = issue.path;
  const [error] = shapeErrors([{ ...issue, path }], args[Number(argument)]);
  return new WtbError({
    code: 'document/wrong-type',
    message: `The workflow can't be saved: ${error?.message ?? issueSentence('it', issue.message)}`,
    place: { path: formatPath(error?.path ?? []) },
    remedy: 'Correct the field; everything else is kept.',
  });
}

/** A tuple schema wants its optional places filled. */
function padded(method: MethodName, args: readonly unknown[]): readonly unknown[] {
  const places = (parameters[method] as z.ZodTuple).def.items.length;
  return args.length >= places ? args : [...args, ...Array.from({ length: places - args.length }, () => undefined)];
}
