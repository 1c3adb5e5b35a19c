import type { EngineClient } from '../host/engine-client.ts';
import { WtbError } from '../model/errors.ts';
import type { GraphDocument } from '../model/graph-document.ts';
import type { WorkflowRecord } from '../storage/ports.ts';
import type { ExampleCatalogue } from '../ui/workbench/workbench.ts';
import { examples } from './examples.ts';

/** The shipped examples, read from the app's own files. */
export const exampleCatalogue: ExampleCatalogue = {
  async load(name) {
    const example = examples.find(({ id }) => id === name);
    const response = example === undefined ? undefined : await fetch(new URL(example.path, document.baseURI));
    if (response?.ok === true) return (await response.json()) as GraphDocument;
    throw new WtbError({
      code: 'storage/not-found',
      message: `The example ${name} can't be loaded.`,
      remedy: 'Where the bench is hosted, the folder `examples` must be beside `index.html`.',
    });
  },
};

/** Brings the examples on a first visit; gives the workflow to open: the newest one, or the first example. */
export async function ensureExamples({ workflows }: EngineClient): Promise<WorkflowRecord | undefined> {
  const [newest] = await workflows.list();
  if (newest !== undefined) return newest;
  const documents = await Promise.all(examples.map(({ id }) => exampleCatalogue.load(id)));
  const made: WorkflowRecord[] = [];
  for (const [index, { id }] of examples.entries()) {
    const document = documents[index];
    if (document !== undefined) made.push(await workflows.create(document, id));
  }
  return made[0];
}
