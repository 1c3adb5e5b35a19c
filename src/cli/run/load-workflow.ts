import { readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { FoundWorkflow, LoadWorkflow } from '../../graph/embed-workflows.ts';
import { parseDocument } from '../../graph/parse.ts';
import { storedWorkflows } from '../../host/stored-workflows.ts';
import { WtbError } from '../../model/errors.ts';
import type { Store } from '../../storage/ports.ts';
import { readText } from '../read-text.ts';
import type { Terminal } from '../terminal.ts';

const endings = ['.yaml', '.yml', '.json', '.wtb.json'];

/**
 * Where workflows that a document refers to come from: the file `<workflow>.yaml` (or .json) beside it, for a version
 * `<workflow>@<version>.yaml`; else the store.
 */
export function workflowLoader(file: string, terminal: Terminal, store: Store): LoadWorkflow {
  const folder = file === '-' ? terminal.cwd : dirname(resolve(terminal.cwd, file));
  const stored = storedWorkflows(store.workflows);
  return async (workflow, version) => {
    const wanted = version === undefined ? workflow : `${workflow}@${version}`;
    const names = await readdir(folder);
    const name = endings.map((ending) => wanted + ending).find((each) => names.includes(each));
    if (name === undefined) return stored(workflow, version);
    return {
      document: await documentAt(join(folder, name), terminal),
      version: version ?? 'file',
    } satisfies FoundWorkflow;
  };
}

async function documentAt(path: string, terminal: Terminal) {
  const parsed = parseDocument(await readText(path, terminal));
  if ('document' in parsed) return parsed.document;
  const [error] = parsed.errors;
  throw new WtbError({
    code: error?.code ?? 'document/syntax',
    message: `${path}: ${error?.message ?? 'It is no document.'}`,
    ...(error?.remedy === undefined ? {} : { remedy: error.remedy }),
  });
}
