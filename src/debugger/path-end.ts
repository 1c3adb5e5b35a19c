import type { ExecutionEvent } from '../model/event.ts';
import { defaultPort } from '../model/defaults.ts';
import { graphNamed, planEdgeId, splitPlanId } from '../model/graph-names.ts';
import type { GraphDocument } from '../model/graph-document.ts';

/**
 * Why a path ended at a step: the conditions that were false, where edges lead on from its port and none was taken.
 * Nothing where a path goes on, and where it ends because the graph does.
 */
export function pathEnd(event: ExecutionEvent | undefined, document: GraphDocument | undefined): string | undefined {
  if (event?.type !== 'step-committed' || event.taken.length > 0 || document === undefined) return undefined;
  const reasons: string[] = [];
  const { graph, local } = splitPlanId(event.node);
  for (const { id, source, port = defaultPort, when } of graphNamed(document, graph)?.edges ?? []) {
    if (source !== local || port !== event.port || when === undefined) continue;
    if (event.conditions?.[planEdgeId(graph, id)] === false) reasons.push(`${when} was false`);
  }
  return reasons.length === 0 ? undefined : reasons.join(' · ');
}
