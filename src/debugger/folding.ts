import type { ActivationPath } from '../model/ids.ts';
import { frameOfPath } from './frame-index.ts';
import type { TimelineRow } from './timeline-model.ts';

/** Which frames show only the row where they begin: all but some, or only some. */
export interface Folding {
  readonly all: boolean;
  readonly except: ReadonlySet<ActivationPath>;
}

export const nothingFolded: Folding = { all: false, except: new Set() };
export const allFolded: Folding = { all: true, except: new Set() };

export const isFolded = ({ all, except }: Folding, frame: ActivationPath): boolean => all !== except.has(frame);

export function withFold(folding: Folding, frame: ActivationPath, folded: boolean): Folding {
  if (isFolded(folding, frame) === folded) return folding;
  const except = new Set(folding.except);
  if (except.has(frame)) except.delete(frame);
  else except.add(frame);
  return { ...folding, except };
}

/** The rows that stand in no folded frame; all of them, as they are, where none is. */
export function unfoldedRows(rows: readonly TimelineRow[], folding: Folding): readonly TimelineRow[] {
  if (!folding.all && folding.except.size === 0) return rows;
  const known = new Map<ActivationPath, boolean>();
  const isHidden = (frame: ActivationPath | undefined): boolean => {
    if (frame === undefined) return false;
    const found = known.get(frame);
    if (found !== undefined) return found;
    const hidden = isFolded(folding, frame) || isHidden(frameOfPath(frame));
    known.set(frame, hidden);
    return hidden;
  };
  return rows.filter((row) => !isHidden(row.type === 'scope' ? around(row) : row.frame));
}

const around = ({ frame }: TimelineRow): ActivationPath | undefined =>
  frame === undefined ? undefined : frameOfPath(frame);
