import { useState } from 'react';
import { useStore } from 'zustand';
import { usePlanId } from '../workbench/graph-place.ts';
import { activeVariant } from '../workbench/labels.ts';
import type { Reveal } from '../workbench/view-state.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import type { NodeTabProps } from './NodeInspector.tsx';
import { VariantEditor } from './VariantEditor.tsx';
import { VariantList } from './VariantList.tsx';

/** The variants to choose from, and the settings or code of the one that is looked at. */
export function VariantsTab({ node, document, reveal }: NodeTabProps & { readonly reveal: Reveal | undefined }) {
  const { debug } = useWorkbench();
  const id = usePlanId(node.id);
  const bound = useStore(debug.store, (state) => state.nodes.get(id)?.variant);
  const [chosen, setChosen] = useState<string | undefined>(reveal?.variant);
  const [revealed, setRevealed] = useState(reveal);
  if (reveal !== revealed) {
    setRevealed(reveal);
    if (reveal !== undefined) setChosen(reveal.variant);
  }
  const variants = node.variants ?? [];
  const shown =
    variants.find((variant) => variant.id === chosen) ??
    variants.find((variant) => variant.id === bound) ??
    activeVariant(node);
  return (
    <>
      <VariantList node={node} shown={shown?.id} onShow={setChosen} />
      {shown === undefined ? undefined : (
        <VariantEditor
          key={shown.id}
          node={node}
          variant={shown}
          document={document}
          reveal={reveal?.variant === shown.id ? reveal : undefined}
        />
      )}
    </>
  );
}
