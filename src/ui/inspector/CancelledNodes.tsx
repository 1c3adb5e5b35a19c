import type { GraphDocument, GraphNode, Variant } from '../../model/graph-document.ts';
import { Checkbox } from '../widgets/Toggle.tsx';
import { nodeLabel } from '../workbench/labels.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import styles from './Inspector.module.css';

/** Which nodes of the same graph a `cancel` node cancels: one, or a region. */
export function CancelledNodes(props: {
  readonly node: GraphNode;
  readonly variant: Variant;
  readonly document: GraphDocument;
}) {
  const { node, variant, document } = props;
  const { editor, kinds } = useWorkbench();
  const given = variant.config?.['nodes'];
  const chosen = Array.isArray(given) ? given.filter((id): id is string => typeof id === 'string') : [];
  const others = document.nodes.filter(({ id, kind }) => id !== node.id && kinds.get(kind)?.executable !== false);
  const missing = chosen.filter((id) => !others.some((other) => other.id === id));
  const toggle = (id: string, on: boolean) => {
    const nodes = on ? [...chosen, id] : chosen.filter((other) => other !== id);
    const changes = { config: { ...variant.config, nodes } };
    editor.edit([{ type: 'update-variant', node: node.id, variant: variant.id, changes }], { label: 'Choose nodes' });
  };
  return (
    <fieldset className={styles['section']} aria-label="Cancels">
      <h3 className={styles['heading']}>Cancels</h3>
      {others.map((other) => (
        <Checkbox
          key={other.id}
          label={nodeLabel(other)}
          checked={chosen.includes(other.id)}
          onChange={(on) => toggle(other.id, on)}
        />
      ))}
      {missing.map((id) => (
        <Checkbox key={id} label={`${id} (missing)`} checked onChange={() => toggle(id, false)} />
      ))}
      {others.length === 0 ? <p className={styles['lead']}>There is no other node in this graph yet.</p> : undefined}
    </fieldset>
  );
}
