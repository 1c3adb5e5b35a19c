import type { Workbench } from '../workbench/workbench.ts';

/** Lays the nodes out in order of flow, as one undoable edit. The algorithm is loaded when first asked for. */
export async function arrange({ editor, commands }: Workbench): Promise<void> {
  const { layoutDocument } = await import('../../graph/layout.ts');
  const { shown: document } = editor.store.getState();
  if (document === undefined || document.nodes.length === 0) return;
  const positions = layoutDocument(document);
  editor.edit([{ type: 'move-nodes', positions }], { label: 'Arrange' });
  requestAnimationFrame(() => void commands.run('canvas.fit'));
}
