import { documentJsonSchema } from '../../model/document-json-schema.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Command } from '../command.ts';
import { usageError } from '../usage-error.ts';

export const schemaCommand: Command = {
  spec: {
    name: 'schema',
    operands: '',
    about: 'Prints the JSON Schema of the document format wtb/1, for editors and validators.',
    options: [],
    examples: [['wtb schema > wtb-1.schema.json', 'keep it beside your documents']],
  },
  async run({ options, terminal }) {
    if (options.operands.length > 0) throw usageError('schema takes no file.', 'wtb validate checks one.');
    terminal.stdout.write(documentJsonSchema());
    return exitCodes.completed;
  },
};
