import { emptyQueue, queueElements } from '../../src/base/persistent-queue.ts';
import type { Frame } from '../../src/engine/control.ts';
import type { ErrorInfo } from '../../src/model/errors.ts';
import type { Plan, PlanEdge } from '../../src/model/plan.ts';

/** A join in a deadlock, by its path: how many tokens it holds on which edges, and over which nothing came. */
export interface StuckJoin {
  readonly join: string;
  readonly tokens: Readonly<Record<string, number>>;
  readonly lacks: readonly string[];
}

/** Those that the error names, in the order of their nodes' names. */
export function joinsNamed({ message }: Pick<ErrorInfo, 'message'>): readonly StuckJoin[] {
  const said = /but tokens are left: (.*)\.$/.exec(message)?.[1] ?? '';
  return sorted(said.split('; ').map(joinNamed));
}

function joinNamed(text: string): StuckJoin {
  const found = /^`([^`]+)` \(join [^)]+\) has (.+) and waits in vain for (.+)$/.exec(text);
  const [, join = text, tokens = '', lacks = ''] = found ?? [];
  const held = [...tokens.matchAll(/(a|\d+) tokens? from `[^`]+` \(edge `([^`]+)`\)/g)];
  const counted = held.map(([, count, edge]) => [edge, count === 'a' ? 1 : Number(count)]);
  const edges = [...lacks.matchAll(/\(edge `([^`]+)`\)/g)].map(([, edge]) => edge ?? '');
  return { join, tokens: Object.fromEntries(counted) as Record<string, number>, lacks: edges };
}

/** Those that are there: every edge of the frame's graph is looked at. */
export function joinsLeft(plan: Plan, frame: Frame): readonly StuckJoin[] {
  const { firstEdge = 0, edgeCount = 0 } = plan.graphs[frame.graph] ?? {};
  const entriesOn = ({ index }: PlanEdge) => [
    ...queueElements(frame.edges.get(index - firstEdge)?.queue ?? emptyQueue),
  ];
  const edges = plan.edges.slice(firstEdge, firstEdge + edgeCount);
  const tokensOn = (edge: PlanEdge) => entriesOn(edge).filter(({ type }) => type === 'token').length;
  const stuck = plan.nodes.flatMap((node): StuckJoin[] => {
    const incoming = edges.filter(({ target }) => target === node.index);
    const held = incoming.filter((edge) => tokensOn(edge) > 0);
    if (held.length === 0) return [];
    const lacks = incoming.filter((edge) => !edge.closing && entriesOn(edge).length === 0);
    const tokens = Object.fromEntries(held.map((edge) => [edge.id as string, tokensOn(edge)]));
    const join = frame.path === '' ? node.id : `${frame.path}/${node.local}`;
    return [{ join, tokens, lacks: lacks.map(({ id }) => id) }];
  });
  return sorted(stuck);
}

const sorted = (joins: readonly StuckJoin[]): readonly StuckJoin[] =>
  [...joins].sort((a, b) => (a.join < b.join ? -1 : a.join > b.join ? 1 : 0));
