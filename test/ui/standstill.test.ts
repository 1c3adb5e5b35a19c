import { expect, test } from 'vitest';
import { activationNumber, activationPath, checkpointId, nodeId } from '../../src/model/ids.ts';
import type { ExecutionSummary } from '../../src/model/execution.ts';
import { explainStandstill } from '../../src/ui/run-bar/standstill.ts';
import { pausedSummary, pipelineDocument } from './fake-workbench.ts';

const explain = (changes: Partial<ExecutionSummary>) => explainStandstill(pausedSummary(changes), pipelineDocument());
const live = {
  activation: activationNumber(7),
  path: activationPath('train'),
  node: nodeId('train'),
  iteration: 1,
  attempt: 1,
};

test('a breakpoint says where it holds and offers to resume or swap', () => {
  const found = explain({});
  expect(`${found.word} ${found.where} · ${found.why}`).toBe('paused before Train · breakpoint');
  expect(found.actions.map(({ type }) => type)).toEqual(['resume', 'swap']);
  expect(found.standing).toBe(true);
});

test('a failed activation gives the message and three ways on', () => {
  const error = { code: 'node/threw', message: 'k is not defined', place: { node: 'train' } } as const;
  const found = explain({ pause: { type: 'error', node: live.node, activation: live.activation, error } });
  expect(found).toMatchObject({ word: 'paused', state: 'failed', where: 'at Train', why: 'k is not defined' });
  expect(found.actions.map(({ type }) => type)).toEqual(['fix-code', 'swap', 'try-again']);
});

test('a failure inside of a map names the item that failed, not one that stands beside it', () => {
  const error = { code: 'node/threw', message: 'bad row' } as const;
  const beside = { ...live, activation: activationNumber(6), path: activationPath('map[5]/train') };
  const gone = { ...live, path: activationPath('map[98]/train') };
  const found = explain({
    pause: { type: 'error', node: live.node, activation: live.activation, error },
    live: [
      { ...beside, state: 'ready' },
      { ...gone, state: 'failed' },
    ],
  });
  expect(found.where).toBe('at Train in map[98]');
});

test('a breakpoint inside of a scope names the frame, a deep one by its ends', () => {
  const deep = { ...live, path: activationPath('walk/walk/walk/walk/walk/train'), state: 'ready' } as const;
  const pause = { type: 'breakpoint', breakpoint: 'b', node: live.node, when: 'before' } as const;
  expect(explain({ pause, live: [deep] }).where).toBe('before Train in walk/…/walk');
  const other = { ...deep, path: activationPath('map[1]/train') };
  expect(explain({ pause, live: [deep, other] }).where).toBe('before Train');
});

test('a breakpoint that says its path names that frame among others, before or after', () => {
  const path = activationPath('map[1]/train');
  const at = (when: 'before' | 'after') =>
    ({ type: 'breakpoint', breakpoint: 'b', node: live.node, path, when }) as const;
  const both = ['map[0]/train', 'map[1]/train'].map(
    (one) => ({ ...live, path: activationPath(one), state: 'ready' }) as const,
  );
  expect(explain({ pause: at('before'), live: both }).where).toBe('before Train in map[1]');
  expect(explain({ pause: at('after'), live: [] }).where).toBe('after Train in map[1]');
});

test('between two items of a map it stands in the map', () => {
  const found = explain({ pause: { type: 'step' }, live: [{ ...live, state: 'open' }] });
  expect(found).toMatchObject({ where: 'in Train', why: 'one step done' });
});

test('running with nothing but a human node to wait for is waiting for an answer', () => {
  const wait = { type: 'human', title: 'Launch?', instructions: '', schema: {} } as const;
  const found = explain({ status: 'running', live: [{ ...live, state: 'waiting', wait }] });
  expect(found).toMatchObject({ word: 'waiting', where: 'for an answer at Train', why: 'Launch?' });
  expect(found.actions).toEqual([{ type: 'answer', path: 'train' }]);
});

test('a timer that is waited for beside work in flight is not standing still', () => {
  const wait = { type: 'timer', until: 1_700_000_000_000 } as const;
  const timer = { ...live, state: 'waiting', wait } as const;
  const busy = { ...live, node: nodeId('clean'), state: 'running' } as const;
  expect(explain({ status: 'running', live: [timer, busy] })).toMatchObject({ word: 'running', where: 'Clean' });
  expect(explain({ status: 'running', live: [timer] })).toMatchObject({ word: 'waiting', standing: false });
});

test('ended executions stand nowhere', () => {
  expect(explain({ status: 'completed', live: [] })).toMatchObject({ word: 'completed', standing: false, actions: [] });
  expect(explain({ status: 'stopped', live: [] })).toMatchObject({ word: 'stopped', standing: false });
});

test('an interrupted execution says that nothing goes on, waits included, until it is resumed', () => {
  const waiting = { ...live, state: 'waiting' } as const;
  expect(explain({ status: 'interrupted', live: [waiting] }).why).toContain('nothing goes on, waits included, until');
  expect(explain({ status: 'interrupted', live: [] }).why).toContain('nothing goes on until you resume');
  expect(explain({ status: 'interrupted' }).actions).toEqual([{ type: 'resume' }]);
});

test('rolled back to where an item begins it stands before the first node in it, not before the scope', () => {
  const scope = { ...live, path: activationPath('map'), node: nodeId('clean'), state: 'ready' } as const;
  const inside = { ...live, path: activationPath('map[1]/train'), state: 'ready' } as const;
  const pause = { type: 'rollback', to: checkpointId(5) } as const;
  expect(explain({ pause, live: [scope, inside] })).toMatchObject({ where: 'before Train in map[1]', node: 'train' });
  const other = { ...inside, path: activationPath('map2/train') };
  expect(explain({ pause, live: [scope, other] })).toMatchObject({ where: 'before Clean' });
});
