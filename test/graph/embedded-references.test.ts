import { describe, expect, it } from 'vitest';
import { embedWorkflows } from '../../src/graph/embed-workflows.ts';
import { documentAsEmbedded, variantAsEmbedded } from '../../src/graph/embedded-references.ts';
import { versionNumber, versionPinsOf } from '../../src/graph/version-pins.ts';
import type { GraphDocument, GraphNode, Variant } from '../../src/model/graph-document.ts';
import type { JsonObject } from '../../src/model/value.ts';
import { codeNode, graphFromText } from './graph-from-text.ts';

const main = (config: JsonObject): Variant => ({ id: 'main', config });
const scope = (id: string, config: JsonObject, kind = 'subflow'): GraphNode => ({ id, kind, variants: [main(config)] });
const root = (...nodes: GraphNode[]): GraphDocument => ({
  ...graphFromText('a -> b'),
  nodes,
  edges: [],
  graphs: { item: { nodes: [scope('deep', { workflow: 'other', version: 4 })], edges: [] } },
});
const load = async () => ({
  document: { ...graphFromText('x'), graphs: { part: { nodes: [], edges: [] } } },
  version: 4,
});

describe('a document beside the one that an execution made of it', () => {
  it('is the same, whatever its references became', async () => {
    const document = root(scope('s', { workflow: 'other', result: 'n' }), codeNode('c'));
    const embedded = await embedWorkflows(document, load);
    expect(embedded).not.toEqual(document);
    expect(documentAsEmbedded(document, embedded)).toEqual(embedded);
    expect(documentAsEmbedded(document, document)).toBe(document);
  });

  it('differs where a reference leads elsewhere by now', async () => {
    const embedded = await embedWorkflows(root(scope('s', { workflow: 'other' })), load);
    const ran = embedded.nodes[0]?.variants?.[0];
    const as = (config: JsonObject) => variantAsEmbedded(main(config), ran, embedded).config;
    expect(as({ workflow: 'other', result: 'n' })).toEqual({ graph: 'other', result: 'n' });
    expect(as({ workflow: 'other', version: '4' })).toEqual({ graph: 'other' });
    expect(as({ workflow: 'other', version: '3' })).toEqual({ workflow: 'other', version: '3' });
    expect(as({ workflow: 'third' })).toEqual({ workflow: 'third' });
    expect(variantAsEmbedded(main({ workflow: 'other' }), undefined, embedded).config).toEqual({ workflow: 'other' });
  });
});

describe('the versions to which a document is pinned', () => {
  it('are those of all variants in all graphs, where a store can have them', () => {
    const document = root(
      {
        ...scope('s', { workflow: 'a', version: '2' }),
        variants: [main({ workflow: 'a', version: '2' }), main({ workflow: 'b', version: 7 })],
      },
      scope('latest', { workflow: 'c', version: '' }),
      scope('named', { workflow: 'd', version: 'beta' }),
      { ...codeNode('code'), variants: [main({ workflow: 'e', version: 1 })] },
    );
    expect(versionPinsOf(document)).toEqual([
      { workflow: 'a', version: 2 },
      { workflow: 'b', version: 7 },
      { workflow: 'other', version: 4 },
    ]);
  });

  it('count from 1 and are written in one way', () => {
    expect(['1', '42', '0', '07', '1.0', '0x7', '-1', ' 1'].map(versionNumber)).toEqual([
      1,
      42,
      ...Array(6).fill(undefined),
    ]);
  });
});
