import { toTaggedJson } from '../../context/tagged-json.ts';
import { diffValues, type ValueDiffItem } from '../../context/value-diff.ts';
import { summarize } from '../../context/value-summary.ts';
import { formatPath } from '../../graph/document-path.ts';
import type { GraphDocument } from '../../model/graph-document.ts';
import type { Value } from '../../model/value.ts';
import type { Command, Invocation } from '../command.ts';
import { readComparable, type Comparable, type ComparedStep } from '../diff-contents.ts';
import { exitCodes } from '../exit-codes.ts';
import { paintFor, printable, type Paint } from '../style.ts';
import { usageError } from '../usage-error.ts';

interface StepDifference {
  /** From 1. */
  readonly step: number;
  readonly a?: ComparedStep;
  readonly b?: ComparedStep;
}

export const diffCommand: Command = {
  spec: {
    name: 'diff',
    operands: '<a> <b>',
    about:
      'Compares two executions (their contexts), two results of run --json, two files of context data, or two documents.',
    options: [
      { name: 'steps', about: 'Also says which steps differ, from the first on.' },
      {
        name: 'json',
        about: 'Print one JSON object: { equal, changes: [{ path, change, before?, after? }], steps? }.',
      },
    ],
    examples: [
      ['wtb diff runs#1a2b runs#last', 'two executions of a store'],
      ['wtb diff run.wtb.json@c3 run.wtb.json@c7 --steps', 'two points of a bundle'],
      ['wtb diff runs#last@map[0]/score runs#last@map[1]/score', 'what two items of a map see'],
      ['wtb diff before.yaml after.yaml', 'two documents'],
    ],
    notes: [
      'An execution is a bundle, or store#id (its beginning is enough, or last), each with @checkpoint or the @path of a step (@train#3: its third) where it is not the head.',
      'At a path within a scope the context is what its item or iteration sees.',
      'Exit codes: 0 equal, 1 different, 2 bad usage.',
    ],
  },
  async run(invocation) {
    const { options, terminal } = invocation;
    const [first, second, ...more] = options.operands;
    if (first === undefined || second === undefined || more.length > 0) {
      throw usageError('Name two things to compare.', 'wtb diff <a> <b>');
    }
    const a = await readComparable(first, invocation);
    const b = await readComparable(second, invocation);
    if (a.type !== b.type)
      throw usageError(`${first} is a ${a.type}, ${second} a ${b.type}.`, 'Compare two of a kind.');
    const changes = diffValues(comparedOf(a), comparedOf(b)).items;
    const steps = options.has('steps') ? differentSteps(stepsOf(a), stepsOf(b)) : undefined;
    const equal = changes.length === 0 && (steps === undefined || steps.length === 0);
    if (options.has('json')) {
      const found = { equal, changes: changes.map(toJson), ...(steps === undefined ? {} : { steps }) };
      terminal.stdout.write(`${JSON.stringify(found, undefined, 2)}\n`);
    } else print(changes, steps, invocation);
    return equal ? exitCodes.completed : exitCodes.failed;
  },
};

const comparedOf = (side: Comparable): Value => (side.type === 'document' ? byId(side.document) : side.context);
const stepsOf = (side: Comparable): readonly ComparedStep[] => (side.type === 'context' ? (side.steps ?? []) : []);

/** Nodes, edges and variants by id, so that what moved in its list has not changed. */
function byId(document: GraphDocument): Value {
  const body = ({ nodes, edges, ...rest }: Pick<GraphDocument, 'nodes' | 'edges'>): Value => ({
    ...rest,
    nodes: keyed(nodes.map((node) => ({ ...node, variants: keyed(node.variants ?? []) }))),
    edges: keyed(edges),
  });
  const graphs = Object.entries(document.graphs ?? {}).map(([name, graph]) => [name, body(graph)] as const);
  return { ...(body(document) as object), ...(graphs.length === 0 ? {} : { graphs: Object.fromEntries(graphs) }) };
}

const keyed = <T extends { readonly id: string }>(items: readonly T[]): Record<string, T> =>
  Object.fromEntries(items.map((item) => [item.id, item]));

function differentSteps(a: readonly ComparedStep[], b: readonly ComparedStep[]): StepDifference[] {
  const found: StepDifference[] = [];
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const [stepA, stepB] = [a[index], b[index]];
    if (stepA !== undefined && stepB !== undefined && signature(stepA, stepB) === signature(stepB, stepA)) continue;
    found.push({
      step: index + 1,
      ...(stepA === undefined ? {} : { a: stepA }),
      ...(stepB === undefined ? {} : { b: stepB }),
    });
  }
  return found;
}

/** By content where both sides know it, else by the names of what was changed. */
function signature({ path, variant, changed, changes }: ComparedStep, other: ComparedStep): string {
  const isKnown = changes !== undefined && other.changes !== undefined;
  return JSON.stringify([path, variant, isKnown ? changed.map((key) => [key, changes[key]]) : [...changed].sort()]);
}

const toJson = (item: ValueDiffItem) => ({
  path: formatPath(item.path),
  change: item.change,
  ...('before' in item ? { before: toTaggedJson(item.before) } : {}),
  ...('after' in item ? { after: toTaggedJson(item.after) } : {}),
});

function print(
  changes: readonly ValueDiffItem[],
  steps: readonly StepDifference[] | undefined,
  invocation: Invocation,
): void {
  const { terminal, options } = invocation;
  const paint = paintFor(terminal.stdout, terminal, options.has('no-color'));
  const lines = changes.map((item) => changeLine(item, paint));
  for (const { step, a, b } of steps ?? []) {
    lines.push(`${paint('strong', `step ${step}`)}  ${stepText(a)} ${paint('dim', '→')} ${stepText(b)}`);
  }
  terminal.stdout.write(lines.length === 0 ? 'No difference.\n' : `${lines.join('\n')}\n`);
}

const stepText = (step: ComparedStep | undefined): string =>
  step === undefined ? '(none)' : printable(`${step.path} [${step.variant}] ${step.changed.join(', ')}`.trimEnd());

export function changeLine(item: ValueDiffItem, paint: Paint): string {
  const path = printable(formatPath(item.path));
  switch (item.change) {
    case 'added':
      return `${paint('good', `+ ${path}`)}  ${valueText(item.after)}`;
    case 'removed':
      return `${paint('bad', `- ${path}`)}  ${valueText(item.before)}`;
    default:
      return `${paint('warn', `~ ${path}`)}  ${valueText(item.before)} ${paint('dim', '→')} ${valueText(item.after)}`;
  }
}

const valueText = (value: Value): string => printable(summarize(value).text);
