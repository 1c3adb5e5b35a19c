import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { graphDocumentSchema } from '../src/model/graph-document.ts';

/** Where the published JSON Schema of documents lies; `npx tsx scripts/schema.ts` writes it from the model. */
export const schemaFile = fileURLToPath(new URL('../public/schema/wtb-1.schema.json', import.meta.url));

/** The file's text. Free-form JSON has no more schema than its `meta` says, hence `unrepresentable: 'any'`. */
export function schemaText(): string {
  const schema = z.toJSONSchema(graphDocumentSchema, { unrepresentable: 'any', io: 'input' });
  const named = { title: 'Workflow Test Bench document, format wtb/1', ...schema };
  return `${JSON.stringify(named, undefined, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await mkdir(new URL('../public/schema/', import.meta.url), { recursive: true });
  await writeFile(schemaFile, schemaText());
}
