import { useStore } from 'zustand';
import { addGraph, freshGraphName } from '../../editor/graph-edits.ts';
import type { GraphEdit } from '../../graph/edit.ts';
import { workflowReference } from '../../graph/version-pins.ts';
import type { GraphDocument, GraphNode, Variant } from '../../model/graph-document.ts';
import { graphNames, ownGraph, subGraphNamed } from '../../model/graph-names.ts';
import type { JsonObject } from '../../model/value.ts';
import { Button } from '../widgets/Button.tsx';
import { Select } from '../widgets/Select.tsx';
import { graphLabel, openGraph } from '../workbench/graph-place.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import styles from './Inspector.module.css';
import { WorkflowField } from './WorkflowField.tsx';

/** Choices that are no graph's name: ids have no spaces. */
const fresh = 'a new graph';
const elsewhere = 'another workflow';

/** What a scope's variant runs: one of the document's graphs, a new one, or another workflow. */
export function GraphField({ node, variant }: { readonly node: GraphNode; readonly variant: Variant }) {
  const workbench = useWorkbench();
  const { editor } = workbench;
  const document = useStore(editor.store, (state) => state.document);
  if (document === undefined) return undefined;
  const config = variant.config ?? {};
  const workflow = typeof config['workflow'] === 'string' ? config['workflow'] : undefined;
  const chosen = typeof config['graph'] === 'string' ? config['graph'] : '';
  const missing = workflow === undefined && chosen !== '' && subGraphNamed(document, chosen) === undefined;
  const set = (next: JsonObject, before: readonly GraphEdit[] = []) => {
    const { graph: _graph, workflow: _workflow, version: _version, ...rest } = config;
    const changes = { config: { ...rest, ...next } };
    editor.edit([...before, { type: 'update-variant', node: node.id, variant: variant.id, changes }], {
      label: 'Choose graph',
    });
  };
  const choose = (value: string) => {
    if (value === elsewhere) return set({ workflow: '' });
    if (value !== fresh) return set({ graph: value });
    const name = freshGraphName(document, node.id);
    set({ graph: name }, [addGraph(document, name)]);
  };
  return (
    <>
      <div className={styles['graphField']}>
        <Select
          label="Runs"
          value={workflow === undefined ? chosen : elsewhere}
          options={optionsOf(document, workflow === undefined ? chosen : undefined)}
          error={missing ? 'The workflow has no graph of this name.' : undefined}
          onChange={choose}
        />
        {missing ? (
          <Button onClick={() => editor.edit([addGraph(document, chosen)], { label: 'New graph' })}>Make it</Button>
        ) : workflow === undefined ? (
          <Button disabled={subGraphNamed(document, chosen) === undefined} onClick={() => openGraph(workbench, chosen)}>
            Open graph
          </Button>
        ) : undefined}
      </div>
      {workflow === undefined ? undefined : (
        <WorkflowField workflow={workflow} version={workflowReference(variant)?.version ?? ''} onChange={set} />
      )}
    </>
  );
}

function optionsOf(document: GraphDocument, chosen: string | undefined) {
  const known = graphNames(document).filter((name) => name !== ownGraph);
  return [
    ...(chosen === '' ? [{ value: '', label: 'Choose a graph' }] : []),
    ...(chosen === undefined || chosen === '' || known.includes(chosen)
      ? []
      : [{ value: chosen, label: `${chosen} (missing)` }]),
    ...known.map((name) => ({ value: name, label: graphLabel(document, name) })),
    { value: fresh, label: 'A new graph' },
    { value: elsewhere, label: 'Another workflow', hint: 'It sees nothing but what it is handed.' },
  ];
}
