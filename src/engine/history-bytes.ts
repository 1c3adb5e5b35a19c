import type { StoredValue } from '../context/stored-value.ts';

/**
 * How many bytes the values of an execution's history take: each version of each value, over all branches. Bounds count
 * until sizes are asked for, so that nothing is encoded to find out that the limit is far.
 */
export class HistoryBytes {
  private measured = 0;
  private bound = 0;
  private unmeasured: StoredValue[] = [];

  add(values: readonly StoredValue[]): void {
    for (const value of values) {
      this.unmeasured.push(value);
      this.bound += value.bytesBound;
    }
  }

  /** Whether so many bytes more are surely within the limit. */
  hasRoom(limit: number, bytesBound: number): boolean {
    return this.measured + this.bound + bytesBound <= limit;
  }

  /** Of a value that is saved already. */
  addMeasured(bytes: number): void {
    this.measured += bytes;
  }

  /** What the history would take with `more`, where that is beyond the limit. */
  beyond(limit: number, more: readonly StoredValue[]): number | undefined {
    let added = 0;
    for (const { bytesBound } of more) added += bytesBound;
    if (this.measured + this.bound + added <= limit) return undefined;
    this.measure();
    const bytes = more.reduce((sum, value) => sum + value.bytes, this.measured);
    return bytes > limit ? bytes : undefined;
  }

  /** Encodes what was not encoded yet; costs little once values are saved. */
  measure(): void {
    for (const { bytes } of this.unmeasured) this.measured += bytes;
    this.unmeasured = [];
    this.bound = 0;
  }
}
