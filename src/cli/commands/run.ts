import { embedWorkflows } from '../../graph/embed-workflows.ts';
import { WtbError } from '../../model/errors.ts';
import type { ExecutionSummary } from '../../model/execution.ts';
import type { GraphDocument } from '../../model/graph-document.ts';
import { workflowId, type ExecutionId } from '../../model/ids.ts';
import { checkDocument, hasErrors } from '../check-document.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { Command, Invocation } from '../command.ts';
import { failureReport } from '../failure-report.ts';
import { formatError } from '../format-problem.ts';
import { findExecution, openExecution, openStoreAt } from '../open-subject.ts';
import { readText } from '../read-text.ts';
import { workflowLoader } from '../run/load-workflow.ts';
import { drive } from '../run/drive.ts';
import { EventTail } from '../run/event-tail.ts';
import { checkAnswers } from '../run/check-answers.ts';
import { prepareDocument } from '../run/prepare-document.ts';
import { createProgress, noProgress, type Progress, type ProgressSources } from '../run/progress.ts';
import { makeReport, type RunReport } from '../run/run-report.ts';
import { readSettings, type RunSettings } from '../run/settings.ts';
import { errorText, summaryText } from '../run/summary-text.ts';
import { createSession, type Session } from '../session.ts';
import { paintFor, printable } from '../style.ts';
import { usageError } from '../usage-error.ts';
import { checkWritable, writeFile } from '../write-file.ts';
import { formatProblem } from './validate.ts';
import { runSpec } from './run-spec.ts';
import type { Problem } from '../../graph/problem.ts';

export const runCommand: Command = {
  spec: runSpec,
  async run(invocation) {
    const settings = await readSettings(invocation.options, invocation.terminal);
    if (settings.bundle !== undefined) await checkWritable(settings.bundle, invocation.terminal);
    if (settings.replay !== undefined) return replayBundle(settings.replay, settings, invocation);
    if (settings.resume !== undefined) return resumeExecution(settings.resume, settings, invocation);
    return runFile(settings, invocation);
  },
};

async function runFile(settings: RunSettings, invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  const checked = checkDocument(await readText(settings.file ?? '-', terminal));
  if (checked.document === undefined || hasErrors(checked.problems)) {
    return refuse(checked.problems, settings, invocation);
  }
  const document = prepareDocument(checked.document, settings);
  const session = await openSession(settings, invocation);
  try {
    const whole = await embedWorkflows(document, workflowLoader(settings.file ?? '-', terminal, session.store));
    checkAnswers(settings.answers, whole);
    const begun = await start(session, whole, settings);
    if (settings.debug) return await debugged(session, begun, { settings, invocation });
    return await follow(session, begun, { settings, invocation });
  } finally {
    await session.close();
  }
}

async function resumeExecution(name: string, settings: RunSettings, invocation: Invocation): Promise<ExitCode> {
  const session = await openSession(settings, invocation);
  try {
    const found = await findExecution(session, name, settings.store ?? '.');
    checkAnswers(settings.answers, await session.client.executions.document(found.id));
    if (settings.debug) return await debugged(session, found, { settings, invocation });
    if (isOver(found)) throw nothingToGoOnWith(found, settings);
    const shownFrom = (await session.client.executions.events(found.id)).length;
    const begun = await session.resume(found.id);
    return await follow(session, begun, { settings, invocation, shownFrom });
  } finally {
    await session.close();
  }
}

/** Every step on what was recorded for it: nothing of the outside happens again, and what comes out must be the same. */
async function replayBundle(path: string, settings: RunSettings, { terminal, assets }: Invocation): Promise<ExitCode> {
  const opening = { terminal, assets, trust: settings.trust };
  const { session, id } = await openExecution(path, opening);
  try {
    const { client } = session;
    const replay = await client.executions.replay(id);
    const status = replay.ok ? 'completed' : 'failed';
    const summary = await client.executions.get(id);
    const report = await makeReport({ client, summary, status, error: replay.problems[0] });
    if (settings.output !== 'summary') {
      terminal.stdout.write(`${JSON.stringify({ ...report, replay }, undefined, 2)}\n`);
    } else {
      const paint = paintFor(terminal.stdout, terminal, settings.noColor);
      const text = replay.ok ? paint('good', '✓ the same') : paint('bad', '✗ different');
      terminal.stdout.write(`${text}  ${replay.steps} steps replayed\n`);
      for (const problem of replay.problems) terminal.stderr.write(formatError(problem, paint));
    }
    return exitCodes[status];
  } finally {
    await session.close();
  }
}

async function openSession(settings: RunSettings, { assets, terminal }: Invocation): Promise<Session> {
  const store = settings.store === undefined ? undefined : await openStoreAt(settings.store, terminal);
  const { trust, clock, durations, answers, seed, debug } = settings;
  return createSession({
    assets,
    trust,
    ...(store === undefined ? {} : { store }),
    clock,
    durations,
    answers,
    seed,
    ...(debug ? { onRefusedAnswer: (path, reason) => terminal.stderr.write(refusalText(path, reason)) } : {}),
  });
}

/** A debugger needs the workflow beside its executions: breakpoints are kept with it. */
async function ensureWorkflow({ client }: Session, document: GraphDocument): Promise<void> {
  const known = await client.workflows.list();
  if (!known.some(({ id }) => id === document.id)) await client.workflows.create(document);
}

async function debugged(session: Session, begun: ExecutionSummary, following: Following): Promise<ExitCode> {
  const { settings, invocation } = following;
  const { terminal } = invocation;
  const { client } = session;
  const document = await client.executions.document(begun.id);
  await ensureWorkflow(session, document);
  const { DebugSession } = await import('../debug/debug-session.ts');
  const { runDebugger } = await import('../debug/debugger.ts');
  const debug = new DebugSession(session, begun.workflow, await client.executions.whenIdle(begun.id));
  // Those of an earlier session hold again: they are listed, too.
  debug.breakpoints = (await client.workflows.get(begun.workflow)).breakpoints;
  await runDebugger({ debug, document, terminal, paint: paintFor(terminal.stdout, terminal, settings.noColor) });
  const { summary } = debug;
  const error = summary.error ?? (summary.pause?.type === 'error' ? summary.pause.error : undefined);
  const status = isOver(summary) ? summary.status : error === undefined ? 'paused' : 'failed';
  const report = await makeReport({ client, summary, status, error });
  await saveBundle(session, debug.id, following);
  if (settings.output !== 'summary') print(report, settings, invocation);
  return report.status === 'paused' ? exitCodes.completed : exitCodes[report.status];
}

const isOver = (
  summary: ExecutionSummary,
): summary is ExecutionSummary & { readonly status: 'completed' | 'failed' | 'stopped' } =>
  ['completed', 'failed', 'stopped'].includes(summary.status);

async function saveBundle({ client }: Session, id: ExecutionId, { settings, invocation }: Following): Promise<void> {
  if (settings.bundle === undefined) return;
  await writeFile(settings.bundle, await client.executions.exportBundle(id), invocation.terminal);
}

function start({ client }: Session, document: GraphDocument, settings: RunSettings): Promise<ExecutionSummary> {
  const { seed, clock, input, variants } = settings;
  return client.executions.start({
    workflow: workflowId(document.id),
    document,
    variants,
    ...(input === undefined ? {} : { input }),
    options: {
      onUncaught: settings.debug ? 'pause' : 'fail',
      startPaused: settings.debug,
      // Simulated results come in a fixed order by themselves, that of their moments.
      ordered: seed !== undefined && clock.type === 'real',
      ...(seed === undefined ? {} : { seed }),
    },
  });
}

interface Following {
  readonly settings: RunSettings;
  readonly invocation: Invocation;
  /** What happened before this event was shown when it happened. */
  readonly shownFrom?: number;
}

/** Shows what happens, waits for the end, and says how it came out. */
async function follow(session: Session, begun: ExecutionSummary, following: Following): Promise<ExitCode> {
  const { settings, invocation, shownFrom = 0 } = following;
  const { terminal } = invocation;
  const { client } = session;
  const progress = progressFor({ ...session, shownFrom }, settings, invocation);
  const printsEvents = settings.output.startsWith('events');
  const tail = new EventTail(client.executions, begun.id, (events, summary) => {
    progress.read(events, summary);
    if (printsEvents) terminal.stdout.write(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  });
  void tail.pull();
  const outcome = await drive(session, begun.id, { terminal, timeoutMs: settings.timeoutMs });
  await tail.close();
  progress.end();
  for (const [path, reason] of session.refusals) {
    if (path !== outcome.unanswered) terminal.stderr.write(refusalText(path, reason));
  }
  const report = await makeReport({ client, ...outcome });
  await saveBundle(session, begun.id, following);
  print(report, settings, invocation);
  return exitCodes[report.status === 'paused' ? 'failed' : report.status];
}

const refusalText = (path: string, reason: string): string =>
  `The answer for ${printable(path)} was not taken: ${printable(reason)}\n`;

function nothingToGoOnWith({ id, status }: ExecutionSummary, { store = '.' }: RunSettings): WtbError {
  return usageError(
    `Execution ${id} is ${status}: there is nothing to go on with.`,
    `Start another with wtb run <file>, or go back to one of its steps: wtb run --store ${store} --resume ${id} --debug, there back or goto.`,
  );
}

function progressFor(sources: ProgressSources, settings: RunSettings, { terminal }: Invocation): Progress {
  if (settings.quiet || settings.output !== 'summary') return noProgress;
  return createProgress(terminal.stderr, paintFor(terminal.stderr, terminal, settings.noColor), sources);
}

function print(report: RunReport, settings: RunSettings, { terminal }: Invocation): void {
  const { output, quiet, noColor } = settings;
  if (output === 'json') terminal.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  if (output === 'events-and-json') terminal.stdout.write(`${JSON.stringify(report)}\n`);
  if (output === 'summary' && !quiet) {
    terminal.stdout.write(summaryText(report, paintFor(terminal.stdout, terminal, noColor), settings.store));
  }
  terminal.stderr.write(errorText(report, paintFor(terminal.stderr, terminal, noColor)));
}

/** A document that cannot run: every problem, and the JSON all the same. */
function refuse(problems: readonly Problem[], settings: RunSettings, { terminal }: Invocation): ExitCode {
  const [error] = problems.filter(({ severity }) => severity === 'error');
  if (error === undefined)
    throw new WtbError({ code: 'internal/bug', message: 'A document was refused without a reason.' });
  const { severity: _, ...info } = error;
  if (settings.output === 'json' || settings.output === 'events-and-json') {
    const indent = settings.output === 'json' ? 2 : undefined;
    terminal.stdout.write(`${JSON.stringify({ ...failureReport(info, 'invalid'), problems }, undefined, indent)}\n`);
  }
  const paint = paintFor(terminal.stderr, terminal, settings.noColor);
  for (const problem of problems) terminal.stderr.write(`${formatProblem(settings.file ?? '-', problem, paint)}\n`);
  return exitCodes.invalid;
}
