import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../src/host/call-arguments.ts';
import { WtbError } from '../../src/model/errors.ts';

const refusal = (method: Parameters<typeof parseArguments>[0], args: readonly unknown[]): unknown => {
  try {
    return parseArguments(method, args);
  } catch (error) {
    return error instanceof WtbError ? error.info : error;
  }
};

describe('the arguments of commands', () => {
  it('a step takes who and how deep, or neither', () => {
    expect(parseArguments('executions.step', ['x'])).toEqual(['x', undefined, undefined]);
    expect(parseArguments('executions.step', ['x', 3, 'into'])).toEqual(['x', 3, 'into']);
    expect(parseArguments('executions.step', ['x', undefined, 'out'])).toEqual(['x', undefined, 'out']);
    expect(refusal('executions.step', ['x', 3, 'around'])).toMatchObject({ code: 'document/wrong-type' });
  });
  it('a point, a node and who steps may be named by a path; a breakpoint may have one', () => {
    const path = 'map[12]/loop[3]/score#2';
    expect(parseArguments('executions.step', ['x', path])).toEqual(['x', path, undefined]);
    expect(parseArguments('executions.rollback', ['x', path])).toEqual(['x', path]);
    expect(parseArguments('executions.diff', ['x', path, 'c3'])).toEqual(['x', path, 'c3', undefined]);
    const breakpoint = { id: 'b', type: 'node', node: 'n', when: 'before', enabled: true };
    const both = [breakpoint, { ...breakpoint, path }];
    expect(parseArguments('executions.setBreakpoints', ['w', both])).toEqual(['w', both]);
    expect(refusal('executions.setBreakpoints', ['w', [{ ...breakpoint, path: '' }]])).toMatchObject({
      place: { path: '1.0.path' },
    });
  });
  it('an edit may name the frame it is for', () => {
    const changes = [{ key: 'a', value: 1 }];
    expect(parseArguments('executions.editContext', ['x', changes])).toEqual(['x', changes, undefined]);
    expect(parseArguments('executions.editContext', ['x', changes, 'map[2]'])).toEqual(['x', changes, 'map[2]']);
    expect(refusal('executions.editContext', ['x', changes, ''])).toMatchObject({ place: { path: '2' } });
  });
  it('a message has a name; key, value and whether it is kept may be given', () => {
    const message = { name: 'paid', key: '17', value: new Map([[1, 2]]), persistent: true };
    expect(parseArguments('executions.send', ['x', message])).toEqual(['x', message]);
    expect(parseArguments('executions.send', ['x', { name: 'paid', value: undefined }])).toEqual([
      'x',
      { name: 'paid' },
    ]);
    expect(refusal('executions.send', ['x', { name: '', value: 1 }])).toMatchObject({ place: { path: '1.name' } });
    expect(refusal('executions.send', ['x', { name: 'a', value: 1, to: 'b' }])).toMatchObject({ place: { path: '1' } });
    expect(refusal('executions.send', ['x', { name: 'a', key: 3 }])).toMatchObject({ place: { path: '1.key' } });
  });
});
