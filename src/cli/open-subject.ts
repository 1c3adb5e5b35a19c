import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Point } from '../host/engine-client.ts';
import type { ExecutionSummary } from '../model/execution.ts';
import type { ExecutionId } from '../model/ids.ts';
import { openFileStore } from '../storage/file/file-store.ts';
import type { Store } from '../storage/ports.ts';
import { readText } from './read-text.ts';
import { createSession, type Session } from './session.ts';
import type { Assets, Terminal } from './terminal.ts';
import { fileError } from './usage-error.ts';

/** What commands about the past are pointed at: `file`, `folder`, `folder#execution`, each with `@checkpoint` or `@path`. */
export interface SubjectName {
  readonly path: string;
  /** Id, or its beginning, or `last`. */
  readonly execution: string | undefined;
  /** A checkpoint's id, or the path of a step: `map[12]/score`. */
  readonly point: string | undefined;
}

const segment = String.raw`[\w-]+(?:#\d+)?(?:\[\d+\])?`;
const subjectPattern = new RegExp(`^(.*?)(?:#([^@#]+))?(?:@(${segment}(?:/${segment})*))?$`);

/** What is there under the whole text is meant before anything that the text could say besides. */
export async function subjectNamed(text: string, { cwd }: Pick<Terminal, 'cwd'>): Promise<SubjectName> {
  const isThere = (await stat(resolve(cwd, text)).catch(() => undefined)) !== undefined;
  const [, path = text, execution, point] = (isThere ? undefined : subjectPattern.exec(text)) ?? [];
  return { path, execution, point };
}

export async function isFolder(path: string, { cwd }: Terminal): Promise<boolean> {
  if (path === '-') return false;
  return (await stat(resolve(cwd, path)).catch(() => undefined))?.isDirectory() ?? false;
}

/** A file in the place of the folder is a slip of whoever typed it, not a fault of the storage. */
export async function openStoreAt(path: string, { cwd }: Terminal): Promise<Store> {
  const found = await stat(resolve(cwd, path)).catch(() => undefined);
  if (found !== undefined && !found.isDirectory()) {
    throw fileError(`${path} is a file, and executions are kept in a folder.`, 'Name a folder.', path);
  }
  return openFileStore(resolve(cwd, path));
}

/** The execution of a store that is meant: by id, by a beginning of it that is unique, or the last one made. */
export async function findExecution(
  { client }: Pick<Session, 'client'>,
  name: string,
  path: string,
): Promise<ExecutionSummary> {
  const all = await client.executions.list();
  const found = name === 'last' ? all.slice(0, 1) : all.filter(({ id }) => id === name || id.startsWith(name));
  const [only] = found;
  if (only !== undefined && (found.length === 1 || only.id === name)) return only;
  if (all.length === 0) throw fileError(`${path} holds no execution.`, 'Make one with wtb run --store.', path);
  const what = found.length === 0 ? `no execution ${name}` : `more than one execution that begins with ${name}`;
  throw fileError(`${path} holds ${what}.`, `It holds: ${all.map(({ id }) => id).join(', ')}.`, path);
}

/** One execution out of a bundle or a store, open for reading. */
export interface OpenExecution {
  readonly session: Session;
  readonly id: ExecutionId;
  readonly point: Point;
}

export interface Opening {
  readonly terminal: Terminal;
  readonly assets: Assets;
  /** Whether its code may run in this process, where any is run. */
  readonly trust?: boolean;
}

export async function openStoredExecution(
  name: SubjectName,
  { terminal, assets, trust = false }: Opening,
): Promise<OpenExecution> {
  const session = createSession({ assets, trust, store: await openStoreAt(name.path, terminal) });
  const { id, head } = await findExecution(session, name.execution ?? 'last', name.path);
  return { session, id, point: (name.point ?? head) as Point };
}

export async function openBundle(
  text: string,
  name: SubjectName,
  { assets, trust = false }: Opening,
): Promise<OpenExecution> {
  if (!isBundleText(text) && isDocumentText(text)) {
    throw fileError(
      `${name.path} is a document, and no execution.`,
      `Look at it with wtb validate ${name.path}.`,
      name.path,
    );
  }
  const session = createSession({ assets, trust });
  const { id, head } = await session.client.executions.importBundle(text);
  return { session, id, point: (name.point ?? head) as Point };
}

export const isBundleText = (text: string): boolean => /^\s*\{\s*"format"\s*:\s*"wtb-bundle\//.test(text);

const isDocumentText = (text: string): boolean => /^\s*(\{\s*"format"\s*:\s*"wtb\/|format\s*:\s*['"]?wtb\/)/.test(text);

/** A store's execution where the path is a folder, else a bundle. */
export async function openExecution(text: string, opening: Opening): Promise<OpenExecution> {
  const name = await subjectNamed(text, opening.terminal);
  if (await isFolder(name.path, opening.terminal)) return openStoredExecution(name, opening);
  return openBundle(await readText(name.path, opening.terminal), name, opening);
}
