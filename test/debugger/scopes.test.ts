import { describe, expect, it } from 'vitest';
import type { DebugState } from '../../src/debugger/debug-state.ts';
import { createConsoleProjection } from '../../src/debugger/console-lines.ts';
import { formatTimeline } from '../../src/debugger/format-timeline.ts';
import { framesAround } from '../../src/debugger/frame-index.ts';
import { runsInFrame, shownFrame } from '../../src/debugger/frame-runs.ts';
import { createRunProjection } from '../../src/debugger/node-runs.ts';
import { searchRows } from '../../src/debugger/search.ts';
import { timelineOf } from '../../src/debugger/timeline-builder.ts';
import type { GraphDocument } from '../../src/model/graph-document.ts';
import { activationNumber, activationPath, type CheckpointId, nodeId } from '../../src/model/ids.ts';
import { pausedSummary } from '../ui/fake-workbench.ts';
import { logFromText } from './log-from-text.ts';

const path = activationPath;
const document: GraphDocument = {
  format: 'wtb/1',
  id: 'scores',
  name: 'Scores',
  nodes: [
    { id: 'load', kind: 'code' },
    { id: 'map', kind: 'map' },
  ],
  edges: [{ id: 'e1', source: 'load', target: 'map' }],
  graphs: {
    item: {
      nodes: [
        { id: 'score', kind: 'code' },
        { id: 'check', kind: 'code' },
      ],
      edges: [{ id: 'e1', source: 'score', target: 'check' }],
    },
  },
};

const twoItems = `
  start
  load +rows=[1,2] >e1
  open map[0] item +item=1
  open map[1] item +item=2
  in map[1] score +score=2 >item/e1
  in map[0] score +score=1 >item/e1
  in map[1] check
  close map[1]
  in map[0] skip check
`;

/** The execution as it is shown at a checkpoint (the head where none is named). */
function shownAt(log: string, checkpoint?: string, more: Partial<DebugState> = {}): DebugState {
  const { events } = logFromText(log);
  const timeline = timelineOf(events);
  const selected = (checkpoint as CheckpointId | undefined) ?? timeline.head;
  const view = createRunProjection().view({ timeline, events, document, execution: undefined, checkpoint: selected });
  const { rows, rowOf, head, branches, headPath } = timeline;
  return {
    execution: undefined,
    document,
    loading: false,
    error: undefined,
    events,
    rows,
    rowOf,
    head,
    branches,
    headPath,
    ...view,
    frame: { type: 'step' },
    frameIndex: timeline.frames,
    durableSeq: undefined,
    selected,
    following: true,
    selectedRow: selected,
    compareWith: undefined,
    ...more,
  };
}

describe('the timeline of scopes', () => {
  it('lists the beginning of each frame with what it was handed, between the steps', () => {
    expect(formatTimeline(timelineOf(logFromText(twoItems).events))).toBe(
      [
        '* 0 start @c0',
        '* 1 load/default +rows @c1',
        '* 1 scope map[0] +item @c2',
        '* 1 scope map[1] ~item @c3',
        '* 2 map[1]/score/default +score @c4',
        '* 3 map[0]/score/default ~score @c5',
        '> 4 map[1]/check/default @c6',
      ].join('\n'),
    );
  });

  it('knows the frame of every row, and the frames around a path', () => {
    const { rows } = timelineOf(logFromText(twoItems).events);
    expect(rows.map(({ frame }) => frame)).toEqual([
      undefined,
      undefined,
      'map[0]',
      'map[1]',
      'map[1]',
      'map[0]',
      'map[1]',
    ]);
    expect(framesAround(path('map[1]/loop[3]/sub'))).toEqual(['map[1]', 'map[1]/loop[3]', 'map[1]/loop[3]/sub']);
  });

  it('finds steps by the frame that they stand in', () => {
    const log = `start\nopen map[1] item\nopen map[12] item\nin map[1] score\nin map[12] score`;
    const { rows } = timelineOf(logFromText(log).events);
    const found = (text: string) => searchRows(rows, text, { events: [] }).map((row) => row.path);
    expect(found('path:map[1]')).toEqual(['map[1]', 'map[1]/score']);
    expect(found('path:score')).toEqual(['map[1]/score', 'map[12]/score']);
  });
});

describe('the frames of a scope', () => {
  it('are counted by how they stand, at the selected step', () => {
    expect(shownAt(twoItems).nodes.get(nodeId('map'))?.scope).toEqual({
      opened: 2,
      total: 2,
      open: 1,
      done: 1,
      failed: 0,
      cancelled: 0,
      last: 1,
    });
    expect(shownAt(twoItems, 'c4').nodes.get(nodeId('map'))?.scope).toMatchObject({ opened: 2, open: 2, done: 0 });
    expect(shownAt(`${twoItems}\nclose map[0] failed`).nodes.get(nodeId('map'))?.scope).toMatchObject({
      open: 0,
      failed: 1,
    });
  });

  it('are so many in all as the scope said last', () => {
    const scopeOf = (text: string) => shownAt(`start\n${text}`).nodes.get(nodeId('map'))?.scope;
    expect(scopeOf('open map[0] item /12')).toMatchObject({ opened: 1, total: 12 });
    expect(scopeOf('open map[0] item /1\nopen map[1] item /3')).toMatchObject({ opened: 2, total: 3 });
    expect(scopeOf('open map[0] item')).toMatchObject({ opened: 1, total: 1 });
  });

  it('are open again where a rollback led back before their end', () => {
    const back = shownAt(`${twoItems}\nback c5`);
    expect(back.nodes.get(nodeId('map'))?.scope).toMatchObject({ open: 2, done: 0 });
    const again = shownAt(`${twoItems}\nback c5\nin map[1] check\nclose map[1] failed`);
    expect(again.nodes.get(nodeId('map'))?.scope).toMatchObject({ open: 1, done: 0, failed: 1 });
  });

  it('show their own nodes apart from those of the other frames', () => {
    const state = shownAt(twoItems);
    expect(state.nodes.get(nodeId('item/score'))?.count).toBe(2);
    const stateOf = (frame: string, node: string) => runsInFrame(state, path(frame)).nodes.get(nodeId(node))?.state;
    expect(stateOf('map[1]', 'item/check')).toBe('done');
    expect(stateOf('map[0]', 'item/score')).toBe('done');
    expect(stateOf('map[0]', 'item/check')).toBe('skipped');
    expect(Object.fromEntries(runsInFrame(state, path('map[0]')).edges)).toEqual({ 'item/e1': 1 });
  });

  it('are followed with the selected step, until one of them is chosen', () => {
    expect(shownFrame(shownAt(twoItems, 'c5'), 'item')).toBe('map[0]');
    expect(shownFrame(shownAt(twoItems, 'c1'), 'item')).toBeUndefined();
    const chosen = { type: 'frame', path: path('map[1]') } as const;
    expect(shownFrame(shownAt(twoItems, 'c5', { frame: chosen }), 'item')).toBe('map[1]');
    expect(shownFrame(shownAt(twoItems, 'c5', { frame: { type: 'all' } }), 'item')).toBeUndefined();
  });

  it('lead on to where it goes on after a step, as long as it is followed', () => {
    const live = ['map', 'map[1]/check'].map((at, index) => ({
      activation: activationNumber(index),
      path: path(at),
      node: nodeId(at.startsWith('map[') ? 'item/check' : 'map'),
      iteration: 1,
      attempt: 1,
      state: 'ready' as const,
    }));
    const execution = { ...pausedSummary({ live, pause: { type: 'step' } }) };
    expect(shownFrame(shownAt(twoItems, 'c5', { execution }), 'item')).toBe('map[1]');
    expect(shownFrame(shownAt(twoItems, 'c5', { execution, following: false }), 'item')).toBe('map[0]');
  });
});

it('a node that failed in a frame shows it with its error, also after what is around went on', () => {
  const log = `${twoItems}\nin map[0] fail score "no such item"\nclose map[0] failed\nmap`;
  const runOf = (checkpoint?: string) => shownAt(log, checkpoint).nodes.get(nodeId('item/score'));
  expect(runOf('c4')?.state).toBe('done');
  expect(runOf()).toMatchObject({ state: 'failed', error: { message: 'no such item' } });
  const frame = (path: string) => runsInFrame(shownAt(log), activationPath(path)).nodes.get(nodeId('item/score'));
  expect(frame('map[0]')).toMatchObject({ state: 'failed', error: { message: 'no such item' } });
  expect(frame('map[1]')).toMatchObject({ state: 'done', error: undefined });
});

it('a node that failed and was tried again shows how it ended', () => {
  const log = `${twoItems}\nin map[0] fail score "busy"\nin map[0] score`;
  expect(shownAt(log).nodes.get(nodeId('item/score'))).toMatchObject({ state: 'done', error: undefined });
  expect(shownAt(`${twoItems}\nin map[0] retry check "busy"`).nodes.get(nodeId('item/check'))?.state).not.toBe(
    'failed',
  );
});

it('the console says how frames ended, and warns of those that failed', () => {
  const lines = createConsoleProjection().lines(logFromText(`${twoItems}\nclose map[0] failed`).events);
  expect(lines.filter(({ source }) => source === 'scope').map(({ level, text }) => `${level}: ${text}`)).toEqual([
    'debug: map[0] began',
    'debug: map[1] began',
    'debug: map[1] completed',
    'warn: map[0] failed: it failed',
  ]);
});
