import { describe, expect, it } from 'vitest';
import { ScopeProgress } from '../../src/cli/run/scope-progress.ts';
import type { ExecutionEvent } from '../../src/model/event.ts';
import type { LiveActivation } from '../../src/model/execution.ts';

/** `opened m[0]`, `closed m[0]`, `retried m`: as far as it is looked at. */
function eventFrom(text: string): ExecutionEvent {
  const [what = '', path = ''] = text.split(' ');
  const type = { opened: 'frame-opened', closed: 'frame-closed', retried: 'activation-retried' }[what];
  return { type, frame: path, path: path.replace(/(#\d+)?\[\d+\]$/, '$1') } as unknown as ExecutionEvent;
}

function textAfter(events: readonly string[], counts: Record<string, number> = {}, path = 'm'): string {
  const progress = new ScopeProgress(new Map(Object.entries(counts)));
  for (const event of events) progress.read(eventFrom(event));
  return progress.textOf({ path } as unknown as LiveActivation);
}

describe('progress of scopes', () => {
  it('counts the items of a map that are done', () => {
    expect(textAfter(['opened m[0]', 'opened m[1]', 'closed m[1]'], { m: 40 })).toBe('1 of 40 items');
  });

  it('counts items that were added while it runs', () => {
    expect(textAfter(['opened m[0]', 'opened m[1]', 'opened m[2]', 'closed m[0]'], { m: 2 })).toBe('1 of 3 items');
  });

  it('counts anew when the scope is tried again, and when an item is opened again', () => {
    expect(textAfter(['opened m[0]', 'closed m[0]', 'retried m', 'opened m[0]'], { m: 2 })).toBe('0 of 2 items');
    expect(textAfter(['opened m[0]', 'closed m[0]', 'opened m[0]'], { m: 2 })).toBe('0 of 2 items');
  });

  it('tells the iteration of a loop, and nothing of a subflow', () => {
    expect(textAfter(['opened m[1]', 'closed m[1]', 'opened m[2]'])).toBe('iteration 2');
    expect(textAfter(['opened m'])).toBe('');
    expect(textAfter([])).toBe('');
  });

  it('tells activations of the same scope apart', () => {
    const events = ['opened m[0]', 'closed m[0]', 'opened m#2[0]'];
    expect(textAfter(events, { m: 1, 'm#2': 1 })).toBe('1 of 1 items');
    expect(textAfter(events, { m: 1, 'm#2': 1 }, 'm#2')).toBe('0 of 1 items');
  });
});
