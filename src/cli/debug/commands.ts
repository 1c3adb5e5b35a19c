import { diffValues } from '../../context/value-diff.ts';
import { toTaggedJson } from '../../context/tagged-json.ts';
import { variantsOf } from '../../graph/implementation.ts';
import type { StepDepth } from '../../model/command.ts';
import type { SwapPolicy } from '../../model/event.ts';
import type { GraphDocument } from '../../model/graph-document.ts';
import {
  graphNamed,
  nodeInPlan,
  nodesOfAllGraphs,
  ownGraph,
  planNodeId,
  splitPlanId,
} from '../../model/graph-names.ts';
import type { Value } from '../../model/value.ts';
import { changeLine } from '../commands/diff.ts';
import { columns } from '../options.ts';
import { lineTo } from '../run/run-report.ts';
import { assignment, jsonOrText } from '../run/settings.ts';
import { printable, type Paint } from '../style.ts';
import { usageError } from '../usage-error.ts';
import type { DebugSession } from './debug-session.ts';

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
    const times = target !== undefined && /^\d+$/.test(target) ? Number(target) : 1;
    if (times > 1 || target === String(times)) {
      for (let done = 0; done < times && isGoing(debug); done++) await debug.step(undefined, depth);
    } else await debug.step(target, depth);
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
    operands: '[n]',
    about: 'One step back (or n); nothing is lost, going on makes a branch.',
    moves: true,
    async run({ debug }, [times = '1']) {
      for (let done = 0; done < Number(times); done++) await debug.back();
    },
  },
  {
    names: ['goto'],
    operands: '<checkpoint>',
    about: 'Roll back to a checkpoint, or forward again.',
    moves: true,
    run: ({ debug }, [to]) => debug.goTo(checkpointOf(need(to, 'goto <checkpoint>'))),
  },
  {
    names: ['break', 'b'],
    operands: '[node] [after]',
    about: 'Hold before (or after) a node; without a node, list the breakpoints.',
    async run(context, [node, when = 'before']) {
      if (node === undefined) return listBreakpoints(context);
      ensureNode(context.document, node);
      if (when !== 'before' && when !== 'after')
        throw usageError(`${when} is neither before nor after.`, 'break <node> [after]');
      await context.debug.addBreakpoint(node, when);
      context.say(`Breakpoint ${when} ${node}.`);
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
    operands: '[node]',
    about: "Remove a node's breakpoints, or all.",
    async run({ debug, say }, [node]) {
      const gone = await debug.clearBreakpoints(node);
      say(`${gone} removed.`);
    },
  },
  {
    names: ['print', 'p'],
    operands: '<key | expression>',
    about: 'A value of the context, or of a JSONata expression over it.',
    async run({ debug, say }, _, rest) {
      say(valueText(await debug.evaluate(need(rest || undefined, 'print <key or expression>'))));
    },
  },
  {
    names: ['context', 'ctx'],
    operands: '[checkpoint]',
    about: 'Every key, its value in short and who wrote it.',
    run: showContext,
  },
  {
    names: ['diff', 'd'],
    operands: '[a] [b]',
    about: 'What differs between checkpoints: the last step, a and the head, or a and b.',
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
    operands: '[node]',
    about: 'The graph around what is next, or around a node.',
    run: async (context, [node]) => showAround(context, node),
  },
  {
    names: ['swap'],
    operands: '<node> <variant> [re-run | fork]',
    about: 'Bind another variant: from here on, re-running what it affects, or in a fork.',
    moves: true,
    run({ debug, document }, [node, variant, policy = 'from-here']) {
      ensureNode(document, need(node, 'swap <node> <variant>'));
      if (!['from-here', 're-run', 'fork'].includes(policy))
        throw usageError(`There is no policy ${policy}.`, 'from-here, re-run or fork');
      return debug.swap(node ?? '', need(variant, 'swap <node> <variant>'), policy as SwapPolicy);
    },
  },
  {
    names: ['set'],
    operands: '<key>=<json>',
    about: 'Set a key of the context; what is no JSON is taken as text.',
    moves: true,
    run({ debug }, _, rest) {
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
      const isPath = debug.summary.live.some(({ path }) => path === first);
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

const checkpointOf = (text: string): string => (/^\d+$/.test(text) ? `c${text}` : text);

function ensureNode(document: GraphDocument, id: string): void {
  if (nodeInPlan(document, id) === undefined) {
    const ids = [...nodesOfAllGraphs(document)].map(({ graph, node }) => planNodeId(graph, node.id));
    throw usageError(`There is no node ${id}.`, `There is: ${ids.join(', ')}.`);
  }
}

function listBreakpoints({ debug, say }: DebugContext): void {
  if (debug.breakpoints.length === 0) say('No breakpoint is set.');
  for (const { node, when } of debug.breakpoints) say(`  ${when} ${node}`);
}

const valueText = (value: Value): string => printable(JSON.stringify(toTaggedJson(value), undefined, 2));

async function showContext({ debug, say, paint }: DebugContext, [checkpoint]: readonly string[]): Promise<void> {
  const entries = await debug.entries(checkpoint === undefined ? undefined : checkpointOf(checkpoint));
  if (entries.length === 0) return say('The context is empty.');
  for (const { key, value, writer } of entries) {
    say(
      `  ${paint('name', printable(key))}  ${printable(value.summary.text)}${writer === undefined ? '' : paint('dim', `  by ${writer}`)}`,
    );
  }
}

async function showDiff({ debug, say, paint }: DebugContext, [first, second]: readonly string[]): Promise<void> {
  const a = first === undefined ? await debug.parentOfHead() : checkpointOf(first);
  const b = second === undefined ? debug.summary.head : checkpointOf(second);
  const changes = await debug.difference(a, b);
  say(paint('dim', `${a} → ${b}`));
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
    const what = wait === undefined ? state : `waits (${wait.type}${wait.type === 'human' ? `: ${wait.title}` : ''})`;
    const tries = attempt > 1 ? `, attempt ${attempt}` : '';
    say(
      `  ${printable(path)}  ${what}${tries}${error === undefined ? '' : `  ${paint('bad', printable(error.message))}`}`,
    );
  }
}

function showAround({ debug, document, say, paint }: DebugContext, asked: string | undefined): void {
  const id = asked ?? debug.next?.node ?? debug.summary.live[0]?.node;
  if (id === undefined) return say('Nothing is next.');
  ensureNode(document, id);
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
