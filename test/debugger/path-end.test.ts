import { describe, expect, it } from 'vitest';
import { pathEnd } from '../../src/debugger/path-end.ts';
import type { ExecutionEvent } from '../../src/model/event.ts';
import type { GraphDocument } from '../../src/model/graph-document.ts';
import { logFromText } from './log-from-text.ts';

const document: GraphDocument = {
  format: 'wtb/1',
  id: 'd',
  name: 'D',
  nodes: ['check', 'many', 'few', 'sorry'].map((id) => ({ id, kind: 'code' })),
  edges: [
    { id: 'e1', source: 'check', target: 'many', when: 'n > 100' },
    { id: 'e2', source: 'check', target: 'few', when: 'n < 0' },
    { id: 'e3', source: 'check', target: 'sorry', port: 'error', when: 'sad' },
  ],
};

function step(line: string, conditions?: Readonly<Record<string, boolean>>): ExecutionEvent | undefined {
  const event = logFromText(`start\n${line}`).events.at(-1);
  if (event?.type !== 'step-committed' || conditions === undefined) return event;
  return { ...event, conditions };
}

describe('the end of a path', () => {
  it('names the conditions that were false', () => {
    expect(pathEnd(step('check', { e1: false, e2: false }), document)).toBe('n > 100 was false · n < 0 was false');
  });
  it('heeds only edges of the port that was left through', () => {
    expect(pathEnd(step('check :error', { e3: false }), document)).toBe('sad was false');
    expect(pathEnd(step('check :other'), document)).toBeUndefined();
  });
  it('is silent where the path goes on, and where the graph ends', () => {
    expect(pathEnd(step('check >e1', { e1: true, e2: false }), document)).toBeUndefined();
    expect(pathEnd(step('many'), document)).toBeUndefined();
    expect(pathEnd(step('check', { e1: false }), undefined)).toBeUndefined();
  });
});
