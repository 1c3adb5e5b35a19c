import { graphNames, ownGraph, subGraphNamed } from '../../model/graph-names.ts';
import Trash2 from 'lucide-react/icons/trash-2';
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { removeGraph, renameGraph, updateGraph } from '../../editor/graph-edits.ts';
import type { ContextDeclaration, GraphDocument, SubGraph } from '../../model/graph-document.ts';
import { Button } from '../widgets/Button.tsx';
import { formatCount } from '../widgets/format.ts';
import { TextArea, TextField } from '../widgets/TextField.tsx';
import { Checkbox } from '../widgets/Toggle.tsx';
import { openGraph } from '../workbench/graph-place.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import { BreakpointList } from './BreakpointList.tsx';
import { ContextFields } from './ContextFields.tsx';
import { RunBy } from './GraphList.tsx';
import styles from './Inspector.module.css';
import { NameField } from './NameField.tsx';
import { ProblemList } from './ProblemList.tsx';

/** A named graph as a whole: what it is called, what it sees of the outside, who runs it. */
export function GraphInspector({ name, document }: { readonly name: string; readonly document: GraphDocument }) {
  const { editor, kinds } = useWorkbench();
  const graph = subGraphNamed(document, name);
  const all = useStore(editor.store, (state) => state.problems);
  const problems = useMemo(
    () => all.filter(({ place }) => place?.node === undefined && place?.path?.startsWith(`graphs.${name}`) === true),
    [all, name],
  );
  if (graph === undefined) return undefined;
  const set = (
    field: string,
    label: string,
    changes: { [K in 'label' | 'description' | 'context']?: SubGraph[K] | undefined },
  ) => editor.edit([updateGraph(document, name, changes)], { label, mergeKey: `graph:${field}` });
  const rename = (to: string) =>
    editor.edit([renameGraph(document, name, to, kinds)], { label: 'Rename graph', renamesGraph: { from: name, to } });
  return (
    <div className={styles['plain']}>
      <header className={styles['header']}>
        <h2 className={styles['plainTitle']}>Graph</h2>
        <small className={styles['count']}>
          {`${formatCount(graph.nodes.length, 'node')}, ${formatCount(graph.edges.length, 'edge')}`}
        </small>
      </header>
      <ProblemList problems={problems} />
      <TextField
        label="Label"
        value={graph.label ?? ''}
        placeholder={name}
        maxLength={200}
        onChange={(label) => set('label', 'Rename graph', { label: label || undefined })}
      />
      <NameField
        label="Name"
        hint="What scopes refer to it by."
        name={name}
        taken={graphNames(document)}
        takenText="Another graph has this name."
        onRename={rename}
      />
      <TextArea
        label="Description"
        rows={2}
        value={graph.description ?? ''}
        onChange={(text) => set('description', 'Describe graph', { description: text || undefined })}
      />
      <section className={styles['section']} aria-label="Run by">
        <h3 className={styles['heading']}>Run by</h3>
        <RunBy name={name} />
      </section>
      <Isolation graph={graph} onChange={(context) => set('isolation', 'Edit context', { context })} />
      {graph.context === undefined ? undefined : (
        <ContextFields
          document={{ ...document, nodes: graph.nodes, edges: graph.edges, context: graph.context }}
          context={graph.context}
          onChange={(field, context) => set(`context.${field}`, 'Edit context', { context: context ?? {} })}
        />
      )}
      <BreakpointList />
      <Removal name={name} document={document} />
    </div>
  );
}

function Isolation(props: {
  readonly graph: SubGraph;
  readonly onChange: (context: ContextDeclaration | undefined) => void;
}) {
  const isolated = props.graph.context !== undefined;
  return (
    <section className={styles['section']} aria-label="Context of the graph">
      <Checkbox
        label="Has a context of its own"
        checked={isolated}
        onChange={(on) => props.onChange(on ? {} : undefined)}
      />
      <p className={styles['lead']}>
        {isolated
          ? 'Starts from that and what it is handed; only its result flows out.'
          : 'Sees the context around it; what it writes flows out when its scope ends.'}
      </p>
    </section>
  );
}

function Removal({ name, document }: { readonly name: string; readonly document: GraphDocument }) {
  const workbench = useWorkbench();
  const { editor, toasts } = workbench;
  const remove = () => {
    editor.edit([removeGraph(document, name)], { label: `Delete graph ${name}` });
    openGraph(workbench, ownGraph);
    toasts.show({ text: `Deleted the graph ${name}.`, action: { label: 'Undo', run: () => editor.undo() } });
  };
  return (
    <div className={styles['actions']}>
      <Button variant="danger" icon={<Trash2 />} onClick={remove}>
        Delete graph
      </Button>
    </div>
  );
}
