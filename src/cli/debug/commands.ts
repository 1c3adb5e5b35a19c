import { diffValues } from '../../context/value-diff.ts';
import { toTaggedJson } from '../../context/tagged-json.ts';
import { variantsOf } from '../../graph/implementation.ts';
import type { Point } from '../../host/engine-client.ts';
import { isCheckpointId } from '../../host/named-point.ts';
import type { StepDepth } from '../../model/command.ts';
import type { SwapPolicy } from '../../model/event.ts';
import type { GraphDocument } from '../../model/graph-document.ts';
import { graphNamed, nodeInPlan, ownGraph, splitPlanId } from '../../model/graph-names.ts';
import type { Value } from '../../model/value.ts';
import { changeLine } from '../commands/diff.ts';
import { columns } from '../options.ts';
import { lineTo } from '../run/run-report.ts';
import { waitText } from '../run/person-asked.ts';
import { assignment, jsonOrText } from '../run/settings.ts';
import { printable, type Paint } from '../style.ts';
import { usageError } from '../usage-error.ts';
import type { DebugSession, KeyDifference } from './debug-session.ts';
import { placeNamed } from './named-place.ts';

/** What a command works on. It says what it has to say through `say`. */
export interface DebugContext {
  readonly debug: DebugSession;
  readonly document: GraphDocument;
  readonly paint: Paint;
  readonly say: (text: string) => void;
}

export interface DebugCommand {
  readonly names: readonly string[];
  readonly operands: string;
  readonly about: string;
  /** Moves the execution: where it then stands is shown afterwards. */
  readonly moves?: true;
  run(context: DebugContext, words: readonly string[], rest: string): Promise<void>;
}

const stepping =
  (depth: StepDepth): DebugCommand['run'] =>
  async ({ debug }, [target]) => {
    if (target === undefined || !/^\d+$/.test(target)) return debug.step(target, depth);
    await debug.step(undefined, depth);
    for (let done = 1; done < Number(target) && isGoing(debug); done++) await debug.step(undefined, depth);
  };

const isGoing = ({ summary }: DebugSession): boolean => !['completed', 'failed', 'stopped'].includes(summary.status);

export const debugCommands: readonly DebugCommand[] = [
  {
    names: ['step', 's'],
    operands: '[n | path]',
    about: 'One step (or n), by whoever is next or by the one at path.',
    moves: true,
    run: stepping('over'),
  },
  {
    names: ['into', 'i'],
    operands: '',
    about: 'One step, into a scope where one is next.',
    moves: true,
    run: stepping('into'),
  },
  {
    names: ['over', 'next', 'n'],
    operands: '',
    about: 'One step, a scope with everything in it.',
    moves: true,
    run: stepping('over'),
  },
  { names: ['out', 'o'], operands: '', about: 'Until the scope around is done.', moves: true, run: stepping('out') },
  {
    names: ['continue', 'c'],
    operands: '',
    about: 'On, until a breakpoint, an error, a question or the end. Ctrl+C pauses.',
    moves: true,
    run: ({ debug }) => debug.resume(),
  },
  {
    names: ['back'],
    operands: '[n | path]',
    about: 'One step back (or n), or to the step at path; nothing is lost, going on makes a branch.',
    moves: true,
    async run({ debug }, [times = '1']) {
      if (!/^\d+$/.test(times)) return debug.goTo(pointOf(times));
      if (Number(times) === 0) throw usageError('That is no step.', 'back [n | path]');
      for (let done = 0; done < Number(times); done++) await debug.back();
    },
  },
  {
    names: ['goto'],
    operands: '<checkpoint | path>',
    about: 'Roll back to a checkpoint or to the step at path, or forward again.',
    moves: true,
    run: ({ debug }, [to]) => debug.goTo(pointOf(need(to, 'goto <checkpoint or path>'))),
  },
  {
    names: ['break', 'b'],
    operands: '[node | path] [after]',
    about:
      'Hold before (or after) a node, or where it runs at path: map[12]/score, map[*]/score, a#3; alone, list them.',
    async run(context, [named, when = 'before']) {
      if (named === undefined) return listBreakpoints(context);
      const place = placeNamed(context.document, named);
      if (when !== 'before' && when !== 'after')
        throw usageError(`${when} is neither before nor after.`, 'break <node or path> [after]');
      await context.debug.addBreakpoint(place, when);
      context.say(`Breakpoint ${when} ${named}.`);
    },
  },
  {
    names: ['breakpoints', 'bl'],
    operands: '',
    about: 'List the breakpoints.',
    run: async (context) => listBreakpoints(context),
  },
  {
    names: ['clear'],
    operands: '[node | path]',
    about: "Remove a node's breakpoints, those at path, or all.",
    async run({ debug, say }, [named]) {
      const gone = await debug.clearBreakpoints(named);
      if (gone === 0 && named !== undefined)
        throw usageError(`There is no breakpoint at ${named}.`, 'breakpoints lists them.');
      say(`${gone} removed.`);
    },
  },
  {
    names: ['print', 'p'],
    operands: '[@point] <key | expression>',
    about:
      'A value of the context, or of a JSONata expression over it; as seen at a checkpoint or path: print @map[12]/score x.',
    async run({ debug, say }, _, rest) {
      const [, point, text = ''] = /^(?:@(\S+)(?:\s+|$))?(.*)$/s.exec(rest) ?? [];
      const expression = need(text === '' ? undefined : text, 'print [@point] <key or expression>');
      say(valueText(await debug.evaluate(expression, point === undefined ? undefined : pointOf(point))));
    },
  },
  {
    names: ['context', 'ctx'],
    operands: '[checkpoint | path]',
    about: 'Every key, its value in short and who wrote it.',
    run: showContext,
  },
  {
    names: ['diff', 'd'],
    operands: '[a] [b]',
    about:
      'What the last step changed, or the one at a path; or what differs between checkpoint a and the head, or points a and b.',
    run: showDiff,
  },
  { names: ['steps'], operands: '', about: 'The steps up to here, with their checkpoints.', run: showSteps },
  {
    names: ['live'],
    operands: '',
    about: 'Everything that is ready, runs or waits.',
    run: async (context) => showLive(context),
  },
  {
    names: ['list', 'where', 'l', 'w'],
    operands: '[node | path]',
    about: 'The graph around what is next, or around a node.',
    run: async (context, [node]) => showAround(context, node),
  },
  {
    names: ['swap'],
    operands: '<node | path> <variant> [re-run | fork]',
    about: 'Bind another variant: from here on, re-running what it affects, or in a fork.',
    moves: true,
    run({ debug, document }, [node, variant, policy = 'from-here']) {
      const place = placeNamed(document, need(node, 'swap <node> <variant>'));
      if (!['from-here', 're-run', 'fork'].includes(policy))
        throw usageError(`There is no policy ${policy}.`, 'from-here, re-run or fork');
      return debug.swap(place.node, need(variant, 'swap <node> <variant>'), policy as SwapPolicy);
    },
  },
  {
    names: ['set'],
    operands: '<key>=<json>',
    about: 'Set a key of the context; what is no JSON is taken as text.',
    moves: true,
    run({ debug }, _, rest) {
      need(rest || undefined, 'set <key>=<json>');
      const [key, value] = assignment(rest.replace(/^(\S+?)\s*=\s*/, '$1='), 'set');
      return debug.set(key, value);
    },
  },
  {
    names: ['unset'],
    operands: '<key>',
    about: 'Remove a key of the context.',
    moves: true,
    run: ({ debug }, [key]) => debug.unset(need(key, 'unset <key>')),
  },
  {
    names: ['answer', 'a'],
    operands: '[path] <json>',
    about: 'Answer who asks.',
    moves: true,
    run({ debug }, [first], rest) {
      const isPath = debug.summary.live.some(
        ({ path, iteration }) => path === first || `${path}#${iteration}` === first,
      );
      const text = isPath ? rest.slice((first ?? '').length).trim() : rest;
      return debug.answer(isPath ? first : undefined, jsonOrText(need(text || undefined, 'answer [path] <json>')));
    },
  },
  {
    names: ['send'],
    operands: '<name> [json] [key]',
    about: 'Send a message; it is kept until somebody receives it.',
    moves: true,
    run: ({ debug }, [name, value, key]) =>
      debug.send(need(name, 'send <name>'), value === undefined ? null : jsonOrText(value), key),
  },
  { names: ['stop'], operands: '', about: 'End the execution here.', moves: true, run: ({ debug }) => debug.stop() },
];

export function debugHelp(): string {
  const rows = debugCommands.map(
    ({ names, operands, about }) => [`${names.join(', ')} ${operands}`.trimEnd(), about] as const,
  );
  return [
    ...columns([...rows, ['help, h', 'This list.'], ['quit, q', 'Leave; the execution stays as it is in its store.']]),
    '  An empty line repeats the last command that moved.',
  ].join('\n');
}

function need(word: string | undefined, usage: string): string {
  if (word === undefined) throw usageError('Something is missing.', usage);
  return word;
}

const pointOf = (text: string): Point => (/^\d+$/.test(text) ? `c${text}` : text) as Point;

function listBreakpoints({ debug, say }: DebugContext): void {
  if (debug.breakpoints.length === 0) say('No breakpoint is set.');
  for (const { node, path, when, enabled } of debug.breakpoints) {
    const of = path === undefined ? '' : `  (${node} there alone)`;
    say(`  ${when} ${path ?? node}${of}${enabled ? '' : '  (off)'}`);
  }
}

const valueText = (value: Value): string => printable(JSON.stringify(toTaggedJson(value), undefined, 2));

async function showContext({ debug, say, paint }: DebugContext, [point]: readonly string[]): Promise<void> {
  const entries = await debug.entries(point === undefined ? undefined : pointOf(point));
  if (entries.length === 0) return say('The context is empty.');
  for (const { key, value, writer } of entries) {
    say(
      `  ${paint('name', printable(key))}  ${printable(value.summary.text)}${writer === undefined ? '' : paint('dim', `  by ${writer}`)}`,
    );
  }
}

async function showDiff(context: DebugContext, [first, second]: readonly string[]): Promise<void> {
  const { debug, say, paint } = context;
  const a = first === undefined ? undefined : pointOf(first);
  if (a !== undefined && (second !== undefined || isCheckpointId(a))) {
    const b = second === undefined ? debug.summary.head : pointOf(second);
    const changes = await debug.difference(a, b);
    say(paint('dim', `${a} → ${b}`));
    return showChanges(changes, context);
  }
  const step = await debug.changesAt(a);
  if (step === undefined) return showChanges([], context);
  say(paint('dim', `${step.from} → ${step.to}${step.frame === undefined ? '' : ` in ${step.frame}`}`));
  showChanges(step.changes, context);
}

function showChanges(changes: readonly KeyDifference[], { say, paint }: DebugContext): void {
  if (changes.length === 0) say('  No difference.');
  for (const { key, change, before, after } of changes) {
    const items = change === 'changed' ? diffValues({ [key]: before }, { [key]: after }, { maxItems: 20 }).items : [];
    if (change === 'added') say(`  ${changeLine({ path: [key], change, after }, paint)}`);
    if (change === 'removed') say(`  ${changeLine({ path: [key], change, before }, paint)}`);
    for (const item of items) say(`  ${changeLine(item, paint)}`);
  }
}

async function showSteps({ debug, say, paint }: DebugContext): Promise<void> {
  const line = lineTo(await debug.executions.events(debug.id), debug.summary.head);
  for (const event of line) {
    const path = 'path' in event ? event.path : '';
    const changed = 'changes' in event ? event.changes.map(({ key }) => key).join(', ') : '';
    say(
      `  ${event.checkpoint.padEnd(5)} ${event.type === 'step-committed' ? path : paint('dim', `${event.type} ${path}`)}  ${paint('dim', printable(changed))}`,
    );
  }
}

function showLive({ debug, say, paint }: DebugContext): void {
  const { live } = debug.summary;
  if (live.length === 0) say('Nothing is live.');
  for (const { path, state, wait, error, attempt } of live) {
    const what = wait === undefined ? state : `waits (${printable(waitText(wait))})`;
    const tries = attempt > 1 ? `, attempt ${attempt}` : '';
    say(
      `  ${printable(path)}  ${what}${tries}${error === undefined ? '' : `  ${paint('bad', printable(error.message))}`}`,
    );
  }
}

function showAround({ debug, document, say, paint }: DebugContext, asked: string | undefined): void {
  const id = asked === undefined ? (debug.next ?? debug.summary.live[0])?.node : placeNamed(document, asked).node;
  if (id === undefined) return say('Nothing is next.');
  const node = nodeInPlan(document, id);
  const { graph } = splitPlanId(id);
  const { edges } = graphNamed(document, graph) ?? document;
  if (node === undefined) return;
  const state = debug.summary.live.filter((live) => live.node === id).map((live) => `${live.path} ${live.state}`);
  if (graph !== ownGraph) say(paint('dim', `  in graph ${graph}`));
  for (const edge of edges) if (edge.target === node.id) say(`    from ${edge.source}${edgeText(edge)}`);
  const variants = variantsOf(node).map((variant) => (variant.id === node.active ? `${variant.id}*` : variant.id));
  say(
    `  ${paint('strong', '▶')} ${paint('name', node.id)}  ${node.kind}  ${variants.join(', ')}  ${paint('dim', state.join(', '))}`,
  );
  for (const edge of edges) if (edge.source === node.id) say(`    to   ${edge.target}${edgeText(edge)}`);
}

const edgeText = ({ port, when }: { readonly port?: string | undefined; readonly when?: string | undefined }): string =>
  `${port === undefined || port === 'next' ? '' : ` (${port})`}${when === undefined ? '' : ` when ${printable(when)}`}`;
