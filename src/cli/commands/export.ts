import { toMermaid } from '../../graph/mermaid.ts';
import { formatDocument, parseDocument } from '../../graph/parse.ts';
import { WtbError } from '../../model/errors.ts';
import type { GraphDocument } from '../../model/graph-document.ts';
import type { Command, Invocation } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { isBundleText, isFolder, openExecution, subjectNamed } from '../open-subject.ts';
import { readText } from '../read-text.ts';
import { fileError, usageError } from '../usage-error.ts';
import { writeFile } from '../write-file.ts';

const documentFormats: Readonly<Record<string, (document: GraphDocument) => string>> = {
  json: (document) => formatDocument(document, 'json'),
  yaml: (document) => formatDocument(document, 'yaml'),
  mermaid: toMermaid,
};

export const exportCommand: Command = {
  spec: {
    name: 'export',
    operands: '<file | store#execution>',
    about: 'Writes a document in another format, or an execution of a store as a bundle that the bench opens.',
    options: [
      {
        name: 'format',
        short: 'f',
        value: 'json|yaml|mermaid|bundle',
        about: 'yaml where nothing is said; of executions, bundle.',
      },
      { name: 'output', short: 'o', value: 'file', about: 'Writes there instead of standard output.' },
    ],
    examples: [
      ['wtb export flow.json --format yaml', 'for reading and for reviews'],
      ['wtb export flow.yaml -f mermaid -o flow.mmd', 'a chart for documentation'],
      ['wtb export runs#last -o run.wtb.json', 'a bundle of the last execution'],
      ['wtb export run.wtb.json -f yaml', 'the document that a bundle ran'],
    ],
    notes: [
      'A store without #execution means its last one; - is standard input.',
      'Exit codes: 0 written, 2 bad usage, or neither a document nor an execution.',
    ],
  },
  async run(invocation) {
    const { options, terminal } = invocation;
    const [subject, ...more] = options.operands;
    if (subject === undefined || more.length > 0) throw usageError('Name one file or execution.', 'wtb export <file>');
    const text = await exported(subject, options.one('format'), invocation);
    const output = options.one('output');
    if (output === undefined) terminal.stdout.write(text);
    else await writeFile(output, text, terminal);
    return exitCodes.completed;
  },
};

async function exported(subject: string, format: string | undefined, invocation: Invocation): Promise<string> {
  const { terminal } = invocation;
  const { path } = await subjectNamed(subject, terminal);
  const text = (await isFolder(path, terminal)) ? undefined : await readText(path, terminal);
  const isExecution = text === undefined || isBundleText(text);
  const wanted = format ?? (text === undefined ? 'bundle' : 'yaml');
  if (wanted === 'bundle') {
    if (!isExecution)
      throw usageError('A document is no execution.', 'Export store#execution, or choose another format.');
    return text ?? withExecution(subject, invocation, ({ client }, id) => client.executions.exportBundle(id));
  }
  const print = Object.hasOwn(documentFormats, wanted) ? documentFormats[wanted] : undefined;
  if (print === undefined) throw usageError(`There is no format ${wanted}.`, 'Choose json, yaml, mermaid or bundle.');
  if (isExecution) {
    return print(await withExecution(subject, invocation, ({ client }, id) => client.executions.document(id)));
  }
  return print(documentOf(text, path));
}

async function withExecution<T>(
  subject: string,
  invocation: Invocation,
  read: (
    ...of: [Awaited<ReturnType<typeof openExecution>>['session'], Awaited<ReturnType<typeof openExecution>>['id']]
  ) => Promise<T>,
): Promise<T> {
  const { session, id } = await openExecution(subject, invocation);
  try {
    return await read(session, id);
  } finally {
    await session.close();
  }
}

/** What is wrong with the graph does not keep it from being written down; what is no document does. */
function documentOf(text: string, path: string): GraphDocument {
  const parsed = parseDocument(text);
  if ('document' in parsed) return parsed.document;
  const [error] = parsed.errors;
  if (error === undefined) throw fileError(`${path} is no document.`, 'See wtb validate.', path);
  throw new WtbError({ ...error, code: 'cli/file', message: `${path}: ${error.message}` });
}
