import { stateWord } from '../widgets/StatusMark.tsx';
import { scopeWords } from './scope-words.ts';
import type { NodeFacts } from './node-facts.ts';

/** A node in one breath, for assistive technology: `Train, failed, step 9 of 10, variant k-nearest, breakpoint`. */
export function cardName(facts: NodeFacts, selected: boolean): string {
  const parts = [facts.label];
  if (facts.scopeGraph !== undefined) parts.push(`runs ${facts.scopeGraph}`);
  if (facts.run !== undefined) parts.push(stateWord(facts.run.state));
  const scope = facts.run?.scope === undefined ? undefined : scopeWords(facts.node.kind, facts.run.scope);
  if (scope !== undefined) parts.push(scope.long);
  if (facts.step !== undefined) parts.push(`step ${facts.step} of ${facts.steps}`);
  if ((facts.node.variants?.length ?? 0) > 1) parts.push(`variant ${facts.variantName}`);
  if (facts.breakpoint === 'on') parts.push('breakpoint');
  if (facts.breakpoint === 'off') parts.push('breakpoint off');
  const at = facts.pathBreakpoint;
  if (at !== undefined) parts.push(`breakpoint ${at.state === 'off' ? 'off ' : ''}at ${at.paths} only`);
  if (facts.problems > 0) parts.push(facts.problems === 1 ? '1 problem' : `${facts.problems} problems`);
  if (selected) parts.push('selected');
  return parts.join(', ');
}
