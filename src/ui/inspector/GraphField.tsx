import { graphNames, ownGraph, subGraphNamed } from '../../model/graph-names.ts';
import { useStore } from 'zustand';
import { addGraph, freshGraphName } from '../../editor/graph-edits.ts';
import type { GraphNode, Variant } from '../../model/graph-document.ts';
import { Button } from '../widgets/Button.tsx';
import { Select } from '../widgets/Select.tsx';
import { graphLabel, openGraph } from '../workbench/graph-place.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import styles from './Inspector.module.css';

const fresh = '\u0000new';

/** Which of the document's graphs a scope's variant runs: one of them, or a new one. */
export function GraphField({ node, variant }: { readonly node: GraphNode; readonly variant: Variant }) {
  const workbench = useWorkbench();
  const { editor } = workbench;
  const document = useStore(editor.store, (state) => state.document);
  if (document === undefined) return undefined;
  const config = variant.config ?? {};
  const chosen = typeof config['graph'] === 'string' ? config['graph'] : '';
  const known = graphNames(document).filter((name) => name !== ownGraph);
  const missing = chosen !== '' && !known.includes(chosen);
  const options = [
    ...(chosen === '' ? [{ value: '', label: 'Choose a graph' }] : []),
    ...(missing ? [{ value: chosen, label: `${chosen} (missing)` }] : []),
    ...known.map((name) => ({ value: name, label: graphLabel(document, name) })),
    { value: fresh, label: 'A new graph' },
  ];
  const choose = (value: string) => {
    const name = value === fresh ? freshGraphName(document, node.id) : value;
    const change = {
      type: 'update-variant',
      node: node.id,
      variant: variant.id,
      changes: { config: { ...config, graph: name } },
    } as const;
    const making = value === fresh ? [addGraph(document, name)] : [];
    editor.edit([...making, change], { label: 'Choose graph' });
  };
  const make = () => editor.edit([addGraph(document, chosen)], { label: 'New graph' });
  return (
    <div className={styles['graphField']}>
      <Select
        label="Graph"
        value={chosen}
        options={options}
        error={missing ? 'The workflow has no graph of this name.' : undefined}
        onChange={choose}
      />
      {missing ? (
        <Button onClick={make}>Make it</Button>
      ) : (
        <Button disabled={subGraphNamed(document, chosen) === undefined} onClick={() => openGraph(workbench, chosen)}>
          Open graph
        </Button>
      )}
    </div>
  );
}
