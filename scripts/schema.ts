import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { documentJsonSchema } from '../src/model/document-json-schema.ts';

/** Where the published JSON Schema of documents lies; `npx tsx scripts/schema.ts` writes it from the model. */
export const schemaFile = fileURLToPath(new URL('../public/schema/wtb-1.schema.json', import.meta.url));

export const schemaText = documentJsonSchema;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await mkdir(new URL('../public/schema/', import.meta.url), { recursive: true });
  await writeFile(schemaFile, schemaText());
}
