import { emptyContext } from '../context/context-version.ts';
import { checkContext, fillDefaults, validateJson } from '../context/schema.ts';
import { storeValue } from '../context/store-value.ts';
import type { StoredValue } from '../context/stored-value.ts';
import { applyEdits } from '../context/write-set.ts';
import { implementationOf } from '../graph/implementation.ts';
import type { ExecutionCommand, Message, SwapTarget } from '../model/command.ts';
import { WtbError } from '../model/errors.ts';
import type { ContextChange } from '../model/event.ts';
import { checkpointId } from '../model/ids.ts';
import type { ActivationNumber, NodeId, VariantId } from '../model/ids.ts';
import type { Implementation, Plan } from '../model/plan.ts';
import type { WaitRequest } from '../model/execution.ts';
import type { JsonObject, Value } from '../model/value.ts';
import { carriedValue } from './commit.ts';
import type { Letter } from './mail.ts';
import { limitsOf } from './plan-settings.ts';
import { messageError } from './refusals.ts';
import type { StartState } from './execution-runtime.ts';
import { pathOf } from './state.ts';
import type { ExecutionState } from './state.ts';

/** What the context begins with: the document's initial values, defaults of its schema filled in, or a fork's. */
export function initialChanges(plan: Plan, from: StartState | undefined): ContextChange<StoredValue>[] {
  if (from !== undefined) return from.context.map(({ key, value }) => ({ key, after: value }));
  return declaredChanges(plan.document.context ?? {}, plan);
}

const declared = new WeakMap<object, ContextChange<StoredValue>[]>();

/** What a context declaration begins with; the same stored values each time. */
export function declaredChanges(
  context: { readonly initial?: JsonObject | undefined; readonly schema?: JsonObject | undefined },
  { limits }: Pick<Plan, 'limits'>,
): ContextChange<StoredValue>[] {
  const known = declared.get(context);
  if (known !== undefined) return known;
  const { initial = {}, schema } = context;
  const values = (schema === undefined ? initial : fillDefaults(schema, initial)) as Record<string, Value>;
  const edits = Object.keys(values).map((key) => ({ key, value: values[key] }));
  const by = { checkpoint: checkpointId(0), path: undefined };
  const outcome = applyEdits(emptyContext, edits, by, limits);
  if (outcome.type === 'refused') throw new WtbError(outcome.error);
  const { context: made, changes } = outcome;
  const problem = schema === undefined ? undefined : checkContext({ schema, context: made, changes, by })[0];
  if (problem !== undefined) throw new WtbError(problem);
  declared.set(context, [...changes]);
  return [...changes];
}

/** node → what runs for it at first. */
export function initialBindings(
  plan: Plan,
  variants: ReadonlyMap<NodeId, VariantId> | undefined,
): Record<string, Implementation> {
  // Without a prototype: a node may be called `__proto__`.
  const bindings = Object.create(null) as Record<string, Implementation>;
  for (const { id, variants: planned, active } of plan.nodes) {
    const wanted = variants?.get(id);
    bindings[id] = wanted === undefined ? (planned[active] as Implementation) : plannedVariant(plan, id, wanted);
  }
  for (const name of variants?.keys() ?? []) ensureNode(plan, name);
  return bindings;
}

function ensureNode(plan: Plan, id: NodeId) {
  const node = plan.nodes[plan.nodeIndex.get(id) ?? -1];
  if (node === undefined) {
    throw new WtbError({
      code: 'execution/unknown-variant',
      message: `The plan has no node \`${id}\`.`,
      place: { node: id },
    });
  }
  return node;
}

function plannedVariant(plan: Plan, id: NodeId, variant: VariantId): Implementation {
  const node = ensureNode(plan, id);
  const found = node.variants.find((one) => one.variant === variant);
  if (found !== undefined) return found;
  const names = node.variants.map((one) => `\`${one.variant}\``).join(', ');
  throw new WtbError({
    code: 'execution/unknown-variant',
    message: `Node \`${id}\` has no variant \`${variant}\`.`,
    place: { node: id, variant },
    remedy: `Its variants are ${names}.`,
  });
}

/** A variant of the plan, or edited config as an implementation of its own, named by content. */
export function swappedImplementation(plan: Plan, id: NodeId, to: SwapTarget): Implementation {
  const { config } = to;
  if (config === undefined) return plannedVariant(plan, id, to.variant);
  const { kind } = ensureNode(plan, id);
  return implementationOf(kind, { id: to.variant, name: to.name ?? to.variant, config }, true);
}

/** A message from outside. Refuses one that nobody could wait for. */
export function letterOf(plan: Plan, { name, key, value, persistent }: Message): Letter {
  if (typeof name !== 'string' || name === '') throw messageError('A message needs a name.');
  if (key !== undefined && typeof key !== 'string') throw messageError('The key of a message is a text.');
  const stored = carriedValue(value, 'message', limitsOf(plan));
  return { name, key, value: stored, persistent: persistent === true, from: undefined };
}

export interface Answered {
  readonly activation: ActivationNumber;
  readonly value: Value;
  /** Which alternative of a `first` it is. */
  readonly index: number | undefined;
}

/** Which wait an answer is for (`ask`, or `ask#3` for the node's third activation); refuses what its schema does not allow. */
export function answeredWait(
  state: ExecutionState,
  { path, value }: Extract<ExecutionCommand, { type: 'answer' }>,
): Answered {
  for (const activation of state.control.live.values()) {
    const { wait, number, iteration } = activation;
    const question = wait === undefined ? undefined : questionIn(wait);
    if (question === undefined) continue;
    const own = pathOf(state, activation);
    if (path !== own && path !== `${own}#${iteration}`) continue;
    const problems = validateJson(question.schema, value);
    if (problems.length > 0)
      throw answerError(problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)));
    return { activation: number, value: storeValue(value, { key: 'answer' }).value, index: question.index };
  }
  throw new WtbError({
    code: 'execution/unknown-activation',
    message: `Nothing at \`${path}\` waits for an answer.`,
  });
}

/** What a person is asked: the wait itself, or the first of several that is a question. */
function questionIn(
  wait: WaitRequest,
): { readonly schema: JsonObject; readonly index: number | undefined } | undefined {
  if (wait.type === 'human') return { schema: wait.schema, index: undefined };
  if (wait.type !== 'first') return undefined;
  const index = wait.of.findIndex(({ type }) => type === 'human');
  const question = wait.of[index];
  return question?.type === 'human' ? { schema: question.schema, index } : undefined;
}

const answerError = (problems: readonly string[]): WtbError =>
  new WtbError({
    code: 'execution/answer',
    message: `The answer does not fit what was asked: ${problems.join(' ')}`,
    remedy: 'Correct the answer and send it again.',
  });
