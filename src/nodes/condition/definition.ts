import type { Variant } from '../../model/graph-document.ts';
import type { NodeDefinition } from '../../model/node-definition.ts';
import { portProperty } from '../shared-properties.ts';
import { parseConditionConfig } from './config.ts';

/** The ports of a condition: one per case, in order, and the one taken when no case holds. */
function portsOf(variant: Variant): { names: readonly string[]; any: boolean } {
  const { cases, otherwise } = parseConditionConfig(variant.config ?? {});
  return { names: [...new Set([...cases.map((each) => each.port), otherwise])], any: false };
}

/** Chooses one way out by the first case that holds. */
export const conditionDefinition: NodeDefinition = {
  kind: 'condition',
  title: 'Condition',
  description: 'Chooses the way on: the port of the first case whose expression is true, or else the default port.',
  group: 'control',
  icon: 'split',
  configSchema: {
    type: 'object',
    title: 'Condition',
    properties: {
      cases: {
        type: 'array',
        title: 'Cases',
        description: 'Tried in order; the first that is true decides.',
        default: [],
        items: {
          type: 'object',
          title: 'Case',
          properties: {
            port: portProperty,
            when: {
              type: 'string',
              title: 'When',
              description: 'JSONata over the context that gives true or false.',
              minLength: 1,
              contentMediaType: 'application/jsonata',
            },
          },
          required: ['port', 'when'],
          additionalProperties: false,
        },
      },
      default: {
        ...portProperty,
        title: 'Default port',
        description: 'Taken when no case holds.',
        default: 'next',
      },
    },
    required: ['cases'],
    additionalProperties: false,
  },
  defaultConfig: { cases: [{ port: 'yes', when: '1 < 2' }], default: 'no' },
  effects: 'pure',
  executable: true,
  ports: (variant) => portsOf(variant),
  expressionPaths: ['cases[].when'],
};
