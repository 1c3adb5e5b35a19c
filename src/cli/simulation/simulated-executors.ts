import type { Dispose } from '../../base/disposable.ts';
import type { ActivationRequest, NodeExecutor, NodeResult, NodeTools } from '../../model/activation.ts';
import { toolsWith } from '../run/tools-with.ts';
import type { SimulatedTime } from './simulated-time.ts';

/** How long an activation takes in simulated milliseconds; by node id. What is not in it takes none. */
export type Durations = ReadonlyMap<string, number>;

/** Every so many results that are there at once one waits for a turn, so that the process hears its signals. */
const breathEvery = 256;

/**
 * Executors that keep time still while they work, and whose results come when their duration is over: of the same moment
 * in the order in which the activations were made, whatever order the real work ended in. Retries take their time each.
 */
export function simulatedExecutors(
  executors: ReadonlyMap<string, NodeExecutor>,
  time: SimulatedTime,
  durations: Durations,
): ReadonlyMap<string, NodeExecutor> {
  const delivery = new Delivery(time);
  return new Map([...executors].map(([kind, executor]) => [kind, simulated(executor, { time, delivery, durations })]));
}

interface Simulated {
  readonly time: SimulatedTime;
  readonly delivery: Delivery;
  readonly durations: Durations;
}

function simulated(executor: NodeExecutor, { time, delivery, durations }: Simulated): NodeExecutor {
  return {
    execute(activation, tools) {
      const durationMs = durations.get(activation.node) ?? 0;
      const work = new Work(time);
      let result: NodeResult | Promise<NodeResult>;
      try {
        result = executor.execute(activation, work.tools(tools));
      } catch (thrown) {
        work.end();
        throw thrown;
      }
      if (result instanceof Promise) {
        return result.finally(() => work.end()).then((settled) => delivery.bring(settled, activation, durationMs));
      }
      work.end();
      const isAtOnce = result.type === 'opened' || (durationMs === 0 && delivery.mayPass());
      return isAtOnce ? result : delivery.bring(result, activation, durationMs);
    },
  };
}

/** Time is held while it works and let go while it waits. */
class Work {
  private release: Dispose | undefined;
  private over = false;
  private readonly time: SimulatedTime;

  constructor(time: SimulatedTime) {
    this.time = time;
    this.release = time.hold();
  }

  end(): void {
    this.over = true;
    this.release?.();
  }

  tools(tools: NodeTools): NodeTools {
    return toolsWith(tools, {
      wait: (request) => this.lettingGo(tools.wait(request)),
      // The code's own turn holds time, as long as it computes.
      runCode: (source, params) => this.lettingGo(tools.runCode(source, params)),
    });
  }

  private lettingGo<T>(answer: Promise<T>): Promise<T> {
    this.release?.();
    return answer.finally(() => {
      if (!this.over) this.release = this.time.hold();
    });
  }
}

/** Brings results at their moment. */
class Delivery {
  private pending = 0;
  private passed = 0;
  private readonly time: SimulatedTime;

  constructor(time: SimulatedTime) {
    this.time = time;
  }

  /** Whether a result that is there at once overtakes no other. */
  mayPass(): boolean {
    return this.pending === 0 && !this.time.isHeld && ++this.passed % breathEvery !== 0;
  }

  bring(result: NodeResult, activation: ActivationRequest, durationMs: number): Promise<NodeResult> {
    // A scope that opened frames has only begun.
    if (result.type === 'opened') return Promise.resolve(result);
    this.pending++;
    return new Promise<NodeResult>((resolve) => {
      const { signal } = activation;
      const end = () => {
        this.pending--;
        withdraw();
        signal.removeEventListener('abort', end);
        resolve(result);
      };
      const withdraw = this.time.schedule(this.time.clock.now() + durationMs, activation.activation, end);
      if (signal.aborted) end();
      else signal.addEventListener('abort', end);
    });
  }
}
