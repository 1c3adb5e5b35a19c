import { useStore } from 'zustand';
import type { GraphDocument, GraphEdge, GraphNode, Variant } from '../../model/graph-document.ts';
import { subGraphNamed } from '../../model/graph-names.ts';
import { CodeEditor } from '../code-editor/CodeEditor.tsx';
import { isObject } from '../forms/form-schema.ts';
import { Chip } from '../widgets/Chip.tsx';
import { formatCount } from '../widgets/format.ts';
import { Tabs } from '../widgets/Tabs.tsx';
import { KindIcon } from '../workbench/KindIcon.tsx';
import { graphLabel, usePlanId } from '../workbench/graph-place.ts';
import { activeVariant, labelOf, nodeLabel, variantLabel } from '../workbench/labels.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import styles from './Inspector.module.css';
import { LastTab, type LinePlace } from './LastTab.tsx';

interface Selected {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** What is selected in a graph of the inspected execution: to look at, since only its workflow can be edited. */
export function BorrowedInspector({ nodes, edges, document }: Selected & { readonly document: GraphDocument }) {
  const { editor } = useWorkbench();
  const graph = useStore(editor.store, (state) => state.graph);
  const [node] = nodes;
  if (nodes.length === 1 && node !== undefined) return <BorrowedNode key={`${graph}/${node.id}`} node={node} />;
  const [edge] = edges;
  if (nodes.length === 0 && edges.length === 1 && edge !== undefined) {
    return <BorrowedEdge edge={edge} document={document} />;
  }
  const named = subGraphNamed(document, graph);
  return (
    <div className={styles['plain']}>
      <header className={styles['header']}>
        <h2 className={styles['plainTitle']}>{graphLabel(document, graph)}</h2>
        <small className={styles['count']}>
          {`${formatCount(document.nodes.length, 'node')}, ${formatCount(document.edges.length, 'edge')}`}
        </small>
      </header>
      <ReadOnlyNotice />
      {named?.description === undefined ? undefined : <p className={styles['lead']}>{named.description}</p>}
    </div>
  );
}

function ReadOnlyNotice() {
  const { debug } = useWorkbench();
  const number = useStore(debug.store, (state) => state.execution?.number);
  return <p className={styles['notice']}>{`As execution #${number ?? ''} runs it. Open the workflow to edit it.`}</p>;
}

function BorrowedNode({ node }: { readonly node: GraphNode }) {
  const { view, kinds } = useWorkbench();
  const tab = useStore(view, (state) => (state.inspectorTab === 'last' ? 'last' : 'variants'));
  const kind = kinds.get(node.kind);
  const id = usePlanId(node.id);
  const showLine = (at: LinePlace) => view.setState({ inspectorTab: 'variants', reveal: { ...at, node: id } });
  const panel = (body: React.ReactNode) => (
    <div className={styles['panel']}>
      <header className={styles['header']}>
        <h2 className={styles['plainTitle']}>{nodeLabel(node)}</h2>
        <Chip icon={<KindIcon name={kind?.icon} size={12} />} title={kind?.description}>
          {kind?.title ?? node.kind}
        </Chip>
      </header>
      <ReadOnlyNotice />
      {body}
    </div>
  );
  return (
    <Tabs
      label="Node"
      value={tab}
      onChange={(inspectorTab) => view.setState({ inspectorTab })}
      tabs={[
        { id: 'variants', label: 'Variants', panel: panel(<BoundVariant node={node} />) },
        { id: 'last', label: 'Last', panel: panel(<LastTab node={node} onReveal={showLine} />) },
      ]}
    />
  );
}

/** The variant that the execution runs, as it stands in the execution's document. */
function BoundVariant({ node }: { readonly node: GraphNode }) {
  const { debug, view } = useWorkbench();
  const id = usePlanId(node.id);
  const bound = useStore(debug.store, (state) => state.nodes.get(id)?.variant);
  const asked = useStore(view, (state) => state.reveal);
  const variant = node.variants?.find((candidate) => candidate.id === bound) ?? activeVariant(node);
  if (variant === undefined) return undefined;
  const { source, settings } = partsOf(variant);
  return (
    <>
      {typeof source === 'string' ? (
        <CodeEditor
          label={`Code of ${variantLabel(variant)}`}
          language="typescript"
          value={source}
          readOnly
          reveal={asked?.node === id ? asked : undefined}
          maxHeight="56vh"
        />
      ) : undefined}
      {Object.keys(settings).length === 0 ? undefined : (
        <section className={styles['section']} aria-label="Settings">
          <h3 className={styles['heading']}>{`Settings of ${variantLabel(variant)}`}</h3>
          <pre className={styles['value']}>{JSON.stringify(settings, null, 2)}</pre>
        </section>
      )}
    </>
  );
}

function partsOf({ config = {} }: Variant) {
  const { source, ...rest } = config;
  if (typeof source !== 'string') return { source: undefined, settings: config };
  const { params, ...settings } = rest;
  const hasParams = isObject(params) && Object.keys(params).length > 0;
  return { source, settings: hasParams ? rest : settings };
}

function BorrowedEdge({ edge, document }: { readonly edge: GraphEdge; readonly document: GraphDocument }) {
  const local = (id: string) => labelOf({ ...document, graphs: {} }, id);
  return (
    <div className={styles['plain']}>
      <header className={styles['header']}>
        <h2 className={styles['plainTitle']}>{`${local(edge.source)} to ${local(edge.target)}`}</h2>
        {edge.port === undefined ? undefined : <Chip>{`port ${edge.port}`}</Chip>}
      </header>
      <ReadOnlyNotice />
      {edge.when === undefined ? undefined : <pre className={styles['value']}>{edge.when}</pre>}
    </div>
  );
}
