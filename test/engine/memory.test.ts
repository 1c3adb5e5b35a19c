import { describe, expect, test } from 'vitest';
import { encodeValue } from '../../src/context/codec.ts';
import { storedFromEncoding } from '../../src/context/store-value.ts';
import type { LoadValues } from '../../src/engine/execution-runtime.ts';
import type { EngineEvent } from '../../src/engine/state.ts';
import type { ActivationRequest } from '../../src/model/activation.ts';
import { checkpointId } from '../../src/model/ids.ts';
import type { ValueHash } from '../../src/model/ids.ts';
import { createBench } from './engine-bench.ts';
import { MemoryJournal } from './memory-journal.ts';
import { planFromText } from './plan-from-text.ts';

const bound = 4 * 2 ** 20;
const size = 100_000;
const textOf = (step: number): string => `${step} `.padEnd(size, '.');

/** Saves ten steps at a time. Knows which step a text is of instead of the text, so that the test needs no memory. */
class CountingJournal extends MemoryJournal {
  private readonly stepOf = new Map<ValueHash, number>();
  private commits = 0;

  override append(events: readonly EngineEvent[]): void {
    for (const event of events) {
      this.appended.push(event);
      if (event.type !== 'step-committed') continue;
      const text = event.changes.find(({ key }) => key === 'text')?.after;
      const step = event.changes.find(({ key }) => key === 'step')?.after?.value;
      if (text !== undefined) this.stepOf.set(text.hash, step as number);
      if (++this.commits % 10 === 0) void this.flush();
    }
  }

  protected override encode(): void {}

  override readonly loadValues: LoadValues = (hashes) => {
    const steps = hashes.map((hash) => [hash, this.stepOf.get(hash)] as const);
    const found = steps.flatMap(([hash, step]) =>
      step === undefined ? [] : [[hash, storedFromEncoding(encodeValue(textOf(step)), hash)] as const],
    );
    return Promise.resolve(new Map(found));
  };
}

/** A loop whose every step writes another 100 KB, and reads what the one before wrote. */
async function runWriting(steps: number) {
  let most = 0;
  const write = ({ context }: ActivationRequest) => {
    most = Math.max(most, bench.runtime.retained.bytes);
    const before = context.has('text') ? (context.get('text') as string) : '0 ';
    const step = Number(before.slice(0, before.indexOf(' '))) + 1;
    return { step, text: textOf(step), more: step < steps };
  };
  const plan = planFromText('a -[more]-> a', { nodes: { a: { start: true } }, limits: { maxSteps: 10 * steps } });
  const journal = new CountingJournal();
  const bench = createBench(plan, { a: write }, { journal, config: { valueMemoryBytes: bound } });
  await bench.run();
  return { bench, most: () => most };
}

describe('the values of the history', () => {
  test('[E74] 2,000 steps of 100 KB each stay under the bound, and going back to any of them is exact', {
    timeout: 120_000,
  }, async () => {
    const { bench, most } = await runWriting(2_000);
    const { runtime } = bench;
    expect(runtime.summary).toMatchObject({ status: 'completed', steps: 2_000 });
    // Ten steps may be unsaved, and one is in the context.
    expect(most()).toBeLessThan(bound + 12 * size);
    for (let step = 1; step <= 2_000; step++) {
      await runtime.dispatch({ type: 'rollback', to: checkpointId(step) });
      const { text } = await bench.context();
      if (text !== textOf(step)) throw new Error(`The text of step ${step} is another one.`);
    }
    expect(runtime.retained.bytes).toBeLessThan(bound + 12 * size);
  });

  test('[E74] what an execution goes on from is loaded again', async () => {
    const { bench } = await runWriting(200);
    await bench.dispatch({ type: 'rollback', to: checkpointId(20) });
    await bench.dispatch({ type: 'step' });
    expect(await bench.context()).toMatchObject({ step: 21, text: textOf(21) });
    await bench.dispatch({ type: 'resume' });
    expect(bench.runtime.summary).toMatchObject({ status: 'completed', steps: 200 });
  });

  test('[E74] what was handed out stays whole when the execution lets go of its own', async () => {
    const { bench } = await runWriting(5);
    const state = await bench.runtime.exportState(checkpointId(2));
    const copy = state.context.find(({ key }) => key === 'text')?.value;
    const again = await runWriting(200);
    expect(again.bench.runtime.retained.bytes).toBeLessThan(bound + 12 * size);
    expect(copy?.value).toBe(textOf(2));
  });
});
