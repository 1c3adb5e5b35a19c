import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { WtbError } from '../../model/errors.ts';
import type { ExecutionSummary } from '../../model/execution.ts';
import { workflowId } from '../../model/ids.ts';
import { checkDocument, hasErrors } from '../check-document.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { Command, Invocation } from '../command.ts';
import { failureReport } from '../failure-report.ts';
import { readText } from '../read-text.ts';
import { drive } from '../run/drive.ts';
import { EventTail } from '../run/event-tail.ts';
import { prepareDocument, type PreparedDocument } from '../run/prepare-document.ts';
import { createProgress, noProgress, type Progress } from '../run/progress.ts';
import { makeReport, type RunReport } from '../run/run-report.ts';
import { readSettings, type RunSettings } from '../run/settings.ts';
import { errorText, summaryText } from '../run/summary-text.ts';
import { createSession, type Session } from '../session.ts';
import { paintFor } from '../style.ts';
import { formatProblem } from './validate.ts';
import { runSpec } from './run-spec.ts';
import type { Problem } from '../../graph/problem.ts';

export const runCommand: Command = {
  spec: runSpec,
  async run(invocation) {
    const settings = await readSettings(invocation.options, invocation.terminal);
    return runFile(settings, invocation);
  },
};

async function runFile(settings: RunSettings, invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  const checked = checkDocument(await readText(settings.file ?? '-', terminal));
  if (checked.document === undefined || hasErrors(checked.problems)) {
    return refuse(checked.problems, settings, invocation);
  }
  const prepared = prepareDocument(checked.document, settings);
  const session = openSession(settings, invocation);
  try {
    const begun = await start(session, prepared, settings);
    return await follow(session, begun, { settings, invocation, skipped: prepared.skipped });
  } finally {
    await session.close();
  }
}

function openSession(settings: RunSettings, { assets, terminal }: Invocation): Session {
  const { trust, clock, durations, answers, seed } = settings;
  return createSession({
    assets,
    trust,
    clock,
    durations,
    answers,
    seed,
    onRefusedAnswer: (path, thrown) =>
      terminal.stderr.write(
        `The answer for ${path} was not taken: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`,
      ),
  });
}

function start({ client }: Session, { document }: PreparedDocument, settings: RunSettings): Promise<ExecutionSummary> {
  const { seed, clock, input, variants } = settings;
  return client.executions.start({
    workflow: workflowId(document.id),
    document,
    variants,
    ...(input === undefined ? {} : { input }),
    options: {
      onUncaught: 'fail',
      // Simulated results come in a fixed order by themselves, that of their moments.
      ordered: seed !== undefined && clock.type === 'real',
      ...(seed === undefined ? {} : { seed }),
    },
  });
}

interface Following {
  readonly settings: RunSettings;
  readonly invocation: Invocation;
  readonly skipped: ReadonlySet<string>;
}

/** Shows what happens, waits for the end, and says how it came out. */
async function follow(session: Session, begun: ExecutionSummary, following: Following): Promise<ExitCode> {
  const { settings, invocation, skipped } = following;
  const { terminal } = invocation;
  const { client } = session;
  const progress = progressFor(settings, invocation);
  const printsEvents = settings.output.startsWith('events');
  const tail = new EventTail(client.executions, begun.id, (events, summary) => {
    progress.read(events, summary);
    if (printsEvents) terminal.stdout.write(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  });
  void tail.pull();
  const outcome = await drive(session, begun.id, { terminal, timeoutMs: settings.timeoutMs });
  await tail.close();
  progress.end();
  const report = await makeReport({ client, skipped, ...outcome });
  if (settings.bundle !== undefined) {
    await writeFile(resolve(terminal.cwd, settings.bundle), await client.executions.exportBundle(begun.id));
  }
  print(report, settings, invocation);
  return exitCodes[report.status === 'paused' ? 'failed' : report.status];
}

function progressFor(settings: RunSettings, { terminal }: Invocation): Progress {
  if (settings.quiet || settings.output !== 'summary') return noProgress;
  return createProgress(terminal.stderr, paintFor(terminal.stderr, terminal, settings.noColor));
}

function print(report: RunReport, settings: RunSettings, { terminal }: Invocation): void {
  const { output, quiet, noColor, file } = settings;
  if (output === 'json') terminal.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  if (output === 'events-and-json') terminal.stdout.write(`${JSON.stringify(report)}\n`);
  if (output === 'summary' && !quiet) {
    terminal.stdout.write(summaryText(report, paintFor(terminal.stdout, terminal, noColor)));
  }
  terminal.stderr.write(errorText(report, paintFor(terminal.stderr, terminal, noColor), file));
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
