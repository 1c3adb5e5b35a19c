import { readFileSync } from 'node:fs';
import { graphDocumentSchema, type GraphDocument } from '../../src/model/graph-document.ts';

/** The text of a file below `public/examples`. */
export function exampleText(path: string): string {
  return readFileSync(new URL(`../../public/examples/${path}`, import.meta.url), 'utf8');
}

/** An example as the bench loads it, held against the format's schema. */
export function exampleDocument(id: string): GraphDocument {
  return graphDocumentSchema.parse(JSON.parse(exampleText(`${id}.wtb.json`)));
}
