import type { NodeTools } from '../../model/activation.ts';

/** Tools with some of them done otherwise. The engine makes each when it is asked for: spread, there would be none. */
export function toolsWith(tools: NodeTools, changed: Partial<NodeTools>): NodeTools {
  return {
    evaluate: (expression, frame) => tools.evaluate(expression, frame),
    runCode: (source, params) => tools.runCode(source, params),
    wait: (request) => tools.wait(request),
    now: () => tools.now(),
    log: (level, text) => tools.log(level, text),
    ...changed,
  };
}
