import { useState } from 'react';
import { useStore } from 'zustand';
import { nodeId } from '../../model/ids.ts';
import { activeVariant } from '../workbench/labels.ts';
import type { Reveal } from '../workbench/view-state.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import type { NodeTabProps } from './NodeInspector.tsx';
import { VariantEditor } from './VariantEditor.tsx';
import { VariantList } from './VariantList.tsx';

/** The variants to choose from, and the settings or code of the one that is looked at. */
export function VariantsTab({ node, document, reveal }: NodeTabProps & { readonly reveal: Reveal | undefined }) {
  const { debug } = useWorkbench();
  const bound = useStore(debug.store, (state) => state.nodes.get(nodeId(node.id))?.variant);
  const [chosen, setChosen] = useState<string | undefined>(reveal?.variant);
  const [revealed, setRevealed] = useState(reveal);
  if (reveal !== revealed) {
    setRevealed(reveal);
    if (reveal !== undefined) setChosen(reveal.variant);
  }
  const variants = node.variants ?? [];
  const shown =
    variants.find(({ id }) => id === chosen) ?? variants.find(({ id }) => id === bound) ?? activeVariant(node);
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
