import { z } from 'zod';
import { idPattern } from './ids.ts';
import type { JsonObject, JsonValue } from './value.ts';

/**
 * The authored workflow, format `wtb/1`: the one schema that gives the TypeScript types, the parser and the
 * published JSON Schema (`public/schema/wtb-1.schema.json`). Objects are strict: an unknown key is refused.
 * `z.config({ jitless: true })`: zod must not compile code, the content security policy forbids it.
 */
z.config({ jitless: true });

const id = z.string().regex(idPattern, 'An id has 1 to 128 letters, digits, _ or -.');
const json: z.ZodType<JsonValue> = z.json() as z.ZodType<JsonValue>;
const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), json) as z.ZodType<JsonObject>;

export const mergeRules = ['replace', 'error', 'append', 'union', 'sum', 'min', 'max', 'deep'] as const;
export const mergeRuleSchema = z.enum(mergeRules).describe('How a write combines with what is there.');

export const variantSchema = z
  .strictObject({
    id,
    name: z.string().max(200).optional(),
    config: jsonObject.optional().describe("The kind's settings; for `code`: `source` and `params`."),
  })
  .describe('One of several implementations of a node under the same contract.');

export const joinSchema = z
  .union([z.enum(['sync', 'all', 'any']), z.strictObject({ first: z.int().min(1) })])
  .describe('When a node with several incoming edges runs.');

export const retrySchema = z.strictObject({
  maxAttempts: z.int().min(1).max(1000).optional().describe('Tries in all, the first included. Default 1.'),
  backoff: z.enum(['fixed', 'linear', 'exponential']).optional(),
  initialDelayMs: z.number().min(0).optional(),
  factor: z.number().min(1).optional(),
  maxDelayMs: z.number().min(0).optional(),
  jitter: z.boolean().optional(),
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
    timeoutMs: z.number().min(1).max(86_400_000).optional().describe('Per attempt, in milliseconds.'),
    onError: z.enum(['fail', 'continue', 'edge']).optional(),
    effects: z.enum(['pure', 'idempotent', 'once']).optional(),
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
    label: z.string().max(200).optional(),
  })
  .describe('Who may follow whom.');

export const limitsSchema = z.strictObject({
  maxSteps: z.int().min(1).optional(),
  maxContextBytes: z.int().min(1).optional(),
  maxValueBytes: z.int().min(1).optional(),
  maxConcurrency: z.int().min(1).max(1000).optional(),
});

export const contextSchema = z.strictObject({
  initial: jsonObject.optional(),
  schema: jsonObject.optional().describe('JSON Schema of the context; defaults are filled in.'),
  merge: z.record(z.string(), mergeRuleSchema).optional(),
});

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
  limits: limitsSchema.optional(),
});

export type GraphDocument = z.infer<typeof graphDocumentSchema>;
export type GraphNode = z.infer<typeof nodeSchema>;
export type GraphEdge = z.infer<typeof edgeSchema>;
export type Variant = z.infer<typeof variantSchema>;
export type Join = z.infer<typeof joinSchema>;
export type RetryPolicy = z.infer<typeof retrySchema>;
export type MergeRule = z.infer<typeof mergeRuleSchema>;
export type Limits = z.infer<typeof limitsSchema>;
export type Position = z.infer<typeof positionSchema>;
export type ContextDeclaration = z.infer<typeof contextSchema>;

/** What holds where a document sets no limits of its own. Bytes are of the stored encoding. */
export const defaultLimits: Required<Limits> = {
  maxSteps: 10_000,
  maxContextBytes: 64 * 1024 * 1024,
  maxValueBytes: 16 * 1024 * 1024,
  maxConcurrency: 8,
};

export const defaultTimeoutMs = 30_000;
export const defaultPort = 'next';
