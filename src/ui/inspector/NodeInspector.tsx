import { useMemo } from 'react';
import { useStore } from 'zustand';
import type { GraphDocument, GraphNode } from '../../model/graph-document.ts';
import { Chip } from '../widgets/Chip.tsx';
import { Tabs } from '../widgets/Tabs.tsx';
import { KindIcon } from '../workbench/KindIcon.tsx';
import { usePlanId } from '../workbench/graph-place.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import { ContractTab } from './ContractTab.tsx';
import styles from './Inspector.module.css';
import { LastTab, type LinePlace } from './LastTab.tsx';
import { ProblemList } from './ProblemList.tsx';
import { RetryTab } from './RetryTab.tsx';
import { SettingsTab } from './SettingsTab.tsx';
import { VariantsTab } from './VariantsTab.tsx';
import { problemsOf } from './node-view.ts';
import { useNodeEdit } from './use-node-edit.ts';

export interface NodeTabProps {
  readonly node: GraphNode;
  readonly document: GraphDocument;
}

/** One node: what it is called, what runs in it, how it behaves in the graph, and what it did last. */
export function NodeInspector({ node, document }: NodeTabProps) {
  const { editor, view } = useWorkbench();
  const tab = useStore(view, (state) => state.inspectorTab);
  const all = useStore(editor.store, (state) => state.problems);
  const id = usePlanId(node.id);
  const problems = useMemo(() => problemsOf(all, { node: id }), [all, id]);
  const asked = useStore(view, (state) => state.reveal);
  const reveal = asked?.node === id ? asked : undefined;
  const panel = (body: React.ReactNode) => (
    <div className={styles['panel']}>
      <NodeHeader node={node} />
      <ProblemList problems={problems} />
      {body}
    </div>
  );
  const showLine = (at: LinePlace) => view.setState({ inspectorTab: 'variants', reveal: { ...at, node: id } });
  const variants = node.variants?.length ?? 0;
  return (
    <Tabs
      label="Node"
      value={tab}
      onChange={(inspectorTab) => view.setState({ inspectorTab })}
      tabs={[
        {
          id: 'variants',
          label: 'Variants',
          count: variants > 1 ? variants : undefined,
          panel: panel(<VariantsTab node={node} document={document} reveal={reveal} />),
        },
        { id: 'settings', label: 'Settings', panel: panel(<SettingsTab node={node} document={document} />) },
        { id: 'contract', label: 'Contract', panel: panel(<ContractTab node={node} document={document} />) },
        { id: 'retry', label: 'Retry', panel: panel(<RetryTab node={node} document={document} />) },
        { id: 'last', label: 'Last', panel: panel(<LastTab node={node} onReveal={showLine} />) },
      ]}
    />
  );
}

function NodeHeader({ node }: { readonly node: GraphNode }) {
  const { kinds } = useWorkbench();
  const edit = useNodeEdit(node.id);
  const kind = kinds.get(node.kind);
  return (
    <header className={styles['header']}>
      <input
        className={styles['title']}
        aria-label="Label"
        placeholder={node.id}
        value={node.label ?? ''}
        maxLength={200}
        spellCheck={false}
        onChange={(event) => edit('label', 'Rename node', { label: event.target.value || undefined })}
        onKeyDown={(event) => {
          if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      <Chip icon={<KindIcon name={kind?.icon} size={12} />} title={kind?.description}>
        {kind?.title ?? node.kind}
      </Chip>
      <div className={styles['contractChips']}>
        {node.reads === undefined ? undefined : <KeysChip word="reads" keys={node.reads} />}
        {node.writes === undefined ? undefined : <KeysChip word="writes" keys={node.writes} />}
      </div>
    </header>
  );
}

function KeysChip({ word, keys }: { readonly word: string; readonly keys: readonly string[] }) {
  const shown = keys.length === 0 ? 'nothing' : keys.length <= 2 ? keys.join(', ') : `${keys.length} keys`;
  return <Chip title={keys.join(', ')}>{`${word} ${shown}`}</Chip>;
}
