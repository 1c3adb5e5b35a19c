import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDocument, parseDocument, type ParseOptions } from '../../src/graph/parse.ts';
import { toYaml } from '../../src/graph/yaml-output.ts';
import { maxDocumentBytes } from '../../src/model/defaults.ts';
import type { ErrorInfo } from '../../src/model/errors.ts';
import type { GraphDocument } from '../../src/model/graph-document.ts';
import type { JsonObject } from '../../src/model/value.ts';
import { graphFromText } from './graph-from-text.ts';

function errorsOf(text: string, options?: ParseOptions): readonly ErrorInfo[] {
  const parsed = parseDocument(text, options);
  if ('document' in parsed) throw new Error('the text was accepted');
  return parsed.errors;
}
function documentOf(text: string, options?: ParseOptions): GraphDocument {
  const parsed = parseDocument(text, options);
  if ('errors' in parsed) throw new Error(JSON.stringify(parsed.errors));
  return parsed.document;
}

const head = 'format: wtb/1\nid: x\nname: X\n';

describe('reading JSON', () => {
  it.each([
    ['{\n  "format": "wtb/1",\n  "id" "x"\n}', 3, 8, 'a colon is expected after the key "id"'],
    ['{\n  "format": "wtb/1"\n  "id": "x"\n}', 3, 3, 'a comma or } is expected'],
    ['{"a": [1, 2', 1, 12, 'a comma or ] is expected'],
    ['{"a": nul}', 1, 7, '"nul" is no value'],
    ['{"a": 01}', 1, 7, '"01" is no value'],
    ['{"a": "b\n"}', 1, 9, 'a text spans lines'],
    ['{"a": "\\x"}', 1, 7, 'a text holds an escape'],
    ['{"a": 1,}', 1, 9, 'a key in double quotes is expected'],
    ['{"a": 1} x', 1, 10, 'something follows the end'],
    ['{"a": ', 1, 7, 'the text ends too early'],
    ['{"a": "b', 1, 7, 'a text has no closing quote'],
    ['', 1, 1, 'the text ends too early'],
  ])('names the place of a syntax error: %j', (text, line, column, message) => {
    const [error, ...more] = errorsOf(text, { format: 'json' });
    expect(more).toEqual([]);
    expect(error).toMatchObject({ code: 'document/syntax', place: { line, column } });
    expect(error?.message).toContain(message);
  });

  it('finds a fault wherever the platform finds one, and none where it finds none', () => {
    const text = JSON.stringify(graphFromText('a -> b'));
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom('', ',', '"', '}', '\\', '1', 'x', '\n'), (at, put) => {
        const broken = text.slice(0, at) + put + text.slice(at + 1);
        const valid = ((): boolean => {
          try {
            JSON.parse(broken);
            return true;
          } catch {
            return false;
          }
        })();
        const parsed = parseDocument(broken, { format: 'json' });
        const syntax = 'errors' in parsed && parsed.errors[0]?.code === 'document/syntax';
        expect(syntax).toBe(!valid);
        if (syntax) expect(parsed.errors[0]?.message).not.toContain('SyntaxError');
      }),
    );
  });

  it('ignores a byte order mark', () => {
    expect(documentOf(`\uFEFF${formatDocument(graphFromText('a'), 'json')}`).id).toBe('test');
  });
});

describe('reading YAML', () => {
  it('names the place of a syntax error', () => {
    const [error] = errorsOf(`${head}nodes: [a\nedges: []\n`);
    expect(error).toMatchObject({ code: 'document/syntax', place: { line: expect.any(Number) as number } });
    expect(error?.place?.line).toBeGreaterThanOrEqual(4);
  });

  it('refuses a key that stands twice', () => {
    expect(errorsOf(`${head}nodes: []\nedges: []\nid: y\n`)).toMatchObject([
      { code: 'document/syntax', place: { line: 6, column: 1 } },
    ]);
  });

  it('refuses a second document, an unknown tag and an empty text', () => {
    expect(errorsOf(`${head}nodes: []\nedges: []\n---\na: 1\n`)).toMatchObject([{ code: 'document/syntax' }]);
    expect(errorsOf(`${head}nodes: !mine []\nedges: []\n`)).toMatchObject([{ code: 'document/syntax' }]);
    expect(errorsOf('', { format: 'yaml' })[0]?.code).toMatch(/^document\//);
  });

  it('refuses an alias bomb without expanding it', () => {
    const levels = Array.from({ length: 12 }, (_, i) => {
      const items = Array.from({ length: 9 }, () => (i === 0 ? 'x' : `*a${i - 1}`)).join(', ');
      return `    a${i}: &a${i} [${items}]`;
    });
    const text = `${head}context:\n  initial:\n${levels.join('\n')}\nnodes: []\nedges: []\n`;
    const [error] = errorsOf(text);
    expect(error?.code).toBe('document/syntax');
    expect(error?.message).toMatch(/alias/i);
  });

  it('expands a plain alias', () => {
    const text = `${head}context: { initial: { a: &a [1], b: *a } }\nnodes: []\nedges: []\n`;
    expect(documentOf(text).context?.initial).toEqual({ a: [1], b: [1] });
  });

  it('refuses values that JSON does not have', () => {
    const text = `${head}context: { initial: { a: [.nan] } }\nnodes: []\nedges: []\n`;
    expect(errorsOf(text)).toMatchObject([
      { code: 'document/bad-value', place: { path: 'context.initial.a[0]', line: 4 } },
    ]);
  });
});

describe('the shape of a document', () => {
  const cases: [string, string, Partial<ErrorInfo['place']> & { code: string }][] = [
    [
      'an unknown key of the document',
      'nodes: []\nedges: []\nfoo: 1',
      { code: 'unknown-key', path: 'foo', line: 6, column: 1 },
    ],
    [
      'an unknown key of a node',
      'nodes:\n  - id: a\n    kind: code\n    colour: red\nedges: []',
      { code: 'unknown-key', path: 'nodes[0].colour', line: 7, column: 5, node: 'a' },
    ],
    ['a wrong type', 'nodes: 3\nedges: []', { code: 'wrong-type', path: 'nodes', line: 4, column: 1 }],
    [
      'a missing key',
      'nodes:\n  - id: a\nedges: []',
      { code: 'missing-key', path: 'nodes[0].kind', line: 5, node: 'a' },
    ],
    ['a missing list', 'nodes: []', { code: 'missing-key', path: 'edges', line: 1 }],
    ['a bad id', 'nodes: [{ id: "a b", kind: code }]\nedges: []', { code: 'bad-value', path: 'nodes[0].id', line: 4 }],
    [
      'a choice that is none',
      'nodes: [{ id: a, kind: code, split: some }]\nedges: []',
      { code: 'bad-value', path: 'nodes[0].split', line: 4 },
    ],
    [
      'a join that is none',
      'nodes: [{ id: a, kind: code, join: { first: x } }]\nedges: []',
      { code: 'wrong-type', path: 'nodes[0].join.first', line: 4 },
    ],
    [
      'a config that is a list',
      'nodes: [{ id: a, kind: code, variants: [{ id: v, config: [] }] }]\nedges: []',
      { code: 'wrong-type', path: 'nodes[0].variants[0].config', line: 4 },
    ],
    [
      'a merge rule that is none',
      'nodes: []\nedges: []\ncontext: { merge: { __proto__: keep } }',
      { code: 'bad-value', path: 'context.merge.__proto__', line: 6 },
    ],
    [
      'a merge rule without its expression',
      'nodes: []\nedges: []\ncontext: { merge: { a: { expression: 3 } } }',
      { code: 'wrong-type', path: 'context.merge.a.expression', line: 6 },
    ],
    [
      'a merge rule with more than its expression',
      'nodes: []\nedges: []\ncontext: { merge: { a: { expression: x, over: y } } }',
      { code: 'unknown-key', path: 'context.merge.a.over', line: 6 },
    ],
  ];
  it.each(cases)('refuses %s with its place', (_, rest, { code, ...place }) => {
    const yaml = `${head}${rest}\n`;
    expect(errorsOf(yaml)).toMatchObject([{ code: `document/${code}`, place }]);
  });

  it('says which forms there are where none fits', () => {
    const [error] = errorsOf(`${head}nodes: [{ id: a, kind: code, join: al }]\nedges: []\n`);
    expect(error?.message).toBe('nodes[0].join must be "sync", "all", "any" or an object, but is "al".');
  });

  it('gives the places of faults in JSON, too', () => {
    const text =
      '{\n "format": "wtb/1", "id": "x", "name": "X",\n "nodes": [{\n  "id": "a", "kind": "code",\n  "color": 1 }],\n "edges": "none"\n}';
    expect(errorsOf(text)).toMatchObject([
      { code: 'document/unknown-key', place: { path: 'nodes[0].color', line: 5, column: 3, node: 'a' } },
      { code: 'document/wrong-type', place: { path: 'edges', line: 6, column: 2 } },
    ]);
  });

  it('says which format it reads when it gets another', () => {
    expect(errorsOf('{"format":"wtb/9","id":"x","name":"X","nodes":[],"edges":[]}')).toMatchObject([
      { code: 'document/format', place: { path: 'format' } },
    ]);
  });

  it.each(['null', '[]', '3', '"text"'])('refuses %s as a document', (text) => {
    expect(errorsOf(text, { format: 'json' })).toMatchObject([{ code: 'document/wrong-type' }]);
  });
});

describe('limits', () => {
  const withInitial = (initial: string): string =>
    `{"format":"wtb/1","id":"x","name":"X","nodes":[],"edges":[],"context":{"initial":${initial}}}`;
  const nested = (depth: number): string => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;

  it('refuses a file of more than 5 MB, counting bytes', () => {
    const text = withInitial(`{"a":"${'é'.repeat(maxDocumentBytes / 2)}"}`);
    expect(errorsOf(text)).toMatchObject([{ code: 'document/too-large' }]);
    expect(errorsOf(' '.repeat(5 * 1024 * 1024))).toMatchObject([{ code: 'document/too-large' }]);
  });

  it('reads a valid file of 4 MB', () => {
    const rows = Array.from({ length: 63_000 }, (_, i) => ({ i, name: `row ${i}`, values: [1, 2, 3, i / 7] }));
    const text = withInitial(JSON.stringify({ rows }));
    expect(text.length).toBeGreaterThan(3_900_000);
    expect(documentOf(text).context?.initial).toEqual({ rows });
  });

  it('reads 990 levels of nesting and refuses more than 1,000, in JSON and YAML', () => {
    expect(documentOf(withInitial(nested(990))).context?.initial).toBeDefined();
    for (const format of ['json', 'yaml'] as const) {
      expect(errorsOf(withInitial(nested(1000)), { format })).toMatchObject([
        { code: 'document/too-deep', place: { line: 1 } },
      ]);
      expect(errorsOf(withInitial(nested(400_000)), { format })).toMatchObject([{ code: 'document/too-deep' }]);
    }
    expect(errorsOf(`${head}nodes: ${'- '.repeat(3000)}x`)[0]?.code).toMatch(/too-deep|syntax/);
  });

  it('does not take brackets inside texts for nesting', () => {
    const text = '[{\\"'.repeat(2000);
    expect(documentOf(withInitial(`{"a":"${text}"}`)).context?.initial).toEqual({ a: '[{"'.repeat(2000) });
  });
});

describe('keys that name parts of prototypes', () => {
  it.each(['json', 'yaml'] as const)('are plain keys in free-form places of %s', (format) => {
    const initial = '{"__proto__": {"polluted": 1}, "constructor": 2, "toString": 3}';
    const text = `{"format":"wtb/1","id":"x","name":"X","nodes":[],"edges":[],"context":{"initial":${initial}}}`;
    const read = documentOf(text, { format }).context?.initial as JsonObject;
    expect(Object.keys(read)).toEqual(['__proto__', 'constructor', 'toString']);
    expect(Object.getOwnPropertyDescriptor(read, '__proto__')?.value).toEqual({ polluted: 1 });
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect('polluted' in {}).toBe(false);
  });

  it('are unknown keys elsewhere', () => {
    const text = '{"format":"wtb/1","id":"x","name":"X","nodes":[],"edges":[],"__proto__":{},"constructor":1}';
    const paths = errorsOf(text).map((error) => [error.code, error.place?.path]);
    expect(paths).toEqual([
      ['document/unknown-key', '__proto__'],
      ['document/unknown-key', 'constructor'],
    ]);
  });
});

describe('round trips', () => {
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom(
      'yes',
      'null',
      '1e3',
      '0x1f',
      '- a',
      'a: b',
      '#x',
      ' x ',
      'a\nb\n',
      '<b>',
      '!t',
      '&a',
      '*a',
      '2001-01-01',
    ),
  );
  const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as JsonObject);
  const configs = fc.dictionary(text, json, { noNullPrototype: true }).map((each): JsonObject => each);
  const documents = fc
    .record({ label: text.filter((each) => each.length <= 200), config: configs, initial: configs })
    .map(({ label, config, initial }): GraphDocument => {
      const graph = graphFromText('a -> b -> a');
      const nodes = graph.nodes.map((node) => ({ ...node, label, variants: [{ id: 'v', config }] }));
      return { ...graph, nodes, context: { initial } };
    });

  it.each(['json', 'yaml'] as const)('writing %s and reading it gives the same document', (format) => {
    fc.assert(
      fc.property(documents, (document) => {
        expect(documentOf(formatDocument(document, format), { format })).toEqual(document);
      }),
    );
  });

  it('reading finds out the format by itself', () => {
    const document = graphFromText('a -> b');
    expect(documentOf(formatDocument(document, 'json'))).toEqual(document);
    expect(documentOf(formatDocument(document, 'yaml'))).toEqual(document);
  });

  it('keeps labels with HTML as the text that they are', () => {
    const document = graphFromText('a');
    const nodes = document.nodes.map((node) => ({ ...node, label: '<img src=x onerror=alert(1)>' }));
    expect(documentOf(formatDocument({ ...document, nodes }, 'yaml')).nodes).toEqual(nodes);
  });
});

describe('maps with many keys in YAML', () => {
  const initial = (keys: readonly string[]): string =>
    `${head}nodes: []\nedges: []\ncontext:\n  initial:\n${keys.map((key) => `    ${key}: 1`).join('\n')}\n`;
  const many = Array.from({ length: 60_000 }, (_, index) => `key${index}`);

  it('are read in passable time', () => {
    expect(Object.keys(documentOf(initial(many)).context?.initial ?? {})).toHaveLength(many.length);
  });

  it('name each key that comes again', () => {
    const place = (line: number, column: number): object => ({ code: 'document/syntax', place: { line, column } });
    expect(errorsOf(initial(['a', 'b', 'a', '"b"', 'c']))).toMatchObject([place(10, 5), place(11, 5)]);
    expect(errorsOf(`${head}nodes: [{ id: a, kind: b, id: a }]\nedges: []\n`)).toMatchObject([place(4, 27)]);
  });
});

describe('a document as YAML', () => {
  const text = `format: wtb/1
id: test
name: Test
context: { initial: { items: [ 1, 2 ] }, merge: { log: append } }

nodes:
  - { id: a, kind: note, label: A, position: { x: 1, y: 2 } }
  - id: b
    kind: code
    join: { first: 2 }
    timeoutMs: 10
    active: main
    variants:
      - id: main
        config:
          source: |
            export default () => {
              return {};
            };

edges:
  - { id: e1, source: a, target: b, when: a > 1 }

graphs:
  item:
    context: { initial: { n: 1 } }

    nodes:
      - { id: x, kind: note }

    edges: []
`;

  it('has its keys in a fixed order, and on a line of its own what is short', () => {
    const { graphs = {}, edges, nodes, ...rest } = documentOf(text);
    const shuffled = { graphs, nodes, ...rest, edges } as GraphDocument;
    expect(toYaml(shuffled)).toBe(text);
  });

  it('keeps the names of graphs, their order and odd keys', () => {
    const graphs = JSON.parse(
      '{"b":{"nodes":[],"edges":[]},"a":{"nodes":[],"edges":[]},"__proto__":{"nodes":[],"edges":[]}}',
    ) as NonNullable<GraphDocument['graphs']>;
    const document: GraphDocument = { ...graphFromText('a'), graphs, context: { initial: { 'a: b': { '#': '- x' } } } };
    const read = documentOf(toYaml(document));
    expect(Object.keys(read.graphs ?? {})).toEqual(['b', 'a', '__proto__']);
    expect(JSON.stringify(read.context)).toBe(JSON.stringify(document.context));
  });
});

describe('what is wrong inside a named graph', () => {
  it('is told with its place, in both languages', () => {
    const json =
      '{"format":"wtb/1","id":"t","name":"T","nodes":[],"edges":[],\n"graphs":{"item":{"nodes":[{"id":"x","kind":"code",\n"joinn":"all"}],"edges":[]}}}';
    const yaml =
      'format: wtb/1\nid: t\nname: T\nnodes: []\nedges: []\ngraphs:\n  item:\n    nodes:\n      - id: x\n        kind: code\n        joinn: all\n    edges: []\n';
    const place = { path: 'graphs.item.nodes[0].joinn', node: 'item/x' };
    expect(errorsOf(json)).toMatchObject([{ code: 'document/unknown-key', place: { ...place, line: 3, column: 1 } }]);
    expect(errorsOf(yaml)).toMatchObject([{ code: 'document/unknown-key', place: { ...place, line: 11, column: 9 } }]);
  });

  it.each([
    ['{"item":{"nodes":[]}}', 'document/missing-key', 'graphs.item.edges'],
    ['{"item":{"nodes":[],"edges":[{"id":"e","source":"a"}]}}', 'document/missing-key', 'graphs.item.edges[0].target'],
    [
      '{"item":{"nodes":[{"id":"x","kind":"code","join":{"first":0}}],"edges":[]}}',
      'document/bad-value',
      'graphs.item.nodes[0].join.first',
    ],
    ['{"item":[]}', 'document/wrong-type', 'graphs.item'],
    ['{"an item":{"nodes":[],"edges":[]}}', 'document/bad-value', 'graphs["an item"]'],
    [
      '{"item":{"nodes":[],"edges":[],"context":{"merge":{"a":"keep"}}}}',
      'document/bad-value',
      'graphs.item.context.merge.a',
    ],
  ])('%s', (graphs, code, path) => {
    const text = `{"format":"wtb/1","id":"t","name":"T","nodes":[],"edges":[],"graphs":${graphs}}`;
    expect(errorsOf(text)).toMatchObject([{ code, place: { path } }]);
  });
});
