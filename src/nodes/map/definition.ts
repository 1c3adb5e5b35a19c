import type { NodeDefinition } from '../../model/node-definition.ts';
import { exportsProperty, graphProperties, graphsOfVariant, scopePorts } from '../graph-reference.ts';

/** Runs a sub-graph once per item of a list or an object, side by side. */
export const mapDefinition: NodeDefinition = {
  kind: 'map',
  title: 'Map',
  description: 'Runs a sub-graph for every item of a list or an object, several at a time.',
  group: 'control',
  icon: 'layers',
  configSchema: {
    type: 'object',
    title: 'Map',
    properties: {
      ...graphProperties,
      over: {
        type: 'string',
        title: 'Over',
        description: 'JSONata that gives the list or the object whose items are run through.',
        contentMediaType: 'application/jsonata',
        minLength: 1,
      },
      as: {
        type: 'string',
        title: 'Item as',
        description: 'Key under which the sub-graph finds its item.',
        default: 'item',
        minLength: 1,
      },
      indexAs: {
        type: 'string',
        title: 'Index as',
        description: 'Key under which it finds the number of its item, from 0.',
        default: 'index',
        minLength: 1,
      },
      keyAs: {
        type: 'string',
        title: 'Key as',
        description: "For objects: key under which it finds its item's key.",
        default: 'key',
        minLength: 1,
      },
      maxConcurrency: {
        type: 'integer',
        title: 'Items at a time',
        description: 'How many items run at a time. Empty: as many as the document allows activations.',
        minimum: 1,
      },
      result: {
        type: 'string',
        title: 'Result of an item',
        description:
          "JSONata over an item's context when it is done. The results are collected in order and returned as a list or an object; the node needs an output key.",
        contentMediaType: 'application/jsonata',
      },
      onFailure: {
        title: 'When an item fails',
        description: 'Fail the whole map, collect failures and go on, or tolerate a number of them.',
        oneOf: [
          { type: 'string', enum: ['fail', 'collect'], title: 'Fail, or collect' },
          {
            type: 'object',
            title: 'Tolerate',
            properties: {
              tolerate: { type: 'integer', title: 'Failures', description: 'How many may fail.', minimum: 0 },
            },
            required: ['tolerate'],
            additionalProperties: false,
          },
        ],
        default: 'fail',
      },
      failuresAs: {
        type: 'string',
        title: 'Failures as',
        description: 'Context key that gets the list of failures, each with `index` and `error`.',
        minLength: 1,
      },
      complete: {
        type: 'object',
        title: 'Done early',
        description: 'Done as soon as this many items are completed.',
        properties: {
          after: { type: 'integer', title: 'Items', description: 'How many completed items suffice.', minimum: 1 },
          cancelRest: {
            type: 'boolean',
            title: 'Cancel the rest',
            description: 'Cancels the items that run then; otherwise they are waited for.',
            default: true,
          },
        },
        required: ['after'],
        additionalProperties: false,
      },
      exports: exportsProperty,
    },
    required: ['over'],
    anyOf: [{ required: ['graph'] }, { required: ['workflow'] }],
    additionalProperties: false,
  },
  defaultConfig: { graph: '', over: 'items' },
  effects: 'pure',
  executable: true,
  ports: scopePorts,
  graphs: graphsOfVariant,
  expressionPaths: ['over', 'result'],
};
