import type { ColumnShifts } from './prepared-source.ts';

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The numbers of one segment of a source map: base 64, five bits a digit, sign in the lowest bit. */
function decodeSegment(text: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let bits = 0;
  for (const character of text) {
    const digit = digits.indexOf(character);
    value += (digit & 31) * 2 ** bits;
    bits += 5;
    if ((digit & 32) !== 0) continue;
    numbers.push(value % 2 === 1 ? -Math.floor(value / 2) : value / 2);
    value = 0;
    bits = 0;
  }
  return numbers;
}

/** Column shifts from a source map whose lines are the source's lines. */
export function columnShiftsOf(mappings: string): ColumnShifts {
  let sourceColumn = 0;
  return mappings.split(';').map((line) => {
    let generated = 0;
    const shifts: (readonly [number, number])[] = [];
    for (const segment of line.split(',').filter((text) => text !== '')) {
      const [columnDelta = 0, , , sourceDelta = 0] = decodeSegment(segment);
      generated += columnDelta;
      sourceColumn += sourceDelta;
      shifts.push([generated, sourceColumn - generated]);
    }
    return shifts;
  });
}
