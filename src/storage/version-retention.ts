import { versionPinsOf, type VersionPin } from '../graph/version-pins.ts';
import type { GraphDocument } from '../model/graph-document.ts';

/** What retention goes by. */
export interface VersionFacts {
  readonly version: number;
  readonly savedAt: number;
  readonly bytes: number;
}

/** So many of the newest versions are kept, whenever they were saved. */
export const newestKept = 100;
/** Versions beyond the newest one that nobody is pinned to have so much room, per workflow. */
export const versionBytesKept = 16 * 1024 * 1024;

const hourMs = 3_600_000;

/**
 * Which of a workflow's versions, given from the newest on, may go: a workflow is saved with every pause in its editing. Kept are
 * the newest one; the newest {@link newestKept}, and of older ones the last of each hour, as long as they all have room. What a
 * kept version of any workflow is pinned to stays as well: that is for who asks to know.
 */
export function surplusVersions(newestFirst: readonly VersionFacts[]): readonly number[] {
  const hours = new Set<number>();
  let bytes = 0;
  return newestFirst.flatMap(({ version, savedAt, bytes: own }, index) => {
    const hour = Math.floor(savedAt / hourMs);
    const isLastOfHour = !hours.has(hour);
    hours.add(hour);
    if (index === 0) return [];
    if (index >= newestKept && !isLastOfHour) return [version];
    bytes += own;
    return bytes <= versionBytesKept ? [] : [version];
  });
}

/** A pin as a key of an index. */
export const pinKey = ({ workflow, version }: VersionPin): string => `${workflow}@${version}`;

export const pinKeysOf = (document: GraphDocument): string[] => [...new Set(versionPinsOf(document).map(pinKey))];
