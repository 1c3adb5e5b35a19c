import ChevronDown from 'lucide-react/icons/chevron-down';
import { useStore } from 'zustand';
import { ChipButton } from '../widgets/Chip.tsx';
import { Menu } from '../widgets/Menu.tsx';
import type { MenuEntry } from '../widgets/Menu.tsx';
import { activeVariant, variantLabel } from '../workbench/labels.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import type { Workbench } from '../workbench/workbench.ts';
import type { NodeFacts } from './node-facts.ts';
import { isReadOnly } from './read-only.ts';
import styles from './NodeCard.module.css';

/** The variant shown on the card; with several it opens the choice. */
export function VariantChip({ facts }: { readonly facts: NodeFacts }) {
  const workbench = useWorkbench();
  const swappable = useStore(workbench.debug.store, ({ execution }) =>
    ['paused', 'interrupted', 'failed', 'completed'].includes(execution?.status ?? ''),
  );
  const variants = facts.node.variants ?? [];
  if (variants.length < 2) return <span className={styles['variant']}>{soleName(facts)}</span>;
  return (
    <Menu
      items={variantEntries(workbench, facts, swappable)}
      trigger={
        <ChipButton
          className={`${styles['chip']} nodrag`}
          tone={facts.run?.state === 'paused' ? 'accent' : 'neutral'}
          tabIndex={-1}
          data-tour="variant"
          title={`Variant ${facts.variantName}, one of ${variants.length}`}
          onDoubleClick={(event) => event.stopPropagation()}
        >
          <span className={styles['chipText']}>{facts.variantName}</span>
          <ChevronDown aria-hidden="true" />
          {variants.length}
        </ChipButton>
      }
    />
  );
}

/** A sole variant is worth a word only where its author gave it one. */
function soleName(facts: NodeFacts): string {
  if (facts.scopeGraph !== undefined) return facts.scopeGraph;
  return facts.variantName.toLowerCase() === 'main' || facts.variantName === 'default'
    ? facts.node.kind
    : facts.variantName;
}

function variantEntries(workbench: Workbench, facts: NodeFacts, swappable: boolean): readonly MenuEntry[] {
  const { node } = facts;
  const variants = node.variants ?? [];
  const swap: readonly MenuEntry[] = variants.map((variant) => ({
    label: variantLabel(variant),
    checked: facts.variant === variant.id,
    onSelect: () => workbench.view.setState({ dialog: { type: 'swap', node: facts.id, variant: variant.id } }),
  }));
  const activate: readonly MenuEntry[] = variants.map((variant) => ({
    label: variantLabel(variant),
    checked: activeVariant(node)?.id === variant.id,
    onSelect: () =>
      workbench.editor.edit([{ type: 'set-active', node: node.id, variant: variant.id }], {
        label: `Make ${variantLabel(variant)} active`,
      }),
  }));
  const forNew: readonly MenuEntry[] = isReadOnly(workbench)
    ? []
    : [{ type: 'label', label: 'Active in new executions' }, ...activate];
  if (!swappable) return forNew;
  return [{ type: 'label', label: 'Swap in this execution' }, ...swap, { type: 'separator' }, ...forNew];
}
