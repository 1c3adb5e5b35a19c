import { describe, expect, it } from 'vitest';
import { createContextBus, diffEntries } from '../../src/context/context-bus.ts';
import type { ContextBus } from '../../src/context/context-bus.ts';
import { emptyContext } from '../../src/context/context-version.ts';
import { applyEdits } from '../../src/context/write-set.ts';
import { activationPath, checkpointId } from '../../src/model/ids.ts';
import type { Value } from '../../src/model/value.ts';
import { storeValue } from '../../src/context/store-value.ts';

/** A bus over an owner that allows every edit and makes a checkpoint of it, as a paused execution does. */
function editableBus(): ContextBus {
  let next = 0;
  let context = emptyContext;
  const values = new Map<string, Value>();
  const bus: ContextBus = createContextBus({
    async edit(edits) {
      const checkpoint = checkpointId(next++);
      const outcome = applyEdits(context, edits, { checkpoint, path: undefined });
      if (outcome.type === 'refused') throw new Error(outcome.error.message);
      context = outcome.context;
      for (const { after } of outcome.changes) if (after !== undefined) values.set(after.hash, after.value);
      bus.record({ checkpoint, parent: bus.head, source: 'edit', writer: undefined, changes: outcome.changes });
    },
    load: async ({ hash }) => values.get(hash),
  });
  return bus;
}

/** A bus whose owner allows no edit. */
const readOnlyBus = () =>
  createContextBus({
    edit: () => Promise.reject(new Error('running')),
    load: () => Promise.reject(new Error('nothing is loaded here')),
  });

const step = (bus: ContextBus, index: number, parent: number | undefined, writes: Record<string, Value>) =>
  bus.record({
    checkpoint: checkpointId(index),
    parent: parent === undefined ? undefined : checkpointId(parent),
    source: 'step',
    writer: activationPath(`node${index}`),
    changes: Object.keys(writes).map((key) => ({ key, after: storeValue(writes[key]) })),
  });

const written = (bus: ContextBus, key?: string) =>
  bus.history(key).map(({ checkpoint, writer, after }) => [checkpoint, writer, after?.summary.text]);

describe('the context bus', () => {
  it('[C50] writes reach the owner and come back through it', async () => {
    const bus = editableBus();
    await bus.set('a', 1);
    await bus.merge({ b: [2], c: new Date(0) });
    await bus.remove('a');
    expect(bus.keys()).toEqual(['b', 'c']);
    expect([await bus.get('b'), await bus.get('a'), bus.has('a'), bus.size]).toEqual([[2], undefined, false, 2]);
    expect(bus.bytes).toBeGreaterThan(4);
    await bus.clear();
    expect(bus.snapshot()?.size).toBe(0);
  });

  it('[C50] an edit that the owner refuses changes nothing', async () => {
    const bus = readOnlyBus();
    await expect(bus.set('a', 1)).rejects.toThrow('running');
    expect(bus.size).toBe(0);
  });

  it('[C51] the history of a key says who wrote it at which checkpoint', async () => {
    const bus = editableBus();
    await bus.set('k', 0);
    step(bus, 1, 0, { k: 1, other: 1 });
    step(bus, 2, 1, { other: 2 });
    expect(written(bus, 'k')).toEqual([
      ['c0', undefined, '0'],
      ['c1', 'node1', '1'],
    ]);
    expect(written(bus)).toHaveLength(4);
  });

  it('[C51] history follows the branch that the head stands on', () => {
    const bus = readOnlyBus();
    step(bus, 0, undefined, { k: 'root' });
    step(bus, 1, 0, { k: 'left' });
    bus.moveTo(checkpointId(0));
    expect(bus.snapshot()?.get('k')?.value.summary.text).toBe('"root"');
    step(bus, 2, 0, { k: 'right' });
    expect(written(bus, 'k').map(([, , value]) => value)).toEqual(['"root"', '"right"']);
    expect(bus.history('k', checkpointId(1)).map(({ after }) => after?.summary.text)).toEqual(['"root"', '"left"']);
  });

  it('[C52] subscribers hear of every move, those of a key only when it is another', () => {
    const bus = readOnlyBus();
    const all: string[] = [];
    const ofK: string[] = [];
    bus.subscribe(({ checkpoint }) => all.push(checkpoint));
    const dispose = bus.subscribe(({ checkpoint }) => ofK.push(checkpoint), 'k');
    step(bus, 0, undefined, { k: 1 });
    step(bus, 1, 0, { other: 1 });
    bus.moveTo(checkpointId(0));
    step(bus, 2, 0, { k: 2 });
    dispose();
    step(bus, 3, 2, { k: 3 });
    expect(all).toEqual(['c0', 'c1', 'c0', 'c2', 'c3']);
    expect(ofK).toEqual(['c0', 'c2']);
  });

  it('[C50] an unknown checkpoint is a mistake of the owner', () => {
    const bus = readOnlyBus();
    expect(() => bus.moveTo(checkpointId(9))).toThrow('c9');
    expect([bus.head, bus.snapshot(checkpointId(9))]).toEqual([undefined, undefined]);
  });

  it('[C50] every recorded context stays readable, and differs by content', () => {
    const bus = readOnlyBus();
    step(bus, 0, undefined, { a: 1, b: 1 });
    step(bus, 1, 0, { a: 2, c: [1] });
    const [before, after] = [bus.snapshot(checkpointId(0)), bus.snapshot(checkpointId(1))];
    const diff = before === undefined || after === undefined ? [] : diffEntries(before, after);
    expect(diff.map(({ key, change }) => `${key} ${change}`)).toEqual(['a changed', 'c added']);
  });
});
