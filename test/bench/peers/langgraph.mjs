import { setMaxListeners } from 'node:events';
import { Annotation, END, START, StateGraph } from '@langchain/langgraph';

/**
 * The shapes of `trivial-kind.ts` in LangGraph.js, nothing stored: no checkpointer, no tracing. All nodes write one
 * channel (the last write counts), which costs it less than a channel each.
 */

// It adds a listener per node to one signal, and Node would warn of every one.
setMaxListeners(0);

const State = Annotation.Root({
  value: Annotation({ reducer: (_before, after) => after, default: () => 0 }),
});

/** A graph of nodes that count; `counter.calls` is reset by `runnable`. */
function graphOf(nodes) {
  const counter = { calls: 0 };
  const graph = new StateGraph(State);
  for (const node of nodes) graph.addNode(node, () => ({ value: ++counter.calls }));
  return { graph, counter };
}

const runnable = ({ graph, counter }, steps) => {
  const compiled = graph.compile();
  return async () => {
    counter.calls = 0;
    await compiled.invoke({ value: 0 }, { recursionLimit: steps + 10 });
    return counter.calls;
  };
};

export function chain(length) {
  const ids = Array.from({ length }, (_, index) => `n${index}`);
  const made = graphOf(ids);
  made.graph.addEdge(START, ids[0]);
  for (let index = 1; index < length; index++) made.graph.addEdge(ids[index - 1], ids[index]);
  made.graph.addEdge(ids[length - 1], END);
  return runnable(made, length);
}

export function fanOut(width) {
  const ids = Array.from({ length: width }, (_, index) => `n${index}`);
  const made = graphOf(['first', ...ids, 'last']);
  made.graph.addEdge(START, 'first');
  for (const id of ids) made.graph.addEdge('first', id);
  made.graph.addEdge(ids, 'last');
  made.graph.addEdge('last', END);
  return runnable(made, width + 2);
}

export function loop(steps) {
  const made = graphOf(['work', 'turn']);
  made.graph.addEdge(START, 'work');
  made.graph.addConditionalEdges('work', () => (made.counter.calls < steps ? 'turn' : END), ['turn', END]);
  made.graph.addConditionalEdges('turn', () => (made.counter.calls < steps ? 'work' : END), ['work', END]);
  return runnable(made, steps);
}
