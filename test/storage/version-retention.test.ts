import { describe, expect, it } from 'vitest';
import { newestKept, surplusVersions, versionBytesKept } from '../../src/storage/version-retention.ts';

const hour = 3_600_000;
const of = (count: number, facts: (index: number) => { savedAt?: number; bytes?: number }) =>
  Array.from({ length: count }, (_, index) => ({ version: count - index, savedAt: 0, bytes: 1, ...facts(index) }));

describe('versions that may go', () => {
  it('[S18] are none as long as there are few', () => {
    expect(surplusVersions(of(newestKept, () => ({})))).toEqual([]);
    expect(surplusVersions([])).toEqual([]);
  });

  it('[S18] are older ones that are not the last of their hour', () => {
    const versions = of(newestKept + 4, (index) => ({ savedAt: index < newestKept ? 9 * hour : (105 - index) * hour }));
    expect(surplusVersions(versions)).toEqual([]);
    const sameHour = of(newestKept + 4, (index) => ({ savedAt: index < newestKept + 1 ? 9 * hour : 2 * hour }));
    expect(surplusVersions(sameHour)).toEqual([4, 2, 1]);
  });

  it('[S18] are those for which there is no room beside newer ones, but never the newest', () => {
    const third = Math.floor(versionBytesKept / 3);
    expect(surplusVersions(of(6, () => ({ bytes: third })))).toEqual([2, 1]);
    expect(surplusVersions(of(2, () => ({ bytes: versionBytesKept * 2 })))).toEqual([1]);
  });
});
