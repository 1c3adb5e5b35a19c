import { afterAll, describe, expect, it } from 'vitest';
import { createBrowserCodeRunner } from '../../src/sandbox/browser/code-runner.ts';
import type { GraphDocument } from '../../src/model/graph-document.ts';
import { createTestHost } from '../host/test-host.ts';
import { createTestRealms } from '../sandbox/browser-realms.ts';

const realms = createTestRealms();
const code = createBrowserCodeRunner(realms.options);
afterAll(() => {
  code.dispose();
  realms.dispose();
});

async function load(id: string): Promise<GraphDocument> {
  const response = await fetch(`/examples/${id}.wtb.json`);
  return (await response.json()) as GraphDocument;
}

describe('the language detective in the browser’s sandbox', () => {
  it.each(['knn', 'tree', 'logistic', 'forest'])('comes to a report with %s', async (train) => {
    const host = createTestHost({ code });
    const workflow = await host.workflows.create(await load('language-detective'));
    const { id } = await host.executions.start({
      workflow: workflow.id,
      variants: { train, clean: 'lenient' },
      options: { seed: '7' },
    });
    const summary = await host.executions.whenIdle(id);
    expect(summary.pause).toBeUndefined();
    expect(summary.status).toBe('completed');
    const { entries } = await host.executions.context(id);
    const accuracy = entries.find(({ key }) => key === 'accuracy');
    expect(accuracy && (await host.executions.value(id, accuracy.value.hash))).toBeGreaterThan(0.7);
  });
});
