import { useMemo } from 'react';
import { sideOf } from '../../debugger/compare.ts';
import type { DebugState } from '../../debugger/debug-state.ts';
import { useStepActions } from '../timeline/step-actions.ts';
import { useDebug } from '../timeline/use-debug.ts';
import { Button } from '../widgets/Button.tsx';
import { Menu } from '../widgets/Menu.tsx';
import type { MenuEntry } from '../widgets/Menu.tsx';
import { namesOf, rowReference, rowTitle } from '../timeline/names.ts';

/** Picks the other side of a comparison: the head, the end of a branch, or the step before. */
export function CompareWithMenu() {
  const actions = useStepActions();
  const targets = useCompareTargets();
  const items: readonly MenuEntry[] =
    targets.length === 0
      ? [{ label: 'Nothing to compare with yet', onSelect: () => undefined, disabled: true }]
      : targets.map((target) => ({
          label: target.label,
          hint: target.hint,
          onSelect: () => actions.compare(target.checkpoint),
        }));
  return <Menu trigger={<Button size="small">Compare with…</Button>} items={items} align="end" />;
}

function useCompareTargets() {
  const rows = useDebug((state) => state.rows);
  const rowOf = useDebug((state) => state.rowOf);
  const branches = useDebug((state) => state.branches);
  const head = useDebug((state) => state.head);
  const selected = useDebug((state) => state.selected);
  const names = namesOf(useDebug((state) => state.document));
  return useMemo(() => {
    const rowAt = (checkpoint: DebugState['head']) =>
      rows[checkpoint === undefined ? -1 : (rowOf.get(checkpoint) ?? -1)];
    const before = rowAt(selected)?.parent;
    const choices = [
      { label: 'The head', checkpoint: head },
      ...branches.map((branch) => ({ label: `End of branch ${branch.number}`, checkpoint: branch.leaf })),
      { label: 'The step before', checkpoint: before },
      { label: 'The start', checkpoint: sideOf(rows, rowOf, selected)[0]?.checkpoint },
    ];
    const seen = new Set<DebugState['head']>([selected, undefined]);
    return choices.flatMap(({ label, checkpoint }) => {
      const row = rowAt(checkpoint);
      if (row === undefined || checkpoint === undefined || seen.has(checkpoint)) return [];
      seen.add(checkpoint);
      return [{ label, checkpoint, hint: `${rowReference(row)} · ${rowTitle(row, names)}` }];
    });
  }, [rows, rowOf, branches, head, selected, names]);
}
