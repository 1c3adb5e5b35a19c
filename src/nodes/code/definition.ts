import type { NodeDefinition } from '../../model/node-definition.ts';

/** Runs a variant's ES module in the sandbox; `CONTRACT.md` beside this file is its public contract. */
export const codeDefinition: NodeDefinition = {
  kind: 'code',
  title: 'Code',
  description: 'Runs a JavaScript or TypeScript module in the sandbox; what it returns is written to the context.',
  group: 'compute',
  icon: 'code-xml',
  configSchema: {
    type: 'object',
    title: 'Code',
    properties: {
      source: {
        type: 'string',
        title: 'Source',
        description: 'An ES module whose default export is a function of one argument { context, input, config, … }.',
        contentMediaType: 'text/typescript',
      },
      params: {
        type: 'object',
        title: 'Parameters',
        description: 'What the function gets as `config`.',
        default: {},
        contentMediaType: 'application/json',
      },
      math: {
        type: 'string',
        title: 'Math',
        description:
          "portable: the same results in every browser and on the command line. native: the engine's own Math, faster; last bits may differ.",
        enum: ['portable', 'native'],
        default: 'portable',
      },
    },
    required: ['source'],
    additionalProperties: false,
  },
  defaultConfig: {
    source: 'export default async ({ context, config, log }) => {\n  return {};\n};\n',
    params: {},
  },
  effects: 'pure',
  executable: true,
  ports: () => ({ names: ['next'], any: true }),
};
