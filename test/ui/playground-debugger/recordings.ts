import { summarize } from '../../../src/context/value-summary.ts';
import type { GraphDocument } from '../../../src/model/graph-document.ts';
import { logFromText } from '../../debugger/log-from-text.ts';
import type { Recording } from './recorded-client.ts';

const variants = (...names: readonly string[]) =>
  names.map((name) => ({ id: name.split(' ')[0]?.toLowerCase() ?? name, name }));

/** The graph that the recordings are of. */
export const detective: GraphDocument = {
  format: 'wtb/1',
  id: 'detective',
  name: 'Language detective',
  nodes: [
    { id: 'load', kind: 'code', label: 'Load', variants: variants('Table json') },
    { id: 'clean', kind: 'code', label: 'Clean', variants: variants('Strict') },
    { id: 'impute', kind: 'code', label: 'Impute', variants: variants('Median', 'Mean', 'Drop rows') },
    { id: 'encode', kind: 'code', label: 'Encode', variants: variants('One-hot') },
    { id: 'scale', kind: 'code', label: 'Scale', variants: variants('Standard', 'Minmax') },
    { id: 'split', kind: 'code', label: 'Split', variants: variants('Random 80/20', 'Stratified by language') },
    { id: 'train', kind: 'code', label: 'Train', variants: variants('Knn nearest neighbours', 'Forest of 60 trees') },
    { id: 'evaluate', kind: 'code', label: 'Evaluate', variants: variants('Per class') },
    { id: 'report', kind: 'code', label: 'Report', variants: variants('Table and plot') },
  ],
  edges: [
    { id: 'e1', source: 'evaluate', target: 'report', when: 'accuracy >= 0.9' },
    { id: 'e2', source: 'evaluate', target: 'train', when: 'accuracy < 0.9 and rounds < 3' },
  ],
};

const languages = ['css', 'html', 'js', 'json', 'md', 'ts'];
const rows = (count: number, salt: number) =>
  Array.from({ length: count }, (_none, index) => ({
    file: `src/part-${index}/${languages[index % 6]}-${(index * 7919 + salt) % 997}.${languages[index % 6]}`,
    language: languages[index % 6],
    lines: (index * 37 + salt) % 800,
    meanLength: ((index * 13 + salt) % 113) / 2.7,
    indent: ((index * 29) % 17) / 17,
    punctuation: ((index * 11) % 29) / 60,
    digits: ((index * 5) % 31) / 200,
    keywords: index % 9 === 0 ? null : ((index * 3) % 19) / 80,
    comments: ((index * 17) % 23) / 50,
    entropy: 3.2 + ((index * 7) % 17) / 9,
  }));
const matrix = (error: number) =>
  languages.map((_row, at) =>
    languages.map((_column, other) => (at === other ? 22 - error : (at * 3 + other) % 4 === 0 ? error : 0)),
  );
const metrics = (accuracy: number) => ({
  accuracy,
  macroF1: accuracy - 0.013,
  perClass: Object.fromEntries(languages.map((language, index) => [language, accuracy - index / 90])),
});

const given: Readonly<Record<string, unknown>> = {
  rows: rows(604, 1),
  imputed: rows(604, 2),
  train: rows(483, 3),
  test: rows(121, 4),
  train2: rows(483, 5),
  test2: rows(121, 6),
  stats0: { rowsLeft: 604, dropped: 0, columns: 19 },
  stats1: { rowsLeft: 588, dropped: 16, columns: 19 },
  stats2: { rowsLeft: 588, dropped: 16, columns: 24, scaled: true },
  log1: ['load: 604 rows', 'clean: 16 dropped'],
  log2: ['load: 604 rows', 'clean: 16 dropped', 'split: stratified by language, seed 7'],
  model: { kind: 'forest', trees: 60, weights: new Float64Array([0.25, 0.5, 0.125]), seen: new Set(['css', 'ts']) },
  model2: {
    kind: 'knn',
    k: 5,
    made: new Date(1_700_000_000_000),
    map: new Map([['css', 1n]]),
    nothing: undefined,
    odd: [Number.NaN, -0, Infinity],
  },
  metrics1: metrics(0.912),
  metrics2: metrics(0.946),
  confusion1: { view: 'confusion', title: 'Confusion of the test rows', labels: languages, matrix: matrix(3) },
  confusion2: { view: 'confusion', title: 'Confusion of the test rows', labels: languages, matrix: matrix(1) },
  report: {
    view: 'report',
    title: 'Language detective',
    sections: [
      { view: 'text', text: 'Nearest neighbours on stratified rows: 94.6 % of the test rows are recognised.' },
      {
        view: 'bars',
        title: 'Files by language',
        unit: 'files',
        bars: languages.map((label, at) => ({ label, value: 120 - at * 13 })),
      },
      {
        view: 'table',
        title: 'Per class',
        columns: ['language', 'precision', 'recall'],
        rows: languages.map((l, at) => [l, 0.9 + at / 99, 0.95 - at / 80]),
      },
    ],
  },
  note: 'A long note that a node wrote about what it saw. '.repeat(12),
};

const main = `
  start +seed=7 +note=$note
  log load "read 604 rows of 6 languages"
  load/table +rows=$rows +stats=$stats0 +log=$log1 12ms <seed
  log clean "16 rows without a single line were dropped"
  clean/strict ~stats=$stats1 4ms <rows <stats
  impute/median ~rows=$imputed 7ms <rows
  encode/one-hot 3ms <rows
  scale/standard ~stats=$stats2 5ms <rows <stats
  split/random +train=$train +test=$test 2ms <rows <seed
  log train "60 trees, depth 12"
  train/forest +model=$model 410ms <train
  evaluate/per +metrics=$metrics1 +accuracy=0.912 +confusion=$confusion1 18ms <model <test
  report/table +report=$report 6ms <metrics
  durable
  back c5
  edit ~seed=8
  swap split stratified
  split/stratified +train=$train2 +test=$test2 ~log=$log2 -rows 2ms <rows <seed
  fail train "Cannot read properties of undefined (reading 'length')"
  log train "k = 5"
  train/knn +model=$model2 18ms <train
`;
const further = `${main}
  evaluate/per +metrics=$metrics2 +accuracy=0.946 +confusion=$confusion2 [reused] 21ms <model <test
  report/table +report=$report 6ms <metrics
  done
`;

/** A loop of many steps, with a rollback every so often. */
function longLog(steps: number): string {
  const lines = ['start +counter=0'];
  for (let at = 1; at <= steps; at += 1) {
    lines.push(`train/knn ~counter=${at} ${(at * 37) % 90}ms`);
    if (at % 400 === 0) lines.push('durable', `back c${at - 20}`);
  }
  return lines.join('\n');
}

export function recordings(): readonly Recording[] {
  const make = (id: string, text: string) => logFromText(text, { execution: id, describe: summarize, given });
  return [
    { id: 'x12', number: 12, log: make('x12', main), summary: { pause: { type: 'user' } } },
    { id: 'x11', number: 11, log: make('x11', further), summary: { status: 'completed' } },
    { id: 'x10', number: 10, log: make('x10', longLog(4000)), summary: { status: 'completed' } },
  ];
}
