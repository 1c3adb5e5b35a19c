import { planEdgeId } from '../../model/graph-names.ts';
import ArrowRight from 'lucide-react/icons/arrow-right';
import Trash2 from 'lucide-react/icons/trash-2';
import { useMemo } from 'react';
import { useStore } from 'zustand';
import { defaultPort } from '../../model/defaults.ts';
import type { GraphDocument, GraphEdge } from '../../model/graph-document.ts';
import { nodeId } from '../../model/ids.ts';
import type { NodeKinds } from '../../model/node-definition.ts';
import { removeThings } from '../canvas/canvas-edits.ts';
import { Button } from '../widgets/Button.tsx';
import { Chip } from '../widgets/Chip.tsx';
import { formatCount } from '../widgets/format.ts';
import { Select } from '../widgets/Select.tsx';
import { TextField } from '../widgets/TextField.tsx';
import { Checkbox } from '../widgets/Toggle.tsx';
import { activeVariant, labelOf, nodeLabel } from '../workbench/labels.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import { ConditionField } from './ConditionField.tsx';
import styles from './Inspector.module.css';
import { ProblemList } from './ProblemList.tsx';
import { contextKeysOf, problemsOf } from './node-view.ts';
import { useEdgeEdit } from './use-node-edit.ts';

/** One edge: which outcome it hangs on, under which condition it is taken. */
export function EdgeInspector({ edge, document }: { readonly edge: GraphEdge; readonly document: GraphDocument }) {
  const { editor, view, debug } = useWorkbench();
  const edit = useEdgeEdit(edge.id);
  const graph = useStore(editor.store, (state) => state.graph);
  const all = useStore(editor.store, (state) => state.problems);
  const problems = useMemo(() => problemsOf(all, { edge: planEdgeId(graph, edge.id) }), [all, edge.id, graph]);
  const taken = useStore(debug.store, (state) => state.edges.get(planEdgeId(graph, edge.id)));
  const number = useStore(debug.store, (state) => state.execution?.number);
  const keys = useMemo(() => contextKeysOf(document), [document]);
  return (
    <div className={styles['plain']}>
      <header className={styles['header']}>
        <h2 className={styles['plainTitle']}>Edge</h2>
        {number === undefined ? undefined : (
          <Chip tone={taken === undefined ? 'neutral' : 'ok'}>
            {taken === undefined ? `not taken in #${number}` : `taken ${formatCount(taken, 'time')} in #${number}`}
          </Chip>
        )}
      </header>
      <ProblemList problems={problems} />
      <div className={styles['ends']}>
        <End edge={edge} end="source" document={document} />
        <ArrowRight aria-label="to" />
        <End edge={edge} end="target" document={document} />
      </div>
      <PortField edge={edge} document={document} />
      <ConditionField
        value={edge.when}
        keys={keys}
        onChange={(when) => edit('when', 'Edit condition', { when: when || undefined })}
      />
      <Checkbox
        label="Default: taken only where no other edge of its port is"
        checked={edge.default === true}
        onChange={(on) => edit('default', 'Edit default edge', { default: on || undefined })}
      />
      <TextField
        label="Label"
        hint="Shown on the canvas instead of the condition."
        value={edge.label ?? ''}
        maxLength={200}
        onChange={(label) => edit('label', 'Label edge', { label: label || undefined })}
      />
      <div className={styles['actions']}>
        <Button
          variant="danger"
          icon={<Trash2 />}
          onClick={() => {
            const { edits, label } = removeThings([], [edge.id]);
            editor.edit(edits, { label });
            view.setState({ selectedEdges: [] });
          }}
        >
          Delete
        </Button>
      </div>
    </div>
  );
}

/** The node at an end; where there is none with that id, the choice of another. */
function End(props: { readonly edge: GraphEdge; readonly end: 'source' | 'target'; readonly document: GraphDocument }) {
  const { edge, end, document } = props;
  const { view } = useWorkbench();
  const edit = useEdgeEdit(edge.id);
  const id = edge[end];
  if (document.nodes.some((node) => node.id === id)) {
    return (
      <button type="button" onClick={() => view.setState({ selectedNodes: [nodeId(id)], selectedEdges: [] })}>
        {labelOf(document, id)}
      </button>
    );
  }
  const others = document.nodes.map((node) => ({ value: node.id, label: nodeLabel(node) }));
  return (
    <Select
      label={end === 'source' ? 'Starts at' : 'Ends at'}
      hideLabel
      value={id}
      options={[{ value: id, label: `${id} (missing)` }, ...others]}
      onChange={(node) => edit(end, 'Reconnect', end === 'source' ? { source: node } : { target: node })}
    />
  );
}

function PortField(props: { readonly edge: GraphEdge; readonly document: GraphDocument }) {
  const { kinds } = useWorkbench();
  const edit = useEdgeEdit(props.edge.id);
  const { names, any } = portsOf(props.document, props.edge.source, kinds);
  const port = props.edge.port ?? defaultPort;
  const change = (next: string) =>
    edit('port', 'Edit port', { port: next === '' || next === defaultPort ? undefined : next });
  if (any) {
    return (
      <TextField
        label="Port"
        mono
        hint="The code chooses it with port(name); next without it, error when the node failed."
        value={props.edge.port ?? ''}
        placeholder={defaultPort}
        maxLength={64}
        onChange={change}
      />
    );
  }
  const known = names.includes(port) ? names : [...names, port];
  return (
    <Select label="Port" value={port} options={known.map((name) => ({ value: name, label: name }))} onChange={change} />
  );
}

/** Ports of the edge's source: those of its kind, and `error` where its errors take an edge. */
function portsOf(
  document: GraphDocument,
  source: string,
  kinds: NodeKinds,
): { names: readonly string[]; any: boolean } {
  const node = document.nodes.find(({ id }) => id === source);
  const kind = node === undefined ? undefined : kinds.get(node.kind);
  const variant = node === undefined ? undefined : activeVariant(node);
  if (node === undefined || kind === undefined) return { names: [defaultPort], any: true };
  const { names, any } = kind.ports(variant ?? { id: 'none' }, node);
  return { names: node.onError === 'edge' ? [...names, 'error'] : names, any };
}
