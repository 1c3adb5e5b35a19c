import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { branchTree, gutterOf } from '../../src/debugger/branches.ts';
import { formatTimeline } from '../../src/debugger/format-timeline.ts';
import { createTimelineBuilder, timelineOf } from '../../src/debugger/timeline-builder.ts';
import type { ExecutionEvent } from '../../src/model/event.ts';
import { logFromText } from './log-from-text.ts';

const text = (log: string) => formatTimeline(timelineOf(logFromText(log).events));
const detective = `
  start +seed=7
  load +rows=1 12ms
  split/random +train +test
  train/forest +model 410ms
  back c1
  split/stratified +train +test
`;

describe('timeline', () => {
  it('lists start, steps, edits, swaps and failures in the order in which they happened', () => {
    const log = `
      start +seed=7
      load +rows=1
      edit ~rows=2
      swap train knn
      fail train/knn "no rows"
      train/knn +model -seed [reused]
    `;
    expect(text(log)).toBe(
      [
        '* 0 start +seed @c0',
        '* 1 load/default +rows @c1',
        '* 1 edit ~rows [edited] @c2',
        '* 1 swap train/knn @c3',
        '* 2 failed train/knn !node/threw',
        '> 2 train/knn +model -seed [reused] @c4',
      ].join('\n'),
    );
  });

  it('keeps the steps that a rollback left, off the head’s path', () => {
    expect(text(detective)).toBe(
      [
        '* 0 start +seed @c0',
        '* 1 load/default +rows @c1',
        '. 2 split/random +train +test @c2',
        '. 3 train/forest +model @c3',
        '> 2 split/stratified +train +test @c4',
      ].join('\n'),
    );
  });

  it('puts a branch back on the head’s path when one rolls forwards to it again', () => {
    expect(text(`${detective}\nback c3`)).toBe(
      [
        '* 0 start +seed @c0',
        '* 1 load/default +rows @c1',
        '* 2 split/random +train +test @c2',
        '> 3 train/forest +model @c3',
        '. 2 split/stratified +train +test @c4',
      ].join('\n'),
    );
  });

  it('counts iterations of a loop in the path', () => {
    expect(text('start\ntrain\ncheck\ntrain\ncheck')).toContain('* 3 train#2/default');
  });

  it('shows each failed attempt, those that were tried again among them', () => {
    const rows = timelineOf(logFromText('start\nretry call "busy"\nfail call "busy again"\ncall +x').events).rows;
    expect(rows.map((row) => [row.type, row.attempt])).toEqual([
      ['start', undefined],
      ['failed', 1],
      ['failed', 2],
      ['step', 1],
    ]);
  });

  it('leaves an older snapshot as it was', () => {
    const { events } = logFromText(detective);
    const builder = createTimelineBuilder();
    const early = builder.append(events.slice(0, 4));
    const before = formatTimeline(early);
    const path = [...early.headPath];
    builder.append(events.slice(4));
    expect(formatTimeline(early)).toBe(before);
    expect([...early.headPath]).toEqual(path);
    expect(early.headPath.has('c4' as never)).toBe(false);
  });

  it('keeps the references of what a batch does not change', () => {
    const { events } = logFromText('start\nload +rows\nlog load "hello"\nclean ~rows');
    const builder = createTimelineBuilder();
    const first = builder.append(events.slice(0, 2));
    expect(builder.append(events.slice(2, 3))).toBe(first);
    const next = builder.append(events.slice(3));
    expect(next.rows[1]).toBe(first.rows[1]);
  });
});

describe('branches', () => {
  it('names fork point, leaf and where the head stands', () => {
    expect(timelineOf(logFromText(detective).events).branches).toEqual([
      { number: 1, forkPoint: undefined, leaf: 'c3', rows: 4, isHead: false },
      { number: 2, forkPoint: 'c1', leaf: 'c4', rows: 1, isHead: true },
    ]);
  });

  it('hang as a tree on the branches that they left', () => {
    const { branches, rows, rowOf } = timelineOf(logFromText(`${detective}\nevaluate\nback c4\nreport`).events);
    const [root] = branchTree(branches, rows, rowOf);
    expect(root?.children.map((child) => child.branch.number)).toEqual([2]);
    expect(root?.children[0]?.children.map((child) => child.branch.number)).toEqual([3]);
    expect(root?.children[0]?.firstRow?.variant).toBe('stratified');
  });

  it('are drawn in lanes: the head’s path in lane 0, each left branch in the lowest free lane', () => {
    const timeline = timelineOf(
      logFromText('start\na\nb\nc\nback c1\nb2\nback c1\nb3\nc3\nback c8').events.slice(0, -1),
    );
    const gutter = gutterOf(timeline.rows, timeline.rowOf, timeline.head);
    expect(gutter.lanes).toEqual([0, 0, 1, 1, 2, 0, 0]);
    expect(gutter.segments.map(({ lane, fork, first, last }) => ({ lane, fork, first, last }))).toEqual([
      { lane: 1, fork: 1, first: 2, last: 3 },
      { lane: 2, fork: 1, first: 4, last: 4 },
    ]);
    expect(gutter.head).toBe(6);
  });
});

describe('random logs', () => {
  /** Commands over a growing list of checkpoints; each number picks what to do and where to go back to. */
  const command = fc.oneof(
    fc.constantFrom('a +k', 'b ~k', 'c +j [reused]', 'edit +j', 'swap a v', 'fail a "x"', 'skip b', 'durable'),
    fc.nat(40).map((pick) => `back ${pick}`),
  );
  const logOf = (commands: readonly string[]): readonly ExecutionEvent[] => {
    let made = 0;
    const lines = ['start +k'];
    for (const line of commands) {
      const back = /^back (\d+)$/.exec(line);
      lines.push(back === null ? line : `back c${Number(back[1]) % (made + 1)}`);
      if (/^(a|b|c|edit|swap) /.test(line)) made += 1;
    }
    return logFromText(lines.join('\n')).events;
  };

  it('give the same timeline batch by batch as at once', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), fc.integer({ min: 1, max: 7 }), (commands, size) => {
        const events = logOf(commands);
        const builder = createTimelineBuilder();
        for (let at = 0; at < events.length; at += size) builder.append(events.slice(at, at + size));
        const whole = timelineOf(events);
        expect(builder.timeline.rows).toEqual(whole.rows);
        expect(builder.timeline.branches).toEqual(whole.branches);
        expect([...builder.timeline.headPath]).toEqual([...whole.headPath]);
      }),
    );
  });

  it('agree with a naive reading of the log', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
        const events = logOf(commands);
        const timeline = timelineOf(events);
        const naive = naiveReading(events);
        expect(timeline.head).toBe(naive.head);
        expect([...timeline.headPath]).toEqual(naive.path);
        const shown = timeline.rows.filter((row) => row.checkpoint !== undefined && row.onHeadPath);
        expect(new Set(shown.map((row) => row.checkpoint))).toEqual(new Set(naive.path));
        for (const row of timeline.rows)
          expect(timeline.headPath.has(row.checkpoint ?? row.parent ?? ('' as never))).toBe(row.onHeadPath);
        expect(timeline.rows.filter((row) => row.onHeadPath && row.type === 'step').map((row) => row.step)).toEqual(
          naive.path.filter((at) => naive.steps.has(at)).map((_, index) => index + 1),
        );
      }),
    );
  });

  it('give every row a lane, and never two branches in one place', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
        const { rows, rowOf, head } = timelineOf(logOf(commands));
        const gutter = gutterOf(rows, rowOf, head);
        rows.forEach((row, index) => expect(gutter.lanes[index] === 0).toBe(row.onHeadPath));
        const clashes = gutter.segments.filter((one, index) =>
          gutter.segments.some(
            (other, at) => at > index && other.lane === one.lane && one.lane < 5 && other.fork <= one.last,
          ),
        );
        expect(clashes).toEqual([]);
      }),
    );
  });
});

/** Straight from the words: follow parents from wherever the last commit or rollback put the head. */
function naiveReading(events: readonly ExecutionEvent[]) {
  const parents = new Map<string, string | undefined>();
  const steps = new Set<string>();
  let head: string | undefined;
  for (const event of events) {
    if (event.type === 'execution-rolled-back') head = event.to;
    if ('checkpoint' in event && event.type !== 'replay-diverged') {
      parents.set(event.checkpoint, 'parent' in event ? event.parent : undefined);
      if (event.type === 'step-committed') steps.add(event.checkpoint);
      head = event.checkpoint;
    }
  }
  const path: string[] = [];
  for (let at = head; at !== undefined; at = parents.get(at)) path.unshift(at);
  return { head, path, steps };
}
