import { z } from 'zod';
import { graphDocumentSchema, graphSchema, graphsSchema } from './graph-document.ts';
import { idPattern } from './ids.ts';

/** The text of the published JSON Schema. Free-form JSON has no more schema than its `meta` says, hence `unrepresentable: 'any'`. */
export function documentJsonSchema(): string {
  const schema = z.toJSONSchema(graphDocumentSchema, {
    unrepresentable: 'any',
    io: 'input',
    override({ zodSchema, jsonSchema }) {
      if ((zodSchema as unknown) === graphsSchema) Object.assign(jsonSchema, namedGraphs());
    },
  });
  const named = { title: 'Workflow Test Bench document, format wtb/1', ...schema };
  return `${JSON.stringify(named, undefined, 2)}\n`;
}

/** Named graphs; their nodes, edges and contexts are like those of the document's own graph. */
function namedGraphs(): object {
  const whole = z.toJSONSchema(graphSchema, { unrepresentable: 'any', io: 'input' });
  const { $schema: _schema, properties = {}, ...graph } = whole;
  const same = ['context', 'nodes', 'edges'].map((name) => [name, { $ref: `#/properties/${name}` }]);
  return {
    type: 'object',
    propertyNames: { pattern: idPattern.source },
    additionalProperties: { ...graph, properties: { ...properties, ...Object.fromEntries(same) } },
  };
}
