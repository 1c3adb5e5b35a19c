import AlignStartHorizontal from 'lucide-react/icons/align-start-horizontal';
import AlignStartVertical from 'lucide-react/icons/align-start-vertical';
import Copy from 'lucide-react/icons/copy';
import Trash2 from 'lucide-react/icons/trash-2';
import type { GraphDocument, GraphEdge, GraphNode, Position } from '../../model/graph-document.ts';
import { edgeId, nodeId } from '../../model/ids.ts';
import { duplicateNodes, type Gesture, removeThings } from '../canvas/canvas-edits.ts';
import { positionOf } from '../canvas/geometry.ts';
import { Button } from '../widgets/Button.tsx';
import { formatCount } from '../widgets/format.ts';
import { nodeLabel } from '../workbench/labels.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import styles from './Inspector.module.css';

/** Several things at once: what they are, and what can be done to all of them. */
export function SelectionInspector(props: {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly document: GraphDocument;
}) {
  const { nodes, edges, document } = props;
  const { editor, view } = useWorkbench();
  const run = ({ edits, label, select }: Gesture) => {
    editor.edit(edits, { label });
    view.setState({ selectedNodes: select.map(nodeId), selectedEdges: [] });
  };
  const ids = nodes.map(({ id }) => id);
  const what = [
    nodes.length === 0 ? '' : formatCount(nodes.length, 'node'),
    edges.length === 0 ? '' : formatCount(edges.length, 'edge'),
  ].filter((part) => part !== '');
  return (
    <div className={styles['plain']}>
      <header className={styles['header']}>
        <h2 className={styles['plainTitle']}>{`${what.join(' and ')} selected`}</h2>
      </header>
      <div className={styles['actions']}>
        {nodes.length < 2 ? undefined : (
          <>
            <Button icon={<AlignStartVertical />} onClick={() => run(align(document, ids, 'x'))}>
              Align left
            </Button>
            <Button icon={<AlignStartHorizontal />} onClick={() => run(align(document, ids, 'y'))}>
              Align top
            </Button>
          </>
        )}
        {nodes.length === 0 ? undefined : (
          <Button icon={<Copy />} onClick={() => run(duplicateNodes(document, ids))}>
            Duplicate
          </Button>
        )}
        <Button
          variant="danger"
          icon={<Trash2 />}
          onClick={() =>
            run(
              removeThings(
                ids,
                edges.map(({ id }) => id),
              ),
            )
          }
        >
          Delete
        </Button>
      </div>
      <ul className={styles['things']} aria-label="Selected">
        {nodes.map((node) => (
          <li key={node.id}>
            <button
              type="button"
              onClick={() => view.setState({ selectedNodes: [nodeId(node.id)], selectedEdges: [] })}
            >
              {nodeLabel(node)}
              <small>{node.kind}</small>
            </button>
          </li>
        ))}
        {edges.map((edge) => (
          <li key={edge.id}>
            <button
              type="button"
              onClick={() => view.setState({ selectedNodes: [], selectedEdges: [edgeId(edge.id)] })}
            >
              {`${edge.source} → ${edge.target}`}
              <small>edge</small>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Puts nodes on one line with the leftmost or the topmost of them. */
function align(document: GraphDocument, ids: readonly string[], axis: keyof Position): Gesture {
  const places = document.nodes
    .map((node, index) => ({ node: node.id, position: positionOf(node, index) }))
    .filter(({ node }) => ids.includes(node));
  const edge = Math.min(...places.map(({ position }) => position[axis]));
  const positions = places.map(({ node, position }) => ({ node, position: { ...position, [axis]: edge } }));
  return { edits: [{ type: 'move-nodes', positions }], label: 'Align nodes', select: ids };
}
