import type { NodeDefinition } from '../../model/node-definition.ts';
import { noPorts } from '../ports-of.ts';

/** Text on the canvas; no part of the plan. */
export const noteDefinition: NodeDefinition = {
  kind: 'note',
  title: 'Note',
  description: 'Text on the canvas; it does not run.',
  group: 'annotation',
  icon: 'sticky-note',
  configSchema: {
    type: 'object',
    title: 'Note',
    properties: {
      text: { type: 'string', title: 'Text', description: 'Plain text.', default: '', format: 'textarea' },
    },
    additionalProperties: false,
  },
  defaultConfig: { text: 'Note' },
  effects: 'pure',
  executable: false,
  ports: noPorts,
};
