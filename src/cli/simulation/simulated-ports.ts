import type { ExpressionEvaluator } from '../../model/activation.ts';
import type { ExecutionStore, Store } from '../../storage/ports.ts';
import type { SimulatedTime } from './simulated-time.ts';

/** Keeps time still while the promise is pending. */
function whileHeld<T>(time: SimulatedTime, work: () => T | Promise<T>): T | Promise<T> {
  const release = time.hold();
  try {
    const result = work();
    if (result instanceof Promise) return result.finally(release);
    release();
    return result;
  } catch (thrown) {
    release();
    throw thrown;
  }
}

export function simulatedExpressions(expressions: ExpressionEvaluator, time: SimulatedTime): ExpressionEvaluator {
  return {
    evaluate: (expression, context, extra) => whileHeld(time, () => expressions.evaluate(expression, context, extra)),
    dispose: () => expressions.dispose(),
  };
}

/** What the engine awaits of its store takes no simulated time. */
export function simulatedStore(store: Store, time: SimulatedTime): Store {
  const { executions } = store;
  const held: Partial<ExecutionStore> = {
    append: async (batch, options) => whileHeld(time, () => executions.append(batch, options)),
    load: async (id) => whileHeld(time, () => executions.load(id)),
    readValue: async (id, hash) => whileHeld(time, () => executions.readValue(id, hash)),
    readValues: async (id, hashes) => whileHeld(time, () => executions.readValues(id, hashes)),
    acquire: async (id) => whileHeld(time, () => executions.acquire(id)),
  };
  return {
    workflows: store.workflows,
    executions: { ...forwarded(executions), ...held },
    health: () => store.health(),
    close: () => store.close(),
  };
}

/** Its methods as an object of their own: adapters may be classes, whose methods a copy would lose. */
const forwarded = (executions: ExecutionStore): ExecutionStore => ({
  create: (record, head) => executions.create(record, head),
  list: (workflow) => executions.list(workflow),
  load: (id) => executions.load(id),
  find: (id) => executions.find(id),
  events: (id, from) => executions.events(id, from),
  readValue: (id, hash) => executions.readValue(id, hash),
  readValues: (id, hashes) => executions.readValues(id, hashes),
  acquire: (id) => executions.acquire(id),
  append: (batch, options) => executions.append(batch, options),
  rename: (id, name) => executions.rename(id, name),
  remove: (id, at) => executions.remove(id, at),
  restore: (id) => executions.restore(id),
  purge: (before) => executions.purge(before),
  size: (id) => executions.size(id),
});
