import type { VerifyReport } from '../../host/engine-client.ts';
import { toErrorInfo, type ErrorInfo } from '../../model/errors.ts';
import type { Command, Invocation } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatError } from '../format-problem.ts';
import { findExecution, isFolder, openBundle, openStoreAt, subjectNamed } from '../open-subject.ts';
import { readText } from '../read-text.ts';
import { createSession, type Session } from '../session.ts';
import { paintFor, printable } from '../style.ts';
import { isInvalidError, usageError } from '../usage-error.ts';

interface Verified extends VerifyReport {
  /** Its id in a store; absent for what is wrong with the store as a whole. */
  readonly execution?: string;
  /** The file, of a bundle: it names no execution. */
  readonly bundle?: string;
}

export const verifyCommand: Command = {
  spec: {
    name: 'verify',
    operands: '<bundle | store>[#execution]',
    about:
      'Recomputes what is stored from what it claims to be: values and checkpoints by their hashes, the order of the log, the plan.',
    options: [
      { name: 'replay', about: 'Also runs every step again on what was recorded for it, and compares what it writes.' },
      { name: 'trust', about: 'With --replay: runs the code in this very process, with all of its rights.' },
      {
        name: 'json',
        about: 'Print one JSON object: { ok, executions: [{ execution or bundle, ok, steps, problems }] }.',
      },
    ],
    examples: [
      ['wtb verify run.wtb.json', 'a bundle that somebody sent'],
      ['wtb verify runs', 'every execution of a store'],
      ['wtb verify runs#last --replay', 'the last one, each step run again'],
    ],
    notes: ['Exit codes: 0 all is as it should be, 1 something is not, 2 bad usage, or no bundle and no store.'],
  },
  async run(invocation) {
    const { options, terminal } = invocation;
    const [subject, ...more] = options.operands;
    if (subject === undefined || more.length > 0)
      throw usageError('Name one bundle or store.', 'wtb verify <bundle | store>');
    const executions = await verifySubject(subject, invocation);
    const ok = executions.every((each) => each.ok);
    if (options.has('json')) terminal.stdout.write(`${JSON.stringify({ ok, executions }, undefined, 2)}\n`);
    else print(executions, invocation);
    return ok ? exitCodes.completed : exitCodes.failed;
  },
};

async function verifySubject(subject: string, invocation: Invocation): Promise<Verified[]> {
  const { terminal, assets, options } = invocation;
  const name = await subjectNamed(subject, terminal);
  const replays = options.has('replay');
  const trust = options.has('trust');
  if (!(await isFolder(name.path, terminal))) {
    const text = await readText(name.path, terminal);
    try {
      const { session, id } = await openBundle(text, name, { terminal, assets, trust });
      const { execution: _, ...report } = await verifyOne(session, id, replays);
      return [{ bundle: name.path, ...report }];
    } catch (thrown) {
      if (isInvalidError(thrown)) throw thrown;
      return [{ bundle: name.path, ...broken(toErrorInfo(thrown)) }];
    }
  }
  const session = createSession({ assets, trust, store: await openStoreAt(name.path, terminal) });
  const { executions } = session.client;
  const chosen =
    name.execution === undefined ? await executions.list() : [await findExecution(session, name.execution, name.path)];
  const verified: Verified[] = [];
  for (const { id } of chosen) verified.push(await verifyOne(session, id, replays));
  const { store } = await session.client.health();
  await session.close();
  return [...verified, ...(store.problems ?? []).map(broken)];
}

const broken = (problem: ErrorInfo): Verified => ({ ok: false, steps: 0, problems: [problem] });

async function verifyOne(
  { client }: Session,
  id: Parameters<typeof client.executions.verify>[0],
  replays: boolean,
): Promise<Verified> {
  const verified = await client.executions.verify(id);
  if (!replays || !verified.ok) return { execution: id, ...verified };
  return { execution: id, ...(await client.executions.replay(id)) };
}

function print(executions: readonly Verified[], { terminal, options }: Invocation): void {
  const paint = paintFor(terminal.stdout, terminal, options.has('no-color'));
  for (const { execution, bundle, ok, steps, problems } of executions) {
    const known = execution ?? bundle;
    const name = known === undefined ? '' : ` ${printable(known)}`;
    terminal.stdout.write(`${ok ? paint('good', '✓') : paint('bad', '✗')}${name} ${paint('dim', `${steps} steps`)}\n`);
    for (const problem of problems) terminal.stdout.write(formatError(problem, paint));
  }
  if (executions.length === 0) terminal.stdout.write('There is no execution.\n');
}
