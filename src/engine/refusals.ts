import { shortPath } from '../model/activation-path.ts';
import { emptyQueue, queueElements } from '../base/persistent-queue.ts';
import { WtbError } from '../model/errors.ts';
import type { ErrorInfo } from '../model/errors.ts';
import type { ExecutionStatus } from '../model/execution.ts';
import type { ActivationNumber, CheckpointId } from '../model/ids.ts';
import type { Plan, PlanNode } from '../model/plan.ts';
import { activationOf } from './control.ts';
import type { Control, Frame } from './control.ts';

/** The errors that the core itself finds. */

export function invalidTransition(verb: string, from: ExecutionStatus, allowed: readonly ExecutionStatus[]): WtbError {
  const last = allowed.at(-1) ?? '';
  const list = allowed.length > 1 ? `${allowed.slice(0, -1).join(', ')} or ${last}` : last;
  return new WtbError({
    code: 'execution/invalid-transition',
    message: `The execution is ${from}; to ${verb}, it must be ${list}.`,
  });
}

export const unknownCheckpoint = (id: CheckpointId): WtbError =>
  new WtbError({ code: 'execution/unknown-checkpoint', message: `The execution has no checkpoint \`${id}\`.` });

export const unknownActivation = (number: ActivationNumber): WtbError =>
  new WtbError({
    code: 'execution/unknown-activation',
    message: `Activation ${number} is not ready.`,
    remedy: 'Pick one of the activations that are listed as ready.',
  });

export const blockedActivation = (number: ActivationNumber): WtbError =>
  new WtbError({
    code: 'execution/unknown-activation',
    message: `Activation ${number} waits for a lock that another one holds.`,
    remedy: 'Step the one that holds it first.',
  });

export const messageError = (message: string): WtbError =>
  new WtbError({
    code: 'execution/message',
    message,
    remedy: 'Send `{ name, key?, value, persistent? }`: the name that a node waits for.',
  });

/** `keeps`: something could have been undone. */
export const stepLimitError = (limit: number, keeps: boolean): ErrorInfo => ({
  code: 'execution/step-limit',
  message: `The execution reached its limit of ${limit} steps${keeps ? '; nothing that was done is undone' : ''}.`,
  remedy: 'Look for a loop whose condition never lets it end, or set a higher `limits.maxSteps`.',
});

export const unknownScope = (path: string): WtbError =>
  new WtbError({
    code: 'execution/unknown-scope',
    message: `No scope is open at \`${path}\`.`,
    remedy: 'Name one of the scopes that are open where the execution stands.',
  });

/** `graph`: what would have been run there. */
export const depthLimitError = (path: string, graph: string, limit: number): ErrorInfo => ({
  code: 'execution/depth-limit',
  message: `\`${shortPath(path)}\` would be nested more than ${limit} scopes deep.`,
  remedy: `Let \`${graph}\` come to an end before it is run again in itself, or set a higher \`limits.maxDepth\`.`,
  retryable: false,
});

export const idleScopeError = (node: string): ErrorInfo => ({
  code: 'internal/bug',
  message: `The scope \`${node}\` neither opened anything nor came to an end.`,
  place: { node },
  retryable: false,
});

/** Tokens are left but nobody can ever take them: says which joins, and from where a token came and from where none will. */
export function deadlockError(plan: Plan, frame: Frame): ErrorInfo {
  const { firstEdge = 0 } = plan.graphs[frame.graph] ?? {};
  const tokensOn = (edge: number) =>
    [...queueElements(frame.edges.get(edge - firstEdge)?.queue ?? emptyQueue)].filter(({ type }) => type === 'token')
      .length;
  const joins = new Set<PlanNode>();
  for (const [index] of frame.edges.entries()) {
    if (tokensOn(index + firstEdge) === 0) continue;
    joins.add(plan.nodes[plan.edges[index + firstEdge]?.target ?? -1] as PlanNode);
  }
  const parts = [...joins].map((node) => {
    const have = node.forward.filter((edge) => tokensOn(edge) > 0);
    const lack = node.forward.filter((edge) => (frame.edges.get(edge - firstEdge)?.queue.size ?? 0) === 0);
    const join = typeof node.join === 'object' ? `first: ${node.join.first}` : node.join;
    const place = frame.path === '' ? node.id : `${frame.path}/${node.local}`;
    const has = have.map((edge) => cameOver(plan, edge, tokensOn(edge))).join(' and ');
    const vain = lack.length === 0 ? 'more' : lack.map((edge) => cameOver(plan, edge, 1)).join(' and ');
    return `\`${place}\` (join ${join}) has ${has} and waits in vain for ${vain}`;
  });
  const [first] = joins;
  return {
    code: 'execution/deadlock',
    message: `Nothing can run any more, but tokens are left: ${parts.join('; ')}.`,
    remedy: 'Use a join that does not wait for edges that may not fire (`sync` or `any`), or make them fire.',
    ...(first === undefined ? {} : { place: { node: first.id } }),
  };
}

/** `a token from \`check\` (edge \`e2\`)`. */
function cameOver({ edges, nodes }: Plan, index: number, count: number): string {
  const { source, id } = edges[index] as Plan['edges'][number];
  return `${count === 1 ? 'a token' : `${count} tokens`} from \`${nodes[source]?.local}\` (edge \`${id}\`)`;
}

/** Whoever could go on needs a lock that is never given back. */
export function lockedOutError(plan: Plan, control: Control): ErrorInfo {
  const names = [...control.ready.values()].flatMap((number) => {
    const activation = activationOf(control, number);
    const node = activation && plan.nodes[activation.node];
    return node?.lock === undefined ? [] : [{ node: node.id, lock: node.lock }];
  });
  const first = names[0];
  const list = [...new Set(names.map(({ node, lock }) => `\`${node}\` (lock \`${lock}\`)`))].join(', ');
  return {
    code: 'execution/deadlock',
    message: `Nothing can run any more: ${list} waits for a lock that nobody gives back.`,
    remedy: 'A scope holds its lock while it is open: give what is inside it another lock, or none.',
    ...(first === undefined ? {} : { place: { node: first.node } }),
  };
}
