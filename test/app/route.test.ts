import { expect, it } from 'vitest';
import { findPoint } from '../../src/debugger/point.ts';
import { timelineOf } from '../../src/debugger/timeline-builder.ts';
import { formatRoute, parseRoute } from '../../src/app/route.ts';
import { logFromText } from '../debugger/log-from-text.ts';

it('an address names a point in a scope and the graph that is shown, and comes back from its text', () => {
  const route = { workflow: 'w1', execution: 'x2', point: 'map[12]/score#3', panels: { graph: 'item' } };
  const hash = formatRoute(route);
  expect(hash).toBe('#/w/w1/x/x2/c/map%5B12%5D%2Fscore%233?g=item');
  expect(parseRoute(hash)).toEqual(route);
});

it('an inner path may stand in an address as it is', () => {
  expect(parseRoute('#/w/w1/x/x2/c/map[12]/loop[3]/score?bottom=console')).toEqual({
    workflow: 'w1',
    execution: 'x2',
    point: 'map[12]/loop[3]/score',
    panels: { bottomTab: 'console' },
  });
});

it('an inner path is the step of that frame, and the path of a frame is where it began', () => {
  const log = logFromText('start\nopen map[1] item\nin map[1] score\nopen map[2] item\nin map[2] score\nscore\nscore');
  const timeline = timelineOf(log.events);
  expect(findPoint(timeline, 'map[2]/score')).toBe('c4');
  expect(findPoint(timeline, 'map[2]')).toBe('c3');
  expect(findPoint(timeline, 'score#2')).toBe('c6');
});
