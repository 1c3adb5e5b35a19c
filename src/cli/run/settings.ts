import type { JsonObject, Value } from '../../model/value.ts';
import type { ParsedOptions } from '../options.ts';
import { readData, readMap } from '../read-text.ts';
import type { Terminal } from '../terminal.ts';
import { printable } from '../style.ts';
import { usageError } from '../usage-error.ts';
import { Answers } from './answers.ts';

/** What `wtb run` was asked for, read and checked as far as that goes without the document. */
export interface RunSettings {
  readonly file: string | undefined;
  readonly context: JsonObject;
  readonly input: Value;
  readonly variants: Readonly<Record<string, string>>;
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly seed: string | undefined;
  readonly answers: Answers;
  readonly clock: ClockSetting;
  readonly durations: ReadonlyMap<string, number>;
  readonly maxConcurrency: number | undefined;
  readonly timeoutMs: number | undefined;
  readonly trust: boolean;
  readonly store: string | undefined;
  readonly resume: string | undefined;
  readonly replay: string | undefined;
  readonly bundle: string | undefined;
  readonly debug: boolean;
  readonly output: 'summary' | 'json' | 'events' | 'events-and-json';
  readonly quiet: boolean;
  readonly noColor: boolean;
}

/** `startsAt` in epoch milliseconds. */
export type ClockSetting = { readonly type: 'real' } | { readonly type: 'simulated'; readonly startsAt: number };

/** A fixed beginning, so that two simulated runs of the same workflow read the same times. */
const simulationStartsAt = Date.UTC(2026, 0, 1);

/** What `unlimited` means: more than any graph has. */
const unlimited = 1_000_000;

export async function readSettings(options: ParsedOptions, terminal: Terminal): Promise<RunSettings> {
  checkCombination(options);
  const clock = clockOf(options.one('clock'));
  const contextFile = options.one('context');
  const answersFile = options.one('answers');
  if (!options.has('quiet')) warnOfBrokenJson(options, terminal);
  const fromFile = contextFile === undefined ? {} : await readMap(contextFile, 'the context', terminal);
  return {
    file: options.operands[0],
    context: {
      ...fromFile,
      ...Object.fromEntries(options.all('set').map((text) => assignment(text, '--set'))),
    } as JsonObject,
    input: await inputOf(options.one('input'), terminal),
    variants: Object.fromEntries(options.all('variant').map((text) => pairOf(text, '--variant'))),
    only: idsOf(options, 'only'),
    skip: idsOf(options, 'skip'),
    seed: options.one('seed'),
    answers: new Answers(answersFile === undefined ? {} : await readMap(answersFile, 'the answers', terminal)),
    clock,
    durations: await durationsOf(options.one('durations'), terminal),
    maxConcurrency: concurrencyOf(options.one('max-concurrency')),
    timeoutMs: timeoutOf(options.one('timeout')),
    trust: options.has('trust'),
    store: options.one('store'),
    resume: options.one('resume'),
    replay: options.one('replay'),
    bundle: options.one('bundle'),
    debug: options.has('debug'),
    output: outputOf(options.has('events'), options.has('json')),
    quiet: options.has('quiet'),
    noColor: options.has('no-color'),
  };
}

function checkCombination(options: ParsedOptions): void {
  const { operands } = options;
  const takesNoFile = options.has('resume') || options.has('replay');
  if (operands.length > 1)
    throw usageError(`One file is run at a time; here are ${operands.length}.`, 'wtb run <file>');
  if (operands.length === 0 && !takesNoFile) throw usageError('No file is given.', 'wtb run <file>');
  if (operands.length === 1 && takesNoFile) {
    throw usageError('--resume and --replay bring their own document.', 'Leave the file out.');
  }
  if (options.has('resume') && !options.has('store')) {
    throw usageError('--resume needs to know where executions are kept.', 'Add --store <folder>.');
  }
  if (takesNoFile)
    refuseBesides(options, ['set', 'context', 'input', 'variant', 'only', 'skip', 'seed', 'max-concurrency']);
  if (options.has('durations') && options.one('clock')?.startsWith('simulated') !== true) {
    throw usageError('--durations are of simulated time.', 'Add --clock simulated.');
  }
}

/** They belong to the beginning of an execution, and this one has begun. */
function refuseBesides(options: ParsedOptions, names: readonly string[]): void {
  const found = names.find((name) => options.has(name));
  if (found !== undefined) {
    throw usageError(
      `--${found} is of the beginning of an execution, and this one has begun.`,
      `Leave --${found} out.`,
    );
  }
}

function outputOf(events: boolean, json: boolean): RunSettings['output'] {
  if (events) return json ? 'events-and-json' : 'events';
  return json ? 'json' : 'summary';
}

/** An empty list, as of a variable that is not set, would mean everything for `--only`: it is refused. */
function idsOf(options: ParsedOptions, option: string): string[] {
  return options.all(option).flatMap((list) => {
    const ids = list
      .split(',')
      .map((id) => id.trim())
      .filter((id) => id !== '');
    if (ids.length === 0) throw usageError(`--${option} names no node.`, `Write --${option} id,id or leave it out.`);
    return ids;
  });
}

function pairOf(text: string, command: string): [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  const what = at === 0 ? 'no name before the =' : 'no =';
  throw usageError(`${command} ${text} has ${what}.`, `Write ${command} name=value.`);
}

/** `command` is what stands before the text where a person writes it. */
export function assignment(text: string, command: string): [string, Value] {
  const [key, value] = pairOf(text, command);
  return [key, jsonOrText(value)];
}

/** `7`, `true`, `{"a":1}` are JSON; `hello` is a text, and so is `"7"`. */
export function jsonOrText(text: string): Value {
  try {
    return JSON.parse(text) as Value;
  } catch {
    return text;
  }
}

/** What begins like JSON was most likely meant to be some. */
function warnOfBrokenJson(options: ParsedOptions, terminal: Terminal): void {
  const input = options.one('input');
  const texts: [string, string][] = [
    ...options
      .all('set')
      .map((text): [string, string] => [`--set ${text.split('=')[0]}`, text.slice(text.indexOf('=') + 1)]),
    ...(input === undefined ? [] : [['--input', input] satisfies [string, string]]),
  ];
  for (const [option, text] of texts) {
    if (!/^\s*[[{"]/.test(text)) continue;
    try {
      JSON.parse(text);
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      terminal.stderr.write(`${option} is taken as text: it begins like JSON and is none (${printable(reason)}).\n`);
    }
  }
}

async function inputOf(text: string | undefined, terminal: Terminal): Promise<Value> {
  if (text === undefined) return undefined;
  return text.startsWith('@') ? readData(text.slice(1), 'the input', terminal) : jsonOrText(text);
}

function clockOf(text: string | undefined): ClockSetting {
  if (text === undefined || text === 'real') return { type: 'real' };
  if (text === 'simulated') return { type: 'simulated', startsAt: simulationStartsAt };
  const startsAt = text.startsWith('simulated@') ? instantOf(text.slice('simulated@'.length)) : Number.NaN;
  if (!Number.isNaN(startsAt)) return { type: 'simulated', startsAt };
  throw usageError(`There is no clock ${text}.`, 'Write --clock real, simulated, or simulated@2026-01-01T00:00:00Z.');
}

/** Epoch milliseconds; not a number where there is no such day, too: `Date.parse` takes February 30th for March 1st. */
function instantOf(text: string): number {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})/u.exec(text) ?? [];
  const isDay =
    day === undefined || new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
  return isDay ? Date.parse(text) : Number.NaN;
}

async function durationsOf(file: string | undefined, terminal: Terminal): Promise<ReadonlyMap<string, number>> {
  if (file === undefined) return new Map();
  const entries = Object.entries(await readMap(file, 'the durations', terminal)).map(([node, value]) => {
    const ms = typeof value === 'string' ? durationOf(value, 'ms') : value;
    if (typeof ms !== 'number' || !(ms >= 0)) {
      throw usageError(`${file}: the duration of ${node} is no time.`, 'Write milliseconds, or 30s, 5m, 1h, 2d.');
    }
    return [node, ms] as const;
  });
  return new Map(entries);
}

function concurrencyOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (text === 'unlimited') return unlimited;
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw usageError(`--max-concurrency ${text} is no number from 1 on.`, 'Write a whole number, or unlimited.');
}

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function timeoutOf(text: string | undefined): number | undefined {
  const ms = durationOf(text);
  if (ms === 0) throw usageError('--timeout 0 leaves no time.', 'Leave it out, and nothing stops the execution.');
  return ms;
}

/** Without a unit, `5` is of the one that stands for it. */
function durationOf(text: string | undefined, unitless = 's'): number | undefined {
  if (text === undefined) return undefined;
  const [, amount = '', unit = unitless] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text) ?? [];
  if (amount === '') throw usageError(`${text} is no duration.`, 'Write 500ms, 30s (or 30), 5m, 1h or 2d.');
  return Number(amount) * (unitMs[unit] ?? 1000);
}
