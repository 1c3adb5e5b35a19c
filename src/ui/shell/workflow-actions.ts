import { referencesOf } from '../../graph/version-pins.ts';
import type { GraphDocument } from '../../model/graph-document.ts';
import type { WorkflowId } from '../../model/ids.ts';
import type { WorkflowRecord } from '../../storage/ports.ts';
import type { Workbench } from '../workbench/workbench.ts';

/** Shows a workflow, and the newest of its executions. */
export async function openWorkflow({ editor, client, debug, view }: Workbench, id: WorkflowId): Promise<void> {
  await editor.open(id);
  view.setState({ selectedNodes: [], selectedEdges: [] });
  const [newest] = await client.executions.list(id);
  await debug.inspect(newest?.id);
}

export async function createWorkflow(workbench: Workbench): Promise<void> {
  const records = await workbench.client.workflows.list();
  const taken = new Set(records.map(({ document }) => document.name));
  let name = 'New workflow';
  for (let number = 2; taken.has(name); number++) name = `New workflow ${number}`;
  const document: GraphDocument = { format: 'wtb/1', id: 'workflow', name, nodes: [], edges: [] };
  const made = await workbench.client.workflows.create(document);
  await openWorkflow(workbench, made.id);
  workbench.view.setState({ leftTab: 'build', leftOpen: true });
}

export async function duplicateWorkflow(workbench: Workbench, id: WorkflowId): Promise<void> {
  await workbench.editor.flush();
  const copy = await workbench.client.workflows.duplicate(id);
  await openWorkflow(workbench, copy.id);
}

export async function renameWorkflow(workbench: Workbench, record: WorkflowRecord, name: string): Promise<void> {
  const { editor, client } = workbench;
  if (editor.store.getState().workflow === record.id) {
    editor.edit([{ type: 'update-document', changes: { name } }], { label: 'Rename workflow' });
    await editor.flush();
    return;
  }
  await client.workflows.save(record.id, { ...record.document, name }, record.version);
}

/** Deletes a workflow, with a way back; when it was open, the next one opens. */
export async function removeWorkflow(workbench: Workbench, record: WorkflowRecord): Promise<void> {
  const { client, editor, toasts } = workbench;
  const wasOpen = editor.store.getState().workflow === record.id;
  if (wasOpen) await editor.flush();
  await client.workflows.remove(record.id);
  if (wasOpen) {
    const [next] = await client.workflows.list();
    if (next === undefined) await createWorkflow(workbench);
    else await openWorkflow(workbench, next.id);
  }
  toasts.show({
    text: deletedText(record, await client.workflows.list()),
    action: {
      label: 'Undo',
      run: async () => {
        await client.workflows.restore(record.id);
        if (wasOpen) await openWorkflow(workbench, record.id);
      },
    },
  });
}

/** Says who is left without it: what refers to a deleted workflow starts no execution. */
function deletedText({ id, document }: WorkflowRecord, others: readonly WorkflowRecord[]): string {
  const users = others.filter((other) => referencesOf(other.document).some(({ workflow }) => workflow === id));
  if (users.length === 0) return `Deleted ${document.name}.`;
  const [first] = users;
  const more = users.length === 1 ? '' : ` and ${users.length - 1} more`;
  return `Deleted ${document.name}, which ${first?.document.name}${more} can’t run without.`;
}

/** Puts a shipped example back to how it came, as one undoable edit. */
export async function resetExample(workbench: Workbench, record: WorkflowRecord): Promise<void> {
  const { examples, editor } = workbench;
  if (examples === undefined || record.example === undefined) return;
  const document = await examples.load(record.example);
  if (editor.store.getState().workflow !== record.id) await openWorkflow(workbench, record.id);
  editor.edit([{ type: 'replace-document', document: { ...document, id: record.document.id } }], {
    label: 'Reset example',
  });
  workbench.toasts.show({
    text: `${document.name} is as it came.`,
    action: { label: 'Undo', run: () => editor.undo() },
  });
}
