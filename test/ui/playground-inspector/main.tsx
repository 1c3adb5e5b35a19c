import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import type { ExecutionEvent } from '../../../src/model/event.ts';
import type { GraphDocument } from '../../../src/model/graph-document.ts';
import { checkpointId, edgeId, nodeId, seq } from '../../../src/model/ids.ts';
import { Dialogs } from '../../../src/ui/dialogs/Dialogs.tsx';
import { HumanAnswer } from '../../../src/ui/dialogs/HumanAnswer.tsx';
import { Inspector } from '../../../src/ui/inspector/Inspector.tsx';
import { applyTheme } from '../../../src/ui/theme/theme.ts';
import { WorkbenchProvider } from '../../../src/ui/workbench/workbench.ts';
import { pausedExecution, runsOf, stepRow, testWorkbench } from '../inspector-workbench.ts';

/** The inspector and its dialogs by themselves: `?theme=dark&node=train&tab=variants&dialog=swap`. */
const asked = new URLSearchParams(location.search);
applyTheme(asked.get('theme') === 'dark' ? 'dark' : 'light');

const knn = `import KNN from 'ml-knn';

// Fits on the scaled training rows.
export default async ({ context, config, log }) => {
  const { x, y } = context.train;
  const model = new KNN(x, y, { k: config.k });
  log(\`fitted \${x.length} rows\`);
  return { model: model.toJSON() };
};
`;
const document_: GraphDocument = {
  format: 'wtb/1',
  id: 'language-detective',
  name: 'Language detective',
  description: 'Tells programming languages apart by the shape of their text.',
  context: { initial: { seed: 7, rows: [] }, merge: { log: 'append', score: 'max' }, schema: { type: 'object' } },
  nodes: [
    {
      id: 'ask',
      kind: 'input',
      label: 'Ask',
      variants: [
        {
          id: 'main',
          config: {
            schema: {
              type: 'object',
              required: ['name', 'text'],
              properties: {
                name: { type: 'string', title: 'Name' },
                text: {
                  type: 'string',
                  title: 'File to classify',
                  format: 'file-text',
                  'x-file-name-key': 'file',
                  description: 'Any source file.',
                },
                file: { type: 'string', title: 'File name' },
                folds: { type: 'integer', title: 'Folds', minimum: 2, maximum: 20, default: 5 },
                metric: {
                  title: 'Metric',
                  oneOf: [
                    { const: 'f1', title: 'F1' },
                    { const: 'acc', title: 'Accuracy' },
                  ],
                },
                verbose: { type: 'boolean', title: 'Say more', default: false },
              },
            },
          },
        },
      ],
    },
    {
      id: 'train',
      kind: 'code',
      label: 'Train',
      reads: ['train'],
      writes: ['model'],
      active: 'knn',
      retry: { maxAttempts: 3 },
      variants: [
        { id: 'knn', name: 'k-nearest neighbours', config: { source: knn, params: { k: 5, weights: 'uniform' } } },
        {
          id: 'forest',
          name: 'Random forest',
          config: { source: 'export default () => ({});\n', params: { trees: 60 } },
        },
        { id: 'logistic', name: 'Logistic regression', config: { source: 'export default () => ({});\n' } },
      ],
    },
    {
      id: 'gate',
      kind: 'condition',
      label: 'Good enough?',
      variants: [
        {
          id: 'main',
          config: {
            cases: [
              { port: 'yes', when: 'accuracy >= 0.9' },
              { port: 'again', when: 'rounds < 3' },
            ],
            default: 'no',
          },
        },
      ],
    },
    { id: 'wait', kind: 'delay', variants: [{ id: 'main', config: { ms: -5 } }] },
  ],
  edges: [
    { id: 'e1', source: 'ask', target: 'train' },
    { id: 'e2', source: 'train', target: 'gate' },
    { id: 'e3', source: 'gate', target: 'train', port: 'again', when: 'accuracy < 0.9 and rounds < 3' },
  ],
};
const error = {
  code: 'node/threw' as const,
  message: "Cannot read properties of undefined (reading 'length')",
  thrown: 'TypeError',
  place: { node: 'train', variant: 'knn', line: 7, column: 20 },
  remedy: 'Check that context.train holds rows, repair the code and swap it in.',
  stack: 'at default (variant.js:7:20)\nat async run (variant.js:5:3)',
};
const value = (text: string, bytes: number) => ({ hash: text as never, bytes, summary: { type: 'object', text } });
const events = [
  ...Array.from({ length: 3 }, (_, i) => ({ type: 'execution-pausing', seq: i })),
  {
    type: 'step-committed',
    seq: 3,
    input: value('{ x: [483], y: [483] }', 900),
    output: value('{ model: { … } }', 90_000),
  },
  { type: 'log', seq: 4, activation: 3, line: { level: 'info', text: 'fitted 483 rows', at: 0 } },
  { type: 'log', seq: 5, activation: 3, line: { level: 'warn', text: 'two classes have fewer than 20 rows', at: 0 } },
] as unknown as ExecutionEvent[];

const failed = asked.has('failed');
const waiting = asked.has('waiting');
const { workbench, editor } = testWorkbench(document_, {
  debug: asked.has('idle')
    ? {}
    : {
        execution: waiting
          ? {
              ...pausedExecution,
              status: 'running',
              live: [
                {
                  activation: 4 as never,
                  path: 'approve' as never,
                  node: nodeId('gate'),
                  iteration: 1,
                  attempt: 1,
                  state: 'waiting',
                  wait: {
                    type: 'human',
                    title: 'Approve the launch?',
                    instructions: 'Look at the plan in the context before you answer.',
                    schema: {
                      type: 'object',
                      required: ['approved'],
                      properties: {
                        approved: { type: 'boolean', title: 'Approved' },
                        comment: { type: 'string', title: 'Comment', 'x-multiline': true },
                      },
                    },
                  },
                },
              ],
            }
          : pausedExecution,
        document: document_,
        rows: [
          stepRow(1, 'train', 'forest', { durationMs: 410, onHeadPath: false }),
          stepRow(3, 'train', 'knn', failed ? { type: 'failed', error } : {}),
        ],
        events,
        head: checkpointId(2),
        nodes: runsOf({ train: { state: 'done', count: 1, variant: 'knn', ...(failed ? { error } : {}) } }),
        durableSeq: seq(5),
      },
  client: {
    checkSource: async (source: string) =>
      source.includes('oops')
        ? {
            code: 'node/syntax',
            message: 'Unexpected token',
            place: { line: source.slice(0, source.indexOf('oops')).split('\n').length, column: 3 },
          }
        : undefined,
    executions: {
      value: async () => ({ x: [[0.1, 0.4]], y: ['python', 'rust'], when: new Date(0) }),
      context: async () => ({
        checkpoint: checkpointId(2),
        bytes: 4000,
        entries: [
          { key: 'accuracy', value: value('0.91', 8), writtenAt: checkpointId(1), writer: undefined },
          { key: 'rows', value: value('[604 rows × 19]', 200_000), writtenAt: checkpointId(1), writer: undefined },
        ],
      }),
      exportBundle: async () => '{ "format": "wtb-bundle/1" }',
      document: async () => document_,
    },
  },
});
editor.store.setState({
  problems: [
    {
      code: 'document/bad-config',
      severity: 'error',
      message: 'The delay of `wait` must be 0 or more.',
      place: { node: 'wait', path: 'nodes[3].variants[0].config.ms' },
      remedy: 'Give a time in milliseconds.',
    },
  ],
});
const nodes = (asked.get('node') ?? '').split(',').filter((id) => id !== '');
workbench.view.setState({
  selectedNodes: nodes.map(nodeId),
  selectedEdges: asked.has('edge') ? [edgeId(asked.get('edge') ?? '')] : [],
  inspectorTab: (asked.get('tab') ?? 'variants') as 'variants',
});
const dialog = asked.get('dialog');
if (dialog !== null) workbench.view.setState({ dialog: JSON.parse(dialog) as never });
Object.assign(globalThis, { workbench });

createRoot(document.getElementById('root') as HTMLElement).render(
  <QueryClientProvider client={new QueryClient()}>
    <WorkbenchProvider value={workbench}>
      <div style={{ height: '100%', width: 336, borderRight: '1px solid var(--line)' }}>
        <Inspector />
      </div>
      <Dialogs />
      <div style={{ position: 'absolute', top: 12, right: 12, display: 'flex', flexDirection: 'column' }}>
        <HumanAnswer />
      </div>
    </WorkbenchProvider>
  </QueryClientProvider>,
);
