import { describe, expect, it } from 'vitest';
import { toReportView } from '../../src/debugger/report-view.ts';
import type { EngineHost } from '../../src/host/engine-host.ts';
import { activationPath, type ExecutionId, nodeId, variantId } from '../../src/model/ids.ts';
import type { ExecutionSummary } from '../../src/model/execution.ts';
import type { Value } from '../../src/model/value.ts';
import { bundleSandboxModule } from '../../scripts/sandbox-bundles.ts';
import { createInlineCodeRunner } from '../../src/sandbox/inline/inline-code-runner.ts';
import { createTestHost } from '../host/test-host.ts';
import { exampleDocument } from './example-document.ts';

const code = createInlineCodeRunner({ modules: bundleSandboxModule });
const createHost = () => createTestHost({ code });

async function start(
  host: EngineHost,
  example: string,
  more: { input?: Value; variants?: Record<string, string> } = {},
) {
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
    const host = createHost();
    const summary = await start(host, 'language-detective');
    expect(complaint(summary)).toBe('');
    expect(summary).toMatchObject({ status: 'completed', steps: 11 });
    expect(toReportView(await valueOf(host, summary.id, 'report'))).toBeDefined();
    expect(await valueOf(host, summary.id, 'accuracy')).toBeGreaterThan(0.75);
  });

  it.each(['tree', 'logistic', 'forest'])('trains with %s as its libraries are bundled', async (train) => {
    const host = createHost();
    const summary = await start(host, 'language-detective', { variants: { train } });
    expect(complaint(summary)).toBe('');
    expect(summary.status).toBe('completed');
    const accuracy = await valueOf(host, summary.id, 'accuracy');
    expect(accuracy).toBeGreaterThan(0.7);
    expect(accuracy).toBeLessThan(1);
  });

  it('rolls the language detective back to its split, swaps the model and reaches another accuracy', async () => {
    const host = createHost();
    const { id } = await start(host, 'language-detective');
    const before = await valueOf(host, id, 'accuracy');
    const split = (await host.executions.events(id)).find(
      (event) => event.type === 'step-committed' && event.node === 'split',
    );
    if (split?.type !== 'step-committed') throw new Error('The split was not committed.');
    await host.executions.rollback(id, split.checkpoint);
    expect(await valueOf(host, id, 'accuracy')).toBeUndefined();
    await host.executions.swap(id, nodeId('train'), { variant: variantId('logistic') }, 'from-here');
    await host.executions.resume(id);
    expect(await host.executions.whenIdle(id)).toMatchObject({ status: 'completed', branches: 2 });
    expect(await valueOf(host, id, 'accuracy')).not.toBe(before);
  });

  it('classifies a file that is given as input', async () => {
    const host = createHost();
    const text = ':root {\n  color: red;\n}\n\n.card > a:hover {\n  margin: 0 auto;\n  padding: 4px 8px;\n}\n';
    const { id } = await start(host, 'language-detective', {
      input: { fileName: 'mystery', text },
      variants: { train: 'logistic' },
    });
    expect(await valueOf(host, id, 'report')).toMatchObject({ verdict: { fileName: 'mystery', language: 'CSS' } });
  });

  it('asks a person in the dependency review, and reports what was decided', async () => {
    const host = createHost();
    const waiting = await start(host, 'dependency-review');
    expect(complaint(waiting)).toBe('');
    expect(waiting.live.map(({ node, state }) => [node, state])).toEqual([['approve', 'waiting']]);
    await host.executions.answer(waiting.id, activationPath('approve'), { approved: true, comment: 'Known.' });
    const done = await host.executions.whenIdle(waiting.id);
    expect(complaint(done)).toBe('');
    expect(done.status).toBe('completed');
    expect(await valueOf(host, done.id, 'verdict')).toBe('approved');
    expect(toReportView(await valueOf(host, done.id, 'report'))).toBeDefined();
  });

  it('shows a malformed lock file as a failure that says what is wrong', async () => {
    const host = createHost();
    const summary = await start(host, 'dependency-review', { input: { text: '{', fileName: 'broken.json' } });
    expect(summary.status).toBe('paused');
    expect(complaint(summary)).toMatch(/^broken\.json is not JSON/);
  });

  it('loops in the launch crew until the text is good enough, then waits for a person', async () => {
    const host = createHost();
    const waiting = await start(host, 'launch-crew');
    expect(complaint(waiting)).toBe('');
    expect(waiting.live.map(({ node }) => node)).toEqual(['approve']);
    expect(await valueOf(host, waiting.id, 'score')).toBeGreaterThanOrEqual(85);
    await host.executions.answer(waiting.id, activationPath('approve'), { decision: 'launch' });
    const done = await host.executions.whenIdle(waiting.id);
    expect(complaint(done)).toBe('');
    expect(await valueOf(host, done.id, 'outcome')).toBe('launched');
    expect(toReportView(await valueOf(host, done.id, 'kit'))).toBeDefined();
  });
});
