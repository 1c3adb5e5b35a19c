import { beforeEach, describe, expect, it } from 'vitest';
import type { TimelineRow } from '../../src/debugger/timeline-model.ts';
import { activationPath, nodeId } from '../../src/model/ids.ts';
import { toggleBreakpoints, toggleDot } from '../../src/ui/canvas/canvas-actions.ts';
import { cardName } from '../../src/ui/canvas/card-name.ts';
import { createNodeFacts } from '../../src/ui/canvas/node-facts.ts';
import {
  breakAt,
  pathBreakpointEntries,
  pathBreakpointsOf,
  placeOfRow,
} from '../../src/ui/workbench/path-breakpoints.ts';
import type { Workbench } from '../../src/ui/workbench/workbench.ts';
import { createFakeWorkbench } from './fake-workbench.ts';

const clean = nodeId('clean');
const at = (path: string) => ({ node: clean, path: activationPath(path) });
let workbench: Workbench;
beforeEach(() => {
  workbench = createFakeWorkbench();
  workbench.editor.setBreakpoints([]);
});
const set = () => workbench.editor.store.getState().breakpoints.map(({ node, path }) => path ?? `every ${node}`);
const labels = (path?: string) =>
  pathBreakpointEntries(workbench, clean, path === undefined ? undefined : at(path)).map((entry) =>
    'label' in entry ? entry.label : '',
  );
const factsOf = () =>
  createNodeFacts({
    editor: workbench.editor.store,
    debug: workbench.debug.store,
    kinds: workbench.kinds,
    schedule: () => undefined,
  }).get('clean');

describe('a breakpoint at a path', () => {
  it('is offered where none is at that path, and each that is there can be removed', () => {
    expect(labels()).toEqual([]);
    expect(labels('map[1]/clean')).toEqual(['Break at this path only']);
    breakAt(workbench, at('map[1]/clean'));
    breakAt(workbench, at('map[2]/clean'));
    expect(labels('map[1]/clean')).toEqual(['Remove breakpoint at map[1]/clean', 'Remove breakpoint at map[2]/clean']);
    const [first] = pathBreakpointEntries(workbench, clean, undefined);
    if (first !== undefined && 'onSelect' in first) first.onSelect();
    expect(set()).toEqual(['map[2]/clean']);
  });

  it('has an id of its own, also beside one that was renamed', () => {
    breakAt(workbench, at('map[1]/clean'));
    const [one] = pathBreakpointsOf(workbench, clean);
    workbench.editor.setBreakpoints(one === undefined ? [] : [{ ...one, path: activationPath('other[1]/clean') }]);
    breakAt(workbench, at('map[1]/clean'));
    expect(new Set(workbench.editor.store.getState().breakpoints.map(({ id }) => id)).size).toBe(2);
  });

  it('stands beside the one for all activations; the dot takes away what it shows', () => {
    breakAt(workbench, at('map[1]/clean'));
    toggleBreakpoints(workbench, ['clean']);
    expect(set()).toEqual(['map[1]/clean', 'every clean']);
    toggleDot(workbench, 'clean');
    expect(set()).toEqual(['map[1]/clean']);
    toggleDot(workbench, 'clean');
    expect(set()).toEqual([]);
    toggleDot(workbench, 'clean');
    expect(set()).toEqual(['every clean']);
  });

  it('is told of by its node with its path, and differs from one for all', () => {
    for (const index of [1, 2, 3, 4]) breakAt(workbench, at(`map[${index}]/clean`));
    const facts = factsOf();
    expect(facts).toMatchObject({ breakpoint: undefined, pathBreakpoint: { state: 'on' } });
    expect(facts === undefined ? '' : cardName(facts, false)).toContain(
      'breakpoint at map[1]/clean, map[2]/clean, map[3]/clean and 1 more only',
    );
    const { breakpoints } = workbench.editor.store.getState();
    workbench.editor.setBreakpoints(breakpoints.slice(0, 1).map((one) => ({ ...one, enabled: false })));
    const off = factsOf();
    expect(off === undefined ? '' : cardName(off, false)).toContain('breakpoint off at map[1]/clean only');
  });

  it('is at the step of a row, of several there by its number; what is no step has no place', () => {
    const row = { type: 'step', node: clean, path: activationPath('map[1]/clean'), iteration: 1 } as TimelineRow;
    expect(placeOfRow(row)).toEqual(at('map[1]/clean'));
    expect(placeOfRow({ ...row, type: 'failed', iteration: 3 })).toEqual(at('map[1]/clean#3'));
    expect(placeOfRow({ ...row, type: 'scope' })).toBeUndefined();
    expect(placeOfRow(undefined)).toBeUndefined();
  });
});
