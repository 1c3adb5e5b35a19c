import { describe, expect, it } from 'vitest';
import type { EngineHost } from '../../src/host/engine-host.ts';
import { activationPath, type ExecutionId } from '../../src/model/ids.ts';
import type { ExecutionSummary } from '../../src/model/execution.ts';
import type { Value } from '../../src/model/value.ts';
import { createTestHost } from '../host/test-host.ts';
import { exampleDocument } from './example-document.ts';

async function start(host: EngineHost, example: string, more: { input?: Value; variants?: Record<string, string> } = {}) {
  const workflow = await host.workflows.create(exampleDocument(example));
  const { id } = await host.executions.start({ workflow: workflow.id, options: { seed: '7' }, ...more });
  return host.executions.whenIdle(id);
}

async function valueOf(host: EngineHost, id: ExecutionId, key: string): Promise<Value> {
  const { entries } = await host.executions.context(id);
  const entry = entries.find((each) => each.key === key);
  return entry && host.executions.value(id, entry.value.hash);
}

const complaint = ({ error, pause }: ExecutionSummary): string =>
  error?.message ?? (pause?.type === 'error' ? pause.error.message : '');

describe('the examples in the engine', () => {
  it('runs the language detective to its report', async () => {
    const host = createTestHost();
    const summary = await start(host, 'language-detective');
    expect(complaint(summary)).toBe('');
    expect(summary).toMatchObject({ status: 'completed', steps: 11 });
    expect(await valueOf(host, summary.id, 'accuracy')).toBeGreaterThan(0.75);
    console.log(await valueOf(host, summary.id, 'accuracy'), summary.contextBytes);
  });

  it('asks a person in the dependency review, and reports what was decided', async () => {
    const host = createTestHost();
    const waiting = await start(host, 'dependency-review');
    expect(complaint(waiting)).toBe('');
    expect(waiting.live.map(({ node, state }) => [node, state])).toEqual([['approve', 'waiting']]);
    await host.executions.answer(waiting.id, activationPath('approve'), { approved: true, comment: 'Known.' });
    const done = await host.executions.whenIdle(waiting.id);
    expect(complaint(done)).toBe('');
    expect(done.status).toBe('completed');
    expect(await valueOf(host, done.id, 'verdict')).toBe('approved');
  });

  it('shows a malformed lock file as a failure that says what is wrong', async () => {
    const host = createTestHost();
    const summary = await start(host, 'dependency-review', { input: { text: '{', fileName: 'broken.json' } });
    expect(summary.status).toBe('paused');
    expect(complaint(summary)).toMatch(/^broken\.json is not JSON/);
  });

  it('loops in the launch crew until the text is good enough, then waits for a person', async () => {
    const host = createTestHost();
    const waiting = await start(host, 'launch-crew');
    expect(complaint(waiting)).toBe('');
    expect(waiting.live.map(({ node }) => node)).toEqual(['approve']);
    expect(await valueOf(host, waiting.id, 'score')).toBeGreaterThanOrEqual(85);
    await host.executions.answer(waiting.id, activationPath('approve'), { decision: 'launch' });
    const done = await host.executions.whenIdle(waiting.id);
    expect(complaint(done)).toBe('');
    expect(await valueOf(host, done.id, 'outcome')).toBe('launched');
  });
});
