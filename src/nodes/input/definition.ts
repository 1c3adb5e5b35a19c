import type { NodeDefinition } from '../../model/node-definition.ts';
import { onlyNext } from '../ports-of.ts';

/** Asks for the execution's input before the run, checks it and puts its keys into the context. */
export const inputDefinition: NodeDefinition = {
  kind: 'input',
  title: 'Input',
  description: "Asks for the execution's input by a form before the run, checks it and writes its keys.",
  group: 'people',
  icon: 'file-input',
  configSchema: {
    type: 'object',
    title: 'Input',
    properties: {
      schema: {
        type: 'object',
        title: 'Schema of the input',
        description: 'JSON Schema of an object: each property becomes a field of the form and a key of the context.',
        contentMediaType: 'application/schema+json',
      },
    },
    required: ['schema'],
    additionalProperties: false,
  },
  defaultConfig: {
    schema: {
      type: 'object',
      properties: { name: { type: 'string', title: 'Name', default: '' } },
      required: ['name'],
    },
  },
  effects: 'pure',
  executable: true,
  ports: onlyNext,
};
