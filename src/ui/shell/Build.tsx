import { useStore } from 'zustand';
import type { NodeDefinition } from '../../model/node-definition.ts';
import { kindDataType } from '../canvas/drag-kind.ts';
import { KindIcon } from '../workbench/KindIcon.tsx';
import { useWorkbench } from '../workbench/workbench.ts';
import styles from './LeftRail.module.css';
import { Outline } from './Outline.tsx';

/** What to build with, and what is built. */
export function Build() {
  const { kinds } = useWorkbench();
  return (
    <>
      <section aria-label="Palette">
        <h2 className={styles['section']}>Nodes</h2>
        <div className={styles['kinds']}>
          {Array.from(kinds.values(), (kind) => (
            <KindButton key={kind.kind} kind={kind} />
          ))}
        </div>
      </section>
      <Outline />
    </>
  );
}

/** Dragged onto the canvas, or clicked to add one in the middle of the view. */
function KindButton({ kind }: { readonly kind: NodeDefinition }) {
  const { commands, editor } = useWorkbench();
  const open = useStore(editor.store, (state) => state.document !== undefined);
  return (
    <button
      type="button"
      className={styles['kind']}
      draggable
      disabled={!open}
      title={`${kind.description} Drag it onto the canvas, or click.`}
      onClick={() => void commands.run(`node.add.${kind.kind}`)}
      onDragStart={(event) => {
        event.dataTransfer.setData(kindDataType, kind.kind);
        event.dataTransfer.effectAllowed = 'copy';
      }}
    >
      <KindIcon name={kind.icon} />
      {kind.title}
    </button>
  );
}
