import type { NodeTools } from '../../model/activation.ts';

/** Tools with some of them done otherwise. The engine makes each when it is asked for: spread, there would be none. */
export function toolsWith(tools: NodeTools, changed: Partial<NodeTools>): NodeTools {
  const { evaluate, runCode, wait, now, log } = tools;
  return { evaluate, runCode, wait, now, log, ...changed };
}
