import { describe, expect, it } from 'vitest';
import { blame } from '../../src/debugger/blame.ts';
import { compareMetrics, compareSides, sideOf } from '../../src/debugger/compare.ts';
import { createConsoleProjection, filterConsole } from '../../src/debugger/console-lines.ts';
import { findPoint } from '../../src/debugger/point.ts';
import { isNumericMatrix, toReportView } from '../../src/debugger/report-view.ts';
import { searchRows } from '../../src/debugger/search.ts';
import { timelineOf } from '../../src/debugger/timeline-builder.ts';
import { checkpointId } from '../../src/model/ids.ts';
import { logFromText } from './log-from-text.ts';

const detective = `
  start +seed=7
  load +rows=1 12ms <seed
  split/random +train=1 +test=2 <rows
  train/forest +model=3 410ms <train
  evaluate +accuracy=0.9 <model
  back c1
  split/stratified +train=4 +test=2 <rows
  train/forest +model=5 <train [reused]
  evaluate +accuracy=0.95 <model
  fail report "no paper"
`;
function scopeOf(log: string) {
  const { events } = logFromText(log);
  return { ...timelineOf(events), events };
}
const scope = scopeOf(detective);

describe('search', () => {
  const found = (text: string) =>
    searchRows(scope.rows, text, {
      events: scope.events,
      labelOf: (node) => (node === 'evaluate' ? 'Score it' : undefined),
    }).map((row) => row.key);

  it('answers who wrote a key', () => {
    expect(found('who wrote accuracy?')).toEqual(['c4', 'c7']);
    expect(found('wrote:accuracy')).toEqual(['c4', 'c7']);
    expect(found('wrote:train.rows[3]')).toEqual(['c2', 'c5']);
  });
  it('answers who read a key', () => expect(found('who read rows')).toEqual(['c2', 'c5']));
  it('finds by node, label, variant, mark and error', () => {
    expect(found('node:split')).toEqual(['c2', 'c5']);
    expect(found('"score it"')).toEqual(['c4', 'c7']);
    expect(found('variant:strat')).toEqual(['c5']);
    expect(found('mark:reused')).toEqual(['c6']);
    expect(found('is:failed')).toHaveLength(1);
    expect(found('paper')).toHaveLength(1);
    expect(found('is:left')).toEqual(['c2', 'c3', 'c4']);
  });
  it('wants every term', () => expect(found('node:train mark:reused')).toEqual(['c6']));
  it('gives the very rows for nothing to search', () => {
    expect(searchRows(scope.rows, '  ', { events: [] })).toBe(scope.rows);
  });
});

describe('blame', () => {
  it('leads from a value to the step that wrote it, what that read, and who wrote that', () => {
    const accuracy = blame(scope, { at: checkpointId(7) }, 'accuracy');
    expect(accuracy?.row.key).toBe('c7');
    expect(accuracy?.reads.map((read) => [read.key, read.writer?.key])).toEqual([['model', 'c6']]);
    const model = blame(scope, { at: checkpointId(6) }, 'model');
    expect(model?.reads.map((read) => [read.key, read.writer?.key])).toEqual([['train', 'c5']]);
  });
  it('looks along the checkpoint’s own branch only', () => {
    expect(blame(scope, { at: checkpointId(4) }, 'accuracy')?.row.key).toBe('c4');
    expect(blame(scope, { at: checkpointId(1) }, 'accuracy')).toBeUndefined();
  });
});

describe('comparison', () => {
  const side = (at: number, of = scope) => sideOf(of.rows, of.rowOf, checkpointId(at));
  const shape = (left: number, right: number) => {
    const { pairs, firstDivergence } = compareSides(side(left), side(right));
    return {
      firstDivergence,
      pairs: pairs.map((pair) => `${pair.left?.key ?? '–'} ${pair.right?.key ?? '–'} ${pair.differs ?? 'same'}`),
    };
  };

  it('finds the first diverging step of two branches', () => {
    expect(shape(4, 7)).toEqual({
      firstDivergence: 2,
      pairs: ['c0 c0 same', 'c1 c1 same', 'c2 c5 variant', 'c3 c6 result', 'c4 c7 result'],
    });
  });
  it('finds none between a point and itself', () => expect(shape(4, 4).firstDivergence).toBe(-1));
  it('says where one side went on', () => expect(shape(2, 4).pairs.slice(3)).toEqual(['– c3 missing', '– c4 missing']));
  it('compares two executions by what their steps did', () => {
    const other = scopeOf('start +seed=7\nload +rows=1 <seed\nsplit/random +train=1 +test=9 <rows');
    const { pairs, firstDivergence } = compareSides(side(2), side(2, other));
    expect(firstDivergence).toBe(2);
    expect(pairs[2]?.differs).toBe('result');
  });
  it('keeps the same step beside itself across a detour', () => {
    const one = scopeOf('start\na +x=1\nreport +y=1');
    const other = scopeOf('start\na +x=2\nextra\nreport +y=1');
    const { pairs } = compareSides(side(2, one), side(3, other));
    expect(pairs.map((pair) => pair.differs)).toEqual([undefined, 'result', 'missing', undefined]);
  });
  it('puts numbers side by side with their difference, and leaves data alone', () => {
    const left = new Map<string, unknown>([
      ['accuracy', 0.5],
      ['scores', { f1: { css: 0.25 } }],
      ['rows', [1, 2]],
    ]);
    const right = new Map<string, unknown>([
      ['accuracy', 0.75],
      ['scores', { f1: { css: 0.25, ts: 1 } }],
    ]);
    expect(compareMetrics(left, right)).toEqual([
      { path: 'accuracy', left: 0.5, right: 0.75, delta: 0.25 },
      { path: 'scores.f1.css', left: 0.25, right: 0.25, delta: 0 },
      { path: 'scores.f1.ts', left: undefined, right: 1, delta: undefined },
    ]);
  });
});

describe('console', () => {
  const log = `${detective}\nlog report "printing"\npause\nback c2\ndone`;
  const { events } = logFromText(log);
  const lines = createConsoleProjection().lines(events);

  it('says what nodes logged, what failed, and what happened to the execution', () => {
    expect(lines.map((line) => `${line.level} ${line.text}`)).toEqual([
      'info Execution started',
      'info Rolled back',
      'error no paper',
      'info printing',
      'info Paused',
      'info Rolled back',
      'info Execution completed',
    ]);
  });
  it('takes each event once, however often the log grows', () => {
    const projection = createConsoleProjection();
    const early = projection.lines(events.slice(0, 8));
    const late = projection.lines(events);
    expect(late).toEqual(lines);
    expect(late[0]).toBe(early[0]);
  });
  it('is filtered by level, node and text', () => {
    const some = filterConsole(lines, { text: '', level: 'error', node: undefined });
    expect(some.map((line) => line.text)).toEqual(['no paper']);
    expect(filterConsole(lines, { text: 'rolled', level: 'debug', node: undefined })).toHaveLength(2);
  });
});

describe('links', () => {
  it('name a checkpoint, or the n-th activation of a node on the head’s branch', () => {
    const loop = scopeOf('start\ntrain\ncheck\ntrain\nback c2\ntrain');
    expect(findPoint(loop, 'c3')).toBe('c3');
    expect(findPoint(loop, 'train')).toBe('c1');
    expect(findPoint(loop, 'train#2')).toBe('c4');
    expect(findPoint(loop, 'train#9')).toBeUndefined();
  });
});

describe('report views', () => {
  it('take tables of lists and of objects', () => {
    const columns = ['a', 'b'];
    const expected = { view: 'table', columns, rows: [[1, 2]] };
    expect(toReportView({ view: 'table', columns, rows: [[1, 2]] })).toEqual(expected);
    expect(toReportView({ type: 'table', columns, rows: [{ b: 2, a: 1 }] })).toEqual(expected);
  });
  it('leave alone what does not have the shape that it claims', () => {
    expect(toReportView({ view: 'confusion', labels: ['a'], matrix: [[1, 2]] })).toBeUndefined();
    expect(toReportView({ type: 'table' })).toBeUndefined();
    expect(toReportView({ view: 'report', sections: [{ view: 'bars' }] })).toBeUndefined();
    expect(toReportView('table')).toBeUndefined();
  });
  it('know a matrix of numbers from a list of rows', () => {
    expect(
      isNumericMatrix([
        [1, 2],
        [3, 4],
      ]),
    ).toBe(true);
    expect(isNumericMatrix([[1, 2], [3]])).toBe(false);
    expect(
      isNumericMatrix([
        [1, 'a'],
        [3, 4],
      ]),
    ).toBe(false);
  });
});

describe('comparison across a swap', () => {
  it('names the step that differs, and keeps the swap that made it differ', () => {
    const swapped = scopeOf(
      'start\nload +rows=1\nsplit/random +x=1\nback c1\nswap split stratified\nsplit/stratified +x=2',
    );
    const side = (at: number) => sideOf(swapped.rows, swapped.rowOf, checkpointId(at));
    const { pairs, firstDifference, firstDivergence } = compareSides(side(2), side(4));
    expect(pairs[firstDifference]?.right?.type).toBe('swap');
    expect(pairs[firstDivergence]).toMatchObject({
      left: { variant: 'random' },
      right: { variant: 'stratified' },
      differs: 'variant',
    });
  });
});
