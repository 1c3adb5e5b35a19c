import type { ErrorInfo, ErrorPlace } from '../../model/errors.ts';
import { type ColumnShifts, exportsName, linesBefore, sourceColumn, userFile } from '../source/prepared-source.ts';
import { codeOf } from './coded-error.ts';
import { formatLog } from './format-log.ts';

/** Whose code threw: names the frames of the stack. */
export interface ErrorOrigin {
  readonly node: string;
  readonly variant: string;
  readonly shifts?: ColumnShifts;
}

const maxMessage = 4000;
const maxFrames = 20;

/** What user code threw, as data: message, the user's own frames, and the place of the uppermost of them. */
export function toUserError(thrown: unknown, origin: ErrorOrigin): ErrorInfo {
  const frames = thrown instanceof Error ? userFrames(thrown, origin) : [];
  const place: ErrorPlace = { node: origin.node, variant: origin.variant, ...frames[0]?.place };
  const stack = frames.length === 0 ? {} : { stack: frames.map((frame) => frame.text).join('\n') };
  const coded = codeOf(thrown);
  if (coded !== undefined) return { ...coded, place: { ...place, ...coded.place }, ...stack };
  return { ...describe(thrown), place, ...stack };
}

function describe(thrown: unknown): ErrorInfo {
  if (!(thrown instanceof Error)) {
    return {
      code: 'node/threw',
      message: `The code threw ${article(thrown)}: ${formatLog([thrown]).slice(0, maxMessage)}`,
      thrown: thrown === null ? 'null' : typeof thrown,
      remedy: 'Throw an Error, so that the line is known.',
    };
  }
  const name = readText(thrown, 'name') || 'Error';
  const message = (readText(thrown, 'message') || name).slice(0, maxMessage);
  const remedy = remedyOf(name, message);
  return {
    code: 'node/threw',
    message: message + causeOf(thrown),
    thrown: name,
    ...(remedy === undefined ? {} : { remedy }),
  };
}

function article(thrown: unknown): string {
  const type = thrown === null || thrown === undefined ? String(thrown) : typeof thrown;
  if (type === 'null' || type === 'undefined') return type;
  return type === 'object' ? 'an object' : `a ${type}`;
}

/** The thrown object may lie about itself. */
function readText(error: Error, field: 'name' | 'message' | 'stack'): string {
  try {
    const value: unknown = error[field];
    return typeof value === 'string' ? value : '';
  } catch {
    return '';
  }
}

function causeOf(error: Error): string {
  if (error.cause === undefined) return '';
  const cause = error.cause instanceof Error ? readText(error.cause, 'message') : formatLog([error.cause]);
  return ` (caused by: ${cause.slice(0, 500)})`;
}

function remedyOf(name: string, message: string): string | undefined {
  if (name === 'TypeError' && /read only property|not extensible|Cannot delete property|read-only/.test(message)) {
    return 'What comes from the context is read-only: copy it first, for example with [...rows] or structuredClone(value).';
  }
  if (name === 'EvalError') return 'Code made from text is not run in the sandbox: write it out.';
  if (name === 'ReferenceError' && /is not defined/.test(message)) {
    return 'The sandbox has no page, network or storage; what a node may use is handed to its function.';
  }
  return undefined;
}

interface Frame {
  readonly text: string;
  readonly place: { readonly line: number; readonly column: number };
}

/** Source-mapping tools show a module made from text by its address, which ends in the encoded name. */
const frameSuffix = new RegExp(`(?:^|[/(@ ]|%3D)${userFile.replaceAll('.', '\\.')}(?:%0A)?:(\\d+):(\\d+)\\)?$`);

/** The frames of the user's module, with its own lines and columns; ours and those of libraries left out. */
function userFrames(error: Error, { variant, shifts }: ErrorOrigin): Frame[] {
  const frames: Frame[] = [];
  for (const text of readText(error, 'stack').split('\n')) {
    const found = frameSuffix.exec(text.trim());
    if (found === null || frames.length >= maxFrames) continue;
    const line = Number(found[1]) - linesBefore;
    const column = sourceColumn(shifts, line, Number(found[2]));
    const name = /^\s*at (?:async )?(?:(?:Proxy|Module)\.)?([\w$.<>[\] ]+) \(/.exec(text)?.[1];
    const at = `${variant}:${line}:${column}`;
    // The default export stands alone, without the name that the rewritten module gives it.
    const isAnonymous = name === undefined || name === `${exportsName}.default`;
    frames.push({ text: isAnonymous ? `at ${at}` : `at ${name} (${at})`, place: { line, column } });
  }
  return frames;
}
