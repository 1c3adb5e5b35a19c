import { z } from 'zod';
import { idPattern } from './ids.ts';
import { issueWords } from './issue-words.ts';
import { findNotJson, isPlainObject } from './json.ts';
import type { JsonObject } from './value.ts';

export { defaultLimits, defaultPort, defaultTimeoutMs } from './defaults.ts';

/**
 * The authored workflow, format `wtb/1`: the one schema that gives the TypeScript types, the parser and the
 * published JSON Schema (`public/schema/wtb-1.schema.json`). Objects are strict: an unknown key is refused.
 * `z.config({ jitless: true })`: zod must not compile code, the content security policy forbids it.
 */
z.config({ jitless: true, localeError: issueWords });

const id = z.string().regex(idPattern, 'An id has 1 to 128 letters, digits, _ or -.');

/**
 * Free-form JSON passes by reference, every key of it: `z.record` would silently drop a key named `__proto__`.
 * `meta` says to the published schema what the check says here.
 */
const jsonObject = z
  .custom<JsonObject>()
  .superRefine((value, context) => {
    if (!isPlainObject(value)) return context.addIssue({ code: 'invalid_type', expected: 'object', input: value });
    const fault = findNotJson(value);
    if (fault === undefined) return;
    context.addIssue({ code: 'custom', path: fault.path, message: `Must be JSON, but is ${fault.found}.` });
  })
  .meta({ type: 'object' });

export const mergeRules = ['replace', 'error', 'append', 'union', 'sum', 'min', 'max', 'deep'] as const;
const namedMergeRuleSchema = z.enum(mergeRules);
export const mergeRuleSchema = z
  .union([
    namedMergeRuleSchema,
    z.strictObject({
      expression: z
        .string()
        .min(1)
        .max(10_000)
        .describe(
          'JSONata over `current` (what is there, absent where nothing is), `value` (what is written) and `key`.',
        ),
    }),
  ])
  .describe('How a write combines with what is there.');

const mergeSchema = z
  .custom<Record<string, MergeRule>>()
  .superRefine((value, context) => {
    if (!isPlainObject(value)) return context.addIssue({ code: 'invalid_type', expected: 'object', input: value });
    for (const [key, rule] of Object.entries(value)) {
      if (isPlainObject(rule)) addIssuesOf(mergeRuleSchema.options[1].safeParse(rule), key, context);
      else if (!mergeRules.some((known) => known === rule)) {
        context.addIssue({ code: 'invalid_value', values: [...mergeRules], path: [key], input: rule });
      }
    }
  })
  .meta({
    type: 'object',
    additionalProperties: {
      anyOf: [
        { enum: [...mergeRules] },
        {
          type: 'object',
          properties: { expression: { type: 'string', minLength: 1, maxLength: 10_000 } },
          required: ['expression'],
          additionalProperties: false,
        },
      ],
    },
  })
  .describe('Rule per context key: how a write by a node combines with what is there.');

function addIssuesOf(
  parsed: { readonly error?: z.ZodError | undefined },
  key: string,
  context: z.core.$RefinementCtx,
): void {
  for (const issue of parsed.error?.issues ?? []) {
    context.addIssue({ ...issue, path: [key, ...issue.path] } as Parameters<typeof context.addIssue>[0]);
  }
}

export const variantSchema = z
  .strictObject({
    id,
    name: z.string().max(200).optional(),
    config: jsonObject.optional().describe("The kind's settings; for `code`: `source` and `params`."),
  })
  .describe('One of several implementations of a node under the same contract.');

export const joinSchema = z
  .union([
    z.enum(['sync', 'all', 'any']),
    z.strictObject({
      first: z.int().min(1),
      cancel: z
        .boolean()
        .exactOptional()
        .describe('Whether the branches that lead only here are cancelled when it fires. Default false.'),
    }),
  ])
  .describe('When a node with several incoming edges runs.');

/** Fields are exact here: one given as `undefined` would undo a default when policies are spread. */
export const retrySchema = z.strictObject({
  maxAttempts: z.int().min(1).max(1000).exactOptional().describe('Tries in all, the first included. Default 1.'),
  backoff: z.enum(['fixed', 'linear', 'exponential']).exactOptional(),
  initialDelayMs: z.number().min(0).exactOptional(),
  factor: z.number().min(1).exactOptional(),
  maxDelayMs: z.number().min(0).exactOptional(),
  jitter: z.boolean().exactOptional(),
  on: z
    .array(z.string().min(1).max(200))
    .exactOptional()
    .describe(
      'Error codes (or names of thrown errors) that are retried, `node/*` for a whole family. All where absent.',
    ),
  except: z.array(z.string().min(1).max(200)).exactOptional().describe('Error codes (or names) that are not retried.'),
});

export const positionSchema = z.strictObject({ x: z.number(), y: z.number() });

export const nodeSchema = z
  .strictObject({
    id,
    kind: z.string().min(1).max(64),
    label: z.string().max(200).optional(),
    description: z.string().max(10_000).optional(),
    position: positionSchema.optional(),
    variants: z.array(variantSchema).min(1).optional(),
    active: id.optional().describe('The variant that a new execution starts with; the first one where absent.'),
    start: z.boolean().optional(),
    input: z.string().max(10_000).optional().describe('Expression over the context: the `input` argument.'),
    output: z.string().min(1).max(200).optional().describe('Whatever is returned goes under this context key.'),
    reads: z.array(z.string()).optional(),
    writes: z.array(z.string()).optional(),
    join: joinSchema.optional(),
    split: z.enum(['all', 'first']).optional(),
    retry: retrySchema.optional(),
    timeoutMs: z.number().min(1).max(315_360_000_000).optional().describe('Per attempt, in milliseconds.'),
    onError: z.enum(['fail', 'continue', 'edge']).optional(),
    effects: z.enum(['pure', 'idempotent', 'once']).optional(),
    deadlineMs: z
      .number()
      .min(1)
      .optional()
      .describe(
        'For the whole activation, all attempts and waits included, in milliseconds. Fails with `node/deadline`.',
      ),
    lock: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe('Name of a lock: of all nodes that name it, one at a time is under way in an execution.'),
    compensate: id
      .optional()
      .describe(
        'A node of the same graph that undoes this one; runs when the scope (or the execution) fails or is cancelled afterwards. What it writes is written around what failed. Stopping undoes nothing.',
      ),
  })
  .describe('A place in the graph.');

/** A condition built in the form: AND/OR groups of comparisons; compiles to an expression. */
export const edgeSchema = z
  .strictObject({
    id,
    source: id,
    target: id,
    port: z
      .string()
      .min(1)
      .max(64)
      .optional()
      .describe('Which outcome of the source this edge hangs on. Default `next`.'),
    when: z.string().min(1).max(10_000).optional().describe('JSONata condition over the context.'),
    default: z.boolean().optional().describe('Taken only where no other edge of its port is.'),
    label: z.string().max(200).optional(),
  })
  .describe('Who may follow whom.');

export const limitsSchema = z.strictObject({
  maxSteps: z.int().min(1).exactOptional(),
  maxContextBytes: z.int().min(1).exactOptional(),
  maxValueBytes: z.int().min(1).exactOptional(),
  maxConcurrency: z.int().min(1).max(1_000_000).exactOptional(),
  maxDepth: z.int().min(1).max(1000).exactOptional().describe('How deep scopes may be nested at run time. Default 32.'),
  maxHistoryBytes: z.int().min(1).exactOptional().describe('Of all values that the history of an execution holds.'),
});

export const contextSchema = z.strictObject({
  initial: jsonObject.optional(),
  schema: jsonObject.optional().describe('JSON Schema of the context; defaults are filled in.'),
  merge: mergeSchema.optional(),
  onInvalid: z
    .enum(['fail', 'reject', 'repair'])
    .optional()
    .describe(
      'What a write that breaks the schema does: fail the activation (default), leave that key as it was, or put the schema default in its place.',
    ),
});

/**
 * A named sub-graph, run by nodes of the kinds `subflow`, `map` and `loop`. With a `context` of its own it starts from that and
 * sees nothing of the outside but what it is handed; without one it sees the context around it.
 */
export const graphSchema = z
  .strictObject({
    label: z.string().max(200).optional(),
    description: z.string().max(20_000).optional(),
    origin: z
      .strictObject({ workflow: z.string(), version: z.union([z.int(), z.string()]) })
      .exactOptional()
      .describe('The stored workflow from which it was taken when the execution of this document started.'),
    context: contextSchema.optional(),
    nodes: z.array(nodeSchema),
    edges: z.array(edgeSchema),
  })
  .describe('A named sub-graph.');

/** By reference, every key of it, as free-form JSON does. The published schema says of it what `graphSchema` does. */
export const graphsSchema = z
  .custom<Record<string, SubGraph>>()
  .superRefine((value, context) => {
    if (!isPlainObject(value)) return context.addIssue({ code: 'invalid_type', expected: 'object', input: value });
    for (const [name, graph] of Object.entries(value)) {
      if (!idPattern.test(name)) {
        context.addIssue({ code: 'custom', path: [name], message: 'An id has 1 to 128 letters, digits, _ or -.' });
      }
      addIssuesOf(graphSchema.safeParse(graph), name, context);
    }
  })
  .describe('Named sub-graphs, for the kinds `subflow`, `map` and `loop`.');

/** Persistent breakpoints are not part of the document: they are the user's, kept beside it. */
export const graphDocumentSchema = z.strictObject({
  $schema: z.string().optional(),
  format: z.literal('wtb/1'),
  id,
  name: z.string().min(1).max(200),
  description: z.string().max(20_000).optional(),
  context: contextSchema.optional(),
  nodes: z.array(nodeSchema),
  edges: z.array(edgeSchema),
  graphs: graphsSchema.optional(),
  limits: limitsSchema.optional(),
});

export type GraphDocument = z.infer<typeof graphDocumentSchema>;
export type GraphNode = z.infer<typeof nodeSchema>;
export type GraphEdge = z.infer<typeof edgeSchema>;
export type SubGraph = z.infer<typeof graphSchema>;
export type Variant = z.infer<typeof variantSchema>;
export type Join = z.infer<typeof joinSchema>;
export type RetryPolicy = z.infer<typeof retrySchema>;
export type MergeRule = z.infer<typeof mergeRuleSchema>;
export type NamedMergeRule = z.infer<typeof namedMergeRuleSchema>;
export type Limits = z.infer<typeof limitsSchema>;
export type Position = z.infer<typeof positionSchema>;
export type ContextDeclaration = z.infer<typeof contextSchema>;
