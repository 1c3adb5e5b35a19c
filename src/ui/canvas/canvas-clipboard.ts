import { useEffect } from 'react';
import type * as ClipboardModule from '../../editor/clipboard.ts';
import { nodeId } from '../../model/ids.ts';
import type { Workbench } from '../workbench/workbench.ts';
import type { CanvasActions } from './canvas-actions.ts';
import { refuseEdit } from './read-only.ts';

/** Loaded with the first selection: it parses, so it brings the document's schema with it. */
let loaded: typeof ClipboardModule | undefined;
async function load(): Promise<typeof ClipboardModule> {
  loaded ??= await import('../../editor/clipboard.ts');
  return loaded;
}

/** The selected nodes as text. */
export async function copySelection(workbench: Workbench): Promise<string | undefined> {
  const clipboard = await load();
  return textOf(workbench, clipboard);
}

function textOf({ editor, view }: Workbench, clipboard: typeof ClipboardModule): string | undefined {
  const { shown: document } = editor.store.getState();
  return document === undefined ? undefined : clipboard.copyNodes(document, view.getState().selectedNodes);
}

/** Adds copied nodes as one undoable command and selects them. Text that is none is refused with what to do. */
export async function pasteText(workbench: Workbench, text: string): Promise<void> {
  const clipboard = await load();
  const { editor, view } = workbench;
  const { shown: document } = editor.store.getState();
  if (document === undefined || refuseEdit(workbench)) return;
  const { edits, ids } = clipboard.pasteNodes(document, text);
  editor.edit(edits, { label: `Paste ${ids.length} node${ids.length === 1 ? '' : 's'}` });
  view.setState({ selectedNodes: ids.map(nodeId), selectedEdges: [] });
}

/** The browser's own copy, cut and paste, where the canvas or nothing has the focus. They need no permission. */
export function useClipboardEvents(workbench: Workbench, actions: CanvasActions): void {
  useEffect(() => {
    const { commands, view } = workbench;
    // A copy event can't wait; what is to be copied was selected before.
    const prepare = () => {
      if (workbench.view.getState().selectedNodes.length > 0) void load();
    };
    prepare();
    const stopPreparing = workbench.view.subscribe(prepare);
    const copy = (event: ClipboardEvent): boolean => {
      if (!isForCanvas(event)) return false;
      if (loaded === undefined) {
        // Too early for the event itself: the command waits for the module and writes by the other way.
        if (view.getState().selectedNodes.length > 0) void commands.run(`edit.${event.type}`);
        return false;
      }
      const text = textOf(workbench, loaded);
      if (text === undefined) return false;
      event.clipboardData?.setData('text/plain', text);
      event.preventDefault();
      return true;
    };
    const onCopy = (event: ClipboardEvent) => void copy(event);
    const onCut = (event: ClipboardEvent) => {
      if (copy(event)) actions.removeSelection();
    };
    const onPaste = (event: ClipboardEvent) => {
      const text = event.clipboardData?.getData('text/plain') ?? '';
      if (!isForCanvas(event) || text === '') return;
      event.preventDefault();
      pasteText(workbench, text).catch((error: unknown) => workbench.toasts.error(error));
    };
    document.addEventListener('copy', onCopy);
    document.addEventListener('cut', onCut);
    document.addEventListener('paste', onPaste);
    return () => {
      stopPreparing();
      document.removeEventListener('copy', onCopy);
      document.removeEventListener('cut', onCut);
      document.removeEventListener('paste', onPaste);
    };
  }, [workbench, actions]);
}

function isForCanvas(event: ClipboardEvent): boolean {
  const { target } = event;
  if ((document.getSelection()?.toString() ?? '') !== '') return false;
  if (!(target instanceof Element) || target === document.body) return true;
  if (target.closest('input, textarea, [contenteditable=true], .cm-editor, [role=dialog]') !== null) return false;
  return target.closest('[data-scope=canvas]') !== null;
}
