import { describe, expect, it } from 'vitest';
import type { GraphDocument } from '../../src/model/graph-document.ts';
import { mergeRules } from '../../src/model/graph-document.ts';
import { nodeId } from '../../src/model/ids.ts';
import type { ExecutionEvent } from '../../src/model/event.ts';
import {
  applyPending,
  editsBetween,
  type PendingEdit,
  schemaProblems,
  toContextEdits,
} from '../../src/ui/dialogs/context-edits.ts';
import { inputSchema, recallInput, rememberInput } from '../../src/ui/dialogs/remembered-input.ts';
import { rerunPreview } from '../../src/ui/dialogs/swap-preview.ts';
import { boundImplementation, runsUnknownWorkflow, sameJson, swapTarget } from '../../src/ui/dialogs/swap-target.ts';
import { createTypingBuffer } from '../../src/ui/code-editor/typing-buffer.ts';
import { draftOf, expressionOf, parsePath, parseValue } from '../../src/ui/inspector/condition-draft.ts';
import { mergeRuleHints } from '../../src/ui/inspector/merge-rule-hints.ts';
import { configSummary, contextKeysOf, lastRuns, paramsSchema, stackLines } from '../../src/ui/inspector/node-view.ts';
import { versionChoices } from '../../src/ui/inspector/version-choices.ts';
import { idleDebug, runsOf, stepRow } from './inspector-workbench.ts';

const document: GraphDocument = {
  format: 'wtb/1',
  id: 'w',
  name: 'W',
  context: { initial: { seed: 1 }, merge: { log: 'append' } },
  nodes: [
    { id: 'ask', kind: 'input', variants: [{ id: 'main', config: { schema: { properties: { name: {} } } } }] },
    {
      id: 'train',
      kind: 'code',
      writes: ['model'],
      variants: [
        { id: 'knn', name: 'k-nearest', config: { source: 'a', params: { k: 5 } } },
        { id: 'forest', config: { source: 'b' } },
      ],
    },
    { id: 'approve', kind: 'human' },
  ],
  edges: [],
};
const train = document.nodes[1] as GraphDocument['nodes'][number];

describe('merge rules', () => {
  it('are all explained, in the order of the model', () => {
    expect(Object.keys(mergeRuleHints)).toEqual([...mergeRules]);
  });
});

describe('facts about a node', () => {
  it('give the newest run of each variant', () => {
    const rows = [
      stepRow(1, 'train', 'knn', { durationMs: 5 }),
      stepRow(2, 'other', 'knn', { durationMs: 6 }),
      stepRow(3, 'train', 'knn', { durationMs: 7, error: { code: 'node/threw', message: 'no' } }),
    ];
    expect([...lastRuns(rows, 'train')]).toEqual([['knn', { durationMs: 7, failed: true, step: 3 }]]);
  });

  it('tell variants apart by their plain settings', () => {
    expect(configSummary({ source: 'x', params: { k: 5, deep: [1], name: 'uniform' } })).toBe('k = 5, name = uniform');
    expect(configSummary({ ms: 100, until: '' })).toBe('ms = 100');
  });

  it('give plain parameters a form, and no others', () => {
    expect(paramsSchema({ k: 5 })).toMatchObject({ properties: { k: { type: 'number', title: 'k' } } });
    expect(paramsSchema({ k: [5] })).toBeUndefined();
    expect(paramsSchema({})).toBeUndefined();
  });

  it('collect every context key that the document names', () => {
    expect(contextKeysOf(document)).toEqual(['log', 'model', 'name', 'seed']);
  });

  it('find the places in a stack', () => {
    expect(stackLines('at f (variant.js:7:20)\n  at native\n')).toEqual([
      { text: 'at f (variant.js:7:20)', at: { line: 7, column: 20 } },
      { text: 'at native', at: undefined },
    ]);
  });
});

describe('a swap', () => {
  const [knn, forest] = train.variants ?? [];
  it('asks for the variant by its id while it is as the execution knows it', () => {
    expect(forest && swapTarget(document, nodeId(train.id), forest)).toEqual({ variant: 'forest' });
  });

  it('brings the config along once it was edited', () => {
    const edited = { ...knn, id: 'knn', config: { source: 'new' } };
    expect(swapTarget(document, nodeId(train.id), edited)).toEqual({
      variant: 'knn',
      name: 'k-nearest',
      config: { source: 'new' },
    });
  });

  it('compares with what was swapped in last on this path', () => {
    const swap = { type: 'variant-swapped', to: { variant: 'forest', name: 'F', config: { source: 'z' } } };
    const state = {
      ...idleDebug,
      document,
      nodes: runsOf({ train: { variant: 'knn' } }),
      events: [swap] as unknown as ExecutionEvent[],
    };
    const row = stepRow(0, 'train', 'forest', { type: 'swap' });
    expect(boundImplementation({ ...state, rows: [row] }, nodeId('train'))?.config).toEqual({ source: 'z' });
    expect(boundImplementation({ ...state, rows: [{ ...row, onHeadPath: false }] }, nodeId('train'))?.variant).toBe(
      'knn',
    );
  });

  it('says what re-running goes back over and what a person must do again', () => {
    const rows = [
      stepRow(1, 'load', 'main'),
      stepRow(2, 'train', 'knn'),
      stepRow(3, 'approve', 'main'),
      stepRow(4, 'edit', '', { type: 'edit', node: undefined, changes: [{ key: 'rows' }] }),
      stepRow(5, 'train', 'knn', { onHeadPath: false }),
    ];
    const preview = rerunPreview({ rows, document }, nodeId('train'));
    expect(preview?.steps.map(({ step }) => step)).toEqual([2, 3]);
    expect(preview?.notReapplied.map(({ text }) => text)).toEqual(['answer at approve', 'edit of rows']);
    expect(rerunPreview({ rows, document }, nodeId('report'))).toBeUndefined();
  });

  it('takes a workflow for the graph that the execution made of it', () => {
    const config = { graph: 'other', result: 'n' };
    const pinned: GraphDocument = {
      ...document,
      nodes: [{ id: 's', kind: 'subflow', variants: [{ id: 'main', config }] }],
      graphs: { other: { origin: { workflow: 'other', version: 2 }, nodes: [], edges: [] } },
    };
    const variant = (more: object) => ({ id: 'main', config: { workflow: 'other', ...more } });
    expect(swapTarget(pinned, nodeId('s'), variant({ result: 'n' }))).toEqual({ variant: 'main' });
    const edited = swapTarget(pinned, nodeId('s'), variant({ result: 'm' }));
    expect(edited).toEqual({ variant: 'main', config: { graph: 'other', result: 'm' } });
    expect(runsUnknownWorkflow(pinned, 's', variant({ version: '2' }))).toBe(false);
    expect(runsUnknownWorkflow(pinned, 's', variant({ version: '1' }))).toBe(true);
  });

  it('takes two configs for the same whatever the order of their keys', () => {
    expect(sameJson({ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 })).toBe(true);
    expect(sameJson({ a: 1 }, { a: 1, b: 2 })).toBe(false);
    expect(sameJson([], {})).toBe(false);
  });
});

describe('the versions to choose from', () => {
  const minute = 60_000;
  const versions = (count: number, apart: number) =>
    Array.from({ length: count }, (_, index) => ({ version: count - index, savedAt: (count - index) * apart }));
  const values = (...args: Parameters<typeof versionChoices>) => versionChoices(...args).map(({ value }) => value);

  it('are the latest and those that are kept, with their moments', () => {
    const choices = versionChoices(versions(2, minute), '');
    expect(choices.map(({ label }) => label)).toEqual(['Latest (v2)', 'v2', 'v1']);
    expect(choices[1]?.hint).toMatch(/1970/);
  });

  it('are of many the newest, and of older ones the last of each minute', () => {
    const [latest, ...rest] = values(versions(40, minute / 4), '');
    expect(latest).toBe('');
    expect(rest).toEqual([
      '40',
      '39',
      '38',
      '37',
      '36',
      '35',
      '34',
      '33',
      '31',
      '27',
      '23',
      '19',
      '15',
      '11',
      '7',
      '3',
    ]);
  });

  it('have the pinned one among them, kept or not', () => {
    expect(values(versions(40, 1), '2')).toEqual(['', '40', '39', '38', '37', '36', '35', '34', '33', '2']);
    expect(versionChoices(versions(1, 1), '9')[1]).toEqual({ value: '9', label: 'v9 (not kept)' });
  });
});

describe('edits of the context', () => {
  const before = { a: 1, b: { x: [1] }, gone: true };
  const after = { a: 1, b: { x: [2] }, fresh: null };

  it('turn the one context into the other', () => {
    const edits = editsBetween(before, after);
    expect([...edits.keys()].sort()).toEqual(['b', 'fresh', 'gone']);
    expect(applyPending(before, edits)).toEqual(after);
    expect(editsBetween(before, before).size).toBe(0);
  });

  it('give the engine values beyond JSON', () => {
    const edits = new Map<string, PendingEdit>([
      ['when', { type: 'set', json: { $type: 'Date', value: '2026-01-01T00:00:00.000Z' } }],
      ['gone', { type: 'remove' }],
    ]);
    expect(toContextEdits(edits)).toEqual([
      { key: 'when', value: new Date('2026-01-01T00:00:00.000Z') },
      { key: 'gone', remove: true },
    ]);
  });

  it('are checked by the schema, key by key', () => {
    const schema = { required: ['a'], properties: { score: { type: 'number', maximum: 1 } } };
    const edits = new Map<string, PendingEdit>([
      ['a', { type: 'remove' }],
      ['score', { type: 'set', json: 3 }],
      ['odd', { type: 'set', json: { $type: 'nonsense' } }],
    ]);
    expect([...schemaProblems(schema, edits).keys()].sort()).toEqual(['a', 'odd', 'score']);
    expect(schemaProblems(undefined, new Map([['free', { type: 'set', json: 1 }]])).size).toBe(0);
  });
});

describe('a condition as rows', () => {
  it.each([
    'accuracy < 0.9 and rounds < 3',
    '(a = 1 or b = true) and c != "x, y"',
    '$exists(`f1 score`)',
    'lang in ["ts", "b, c", 3]',
    '"x" in tags',
    'metrics.f1 >= -0.5',
    'name = "12"',
  ])('keeps the meaning of %s', (expression) => {
    const draft = draftOf(expression);
    expect(draft && expressionOf(draft)).toBe(expression);
  });

  it('leaves other expressions to the text', () => {
    expect(draftOf('$count(rows) > 3')).toBeUndefined();
  });

  it('means nothing while a row is unfinished, and always when there is none', () => {
    const row = { type: 'row', path: 'a', is: '<', value: '' } as const;
    expect(expressionOf({ type: 'group', match: 'all', items: [row] })).toBeUndefined();
    expect(expressionOf({ type: 'group', match: 'all', items: [] })).toBe('');
  });

  it('reads values and paths as they are typed', () => {
    expect(['3', 'true', '"3"', 'plain text'].map(parseValue)).toEqual([3, true, '3', 'plain text']);
    expect(parsePath('metrics.f1')).toEqual(['metrics', 'f1']);
    expect(parsePath('f1 score')).toEqual(['f1 score']);
    expect(parsePath('')).toBeUndefined();
  });
});

describe('the input of a run', () => {
  it('is remembered per workflow, and forgotten when it is large', () => {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    };
    rememberInput(storage, 'w', { name: 'Ada' });
    expect(recallInput(storage, 'w')).toEqual({ name: 'Ada' });
    expect(recallInput(storage, 'other')).toBeUndefined();
    rememberInput(storage, 'w', { text: 'x'.repeat(200_000) });
    expect(recallInput(storage, 'w')).toBeUndefined();
  });

  it('is asked once for all input nodes', () => {
    const input = (id: string, key: string) => ({
      id,
      kind: 'input',
      variants: [{ id: 'main', config: { schema: { type: 'object', properties: { [key]: {} }, required: [key] } } }],
    });
    const schema = inputSchema({ ...document, nodes: [input('i', 'a'), input('j', 'b')] });
    expect(schema).toEqual({ type: 'object', properties: { a: {}, b: {} }, required: ['a', 'b'] });
  });
});

describe('what is being typed', () => {
  it('is handed on once at a flush and never twice', () => {
    const taken: string[] = [];
    const buffer = createTypingBuffer(60_000);
    buffer.type('a', (text) => taken.push(text));
    buffer.type('ab', (text) => taken.push(text));
    expect(buffer.pending()).toBe(true);
    buffer.flush();
    buffer.flush();
    expect(taken).toEqual(['ab']);
  });
});
