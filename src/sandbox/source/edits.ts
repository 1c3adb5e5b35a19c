import { type ColumnShifts, sourceColumn } from './prepared-source.ts';

/** A part of a text and what stands there instead. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  /** Of one line; where it is shorter it is filled up with spaces, line breaks staying. */
  readonly text: string;
}

export interface Edited {
  readonly code: string;
  /** Where an edit was longer than what it replaced; absent where no column moved. */
  readonly shifts?: ColumnShifts;
}

/** Of edits that start at the same place, insertions come first, then in the order given. */
export function applyEdits(code: string, edits: readonly Edit[]): Edited {
  let result = '';
  let at = 0;
  const moves: Move[] = [];
  for (const { start, end, text } of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const rest = code.slice(start + text.length, end).replace(/[^\n\r\u2028\u2029]/g, ' ');
    result += code.slice(at, start) + text + rest;
    at = end;
    const by = text.length - (end - start);
    if (by > 0) moves.push({ at: result.length - by, by });
  }
  const edited = result + code.slice(at);
  return moves.length === 0 ? { code: edited } : { code: edited, shifts: shiftsOf(edited, moves) };
}

interface Move {
  /** Where text begins that nothing stands for in the source. */
  readonly at: number;
  /** Its length: it counts as the place before it, and what follows is moved. */
  readonly by: number;
}

function shiftsOf(code: string, moves: readonly Move[]): ColumnShifts {
  const starts = [
    0,
    ...Array.from(code.matchAll(/\r\n|[\n\r\u2028\u2029]/g), ({ 0: sign, index }) => index + sign.length),
  ];
  const shifts: (readonly [number, number])[][] = starts.map(() => []);
  let line = 0;
  for (const { at, by } of moves) {
    line = starts.findIndex((_, index) => index >= line && at < (starts[index + 1] ?? Infinity));
    const column = at - (starts[line] ?? 0);
    const before = shifts[line]?.at(-1)?.[1] ?? 0;
    for (let i = 1; i <= by; i++) shifts[line]?.push([column + i, before - i]);
  }
  return shifts;
}

/** From the columns of a text that was changed twice to those of the first. */
export function composeShifts(
  second: ColumnShifts | undefined,
  first: ColumnShifts | undefined,
): ColumnShifts | undefined {
  if (second === undefined || first === undefined) return second ?? first;
  return Array.from({ length: Math.max(second.length, first.length) }, (_, line) => {
    const outer = second[line] ?? [];
    const starts = [...outer.map(([at]) => at), ...(first[line] ?? []).map(([at]) => movedTo(outer, at))];
    return [...new Set(starts)]
      .sort((a, b) => a - b)
      .map((at) => {
        const column = sourceColumn(first, line + 1, sourceColumn(second, line + 1, at + 1));
        return [at, column - (at + 1)] as const;
      });
  });
}

/** Where a column stands after the shifts of its line. */
function movedTo(shifts: ColumnShifts[number], column: number): number {
  let at = column;
  for (const [start, shift] of shifts) {
    if (column - shift < start) break;
    at = column - shift;
  }
  return at;
}
