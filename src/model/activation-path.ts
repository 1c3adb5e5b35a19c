import { activationPath, type ActivationPath } from './ids.ts';

/*
 * How people name activations: by the path that events have (`map[12]/loop[3]/score`), with `#n` behind it where the n-th
 * activation there is meant (`score#2`). In what is looked for, `[*]` stands for any index and `#*` for any iteration.
 */

/** One activation: where it stands, and which of those that stood there. */
export interface ActivationAddress {
  readonly path: ActivationPath;
  /** From 1; absent where none was said. */
  readonly iteration?: number;
}

/** `a#3` → the third at `a`. What is no such text is the path itself. */
export function addressOf(text: string): ActivationAddress {
  const [, path, iteration] = /^(.+)#([1-9]\d*)$/.exec(text) ?? [];
  if (path === undefined) return { path: activationPath(text) };
  return { path: activationPath(path), iteration: Number(iteration) };
}

/** The text that {@link addressOf} reads: the first one is named by its path alone. */
export const addressText = (path: ActivationPath, iteration = 1): ActivationPath =>
  iteration === 1 ? path : activationPath(`${path}#${iteration}`);

/**
 * Which of the steps on the way to a point a text names, these in order: of several with the same number (a scope was tried
 * again) the last. A path without a number names the first that was committed there.
 */
export function stepNamed<S extends { readonly path: string | undefined; readonly iteration: number | undefined }>(
  steps: readonly S[],
  text: string,
): S | undefined {
  const { path, iteration } = addressOf(text);
  const there = steps.filter((step) => step.path === path);
  const first = iteration ?? Math.min(...there.map((step) => step.iteration ?? 1));
  return there.findLast((step) => (step.iteration ?? 1) === first);
}

/** The path without what says which of several: `map#2[12]/score#3` → `map`, `score`. `undefined` for what is no path. */
export function localIdsOf(pattern: string): readonly string[] | undefined {
  const segments = pattern.split('/').map(segmentOf);
  const ids = segments.flatMap((segment) => (segment === undefined ? [] : [segment.id]));
  // An item or an iteration is no activation: what stands in it is.
  return ids.length === segments.length && segments.at(-1)?.index === undefined ? ids : undefined;
}

/** The path with other ids in its parts, one for each. */
export function withLocalIds(pattern: string, ids: readonly string[]): ActivationPath {
  const parts = pattern.split('/').map((part, at) => (ids[at] ?? '') + part.slice(segmentOf(part)?.id.length ?? 0));
  return activationPath(parts.join('/'));
}

/**
 * Whether a pattern names this activation. Its last part without `#n` holds for every activation there, as events have one
 * path for all of them; any other part without it for the first.
 */
export function matchesActivation(pattern: string, path: string, iteration: number): boolean {
  if (!/[#*]/.test(pattern)) return pattern === path;
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return false;
  const last = wanted.length - 1;
  return wanted.every((text, at) => {
    const [sought, found] = [segmentOf(text), segmentOf(given[at] ?? '')];
    if (sought?.id !== found?.id || sought === undefined || found === undefined) return false;
    const turn = at === last ? String(iteration) : (found.turn ?? '1');
    return fits(sought.turn ?? (at === last ? '*' : '1'), turn) && fits(sought.index, found.index);
  });
}

const fits = (sought: string | undefined, found: string | undefined): boolean =>
  sought === found || (sought === '*' && found !== undefined);

interface Segment {
  readonly id: string;
  readonly turn: string | undefined;
  readonly index: string | undefined;
}

function segmentOf(text: string): Segment | undefined {
  const [, id, turn, index] = /^([A-Za-z0-9_-]+)(?:#([1-9]\d*|\*))?(?:\[(\d+|\*)\])?$/.exec(text) ?? [];
  return id === undefined ? undefined : { id, turn, index };
}

/** The middle of a long path is only counted: `a/again/…(29)…/again`. */
export function shortPath(path: string): string {
  const parts = path.split('/');
  if (parts.length <= 6) return path;
  return [...parts.slice(0, 2), `…(${parts.length - 3})…`, ...parts.slice(-1)].join('/');
}
