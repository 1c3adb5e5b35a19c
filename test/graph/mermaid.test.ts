import { describe, expect, it } from 'vitest';
import { toMermaid } from '../../src/graph/mermaid.ts';
import type { GraphDocument, GraphNode } from '../../src/model/graph-document.ts';
import { graphFromText } from './graph-from-text.ts';

const runs = (id: string, kind: string, graph: string): GraphNode => ({
  id,
  kind,
  variants: [{ id: 'main', config: { graph } }],
});
const bodyOf = (document: GraphDocument): string[] =>
  toMermaid(document)
    .split('\n')
    .slice(4, -1)
    .map((line) => line.slice(2));

describe('a document as a Mermaid flowchart', () => {
  it('has a title, nodes in document order and arrows', () => {
    expect(toMermaid(graphFromText('a -> b'))).toBe(
      ['---', 'title: "Test"', '---', 'flowchart LR', '  n0["a"]', '  n1["b"]', '  n0 --> n1', ''].join('\n'),
    );
  });

  it('says ports, conditions, defaults and labels on the arrows', () => {
    const edges = [
      { id: '1', source: 'a', target: 'b', port: 'yes', when: 'x > 1' },
      { id: '2', source: 'a', target: 'b', default: true },
      { id: '3', source: 'a', target: 'b', port: 'no', label: 'Too late' },
      { id: '4', source: 'a', target: 'gone' },
    ];
    expect(bodyOf({ ...graphFromText('a -> b'), edges }).slice(2)).toEqual([
      'n0 -.->|"yes<br/>x #62; 1"| n1',
      'n0 -->|"otherwise"| n1',
      'n0 -->|"Too late"| n1',
    ]);
  });

  it('shows the kind by the shape', () => {
    const kinds = ['code', 'input', 'condition', 'delay', 'end', 'constructor'];
    const nodes = kinds.map((kind): GraphNode => ({ id: kind, kind }));
    expect(bodyOf({ ...graphFromText('a'), nodes })).toEqual([
      'n0["code"]',
      'n1[/"input"/]',
      'n2{"condition"}',
      'n3(["delay"])',
      'n4((("end")))',
      'n5["constructor"]',
    ]);
  });

  it('draws named graphs as subgraphs, with arrows from what runs them', () => {
    const document: GraphDocument = {
      ...graphFromText('a'),
      nodes: [runs('each', 'map', 'item')],
      graphs: {
        item: { label: 'Item', nodes: [runs('again', 'subflow', 'item')], edges: [] },
        empty: { nodes: [], edges: [] },
      },
    };
    expect(bodyOf(document)).toEqual([
      'n0[["each<br/>(item)"]]',
      'subgraph g1["Item (item)"]',
      '  n1[["again<br/>(item)"]]',
      'end',
      'n0 -.-> g1',
    ]);
  });

  it('shows what undoes what, and notes', () => {
    const nodes: GraphNode[] = [
      { id: 'book', kind: 'code', compensate: 'cancel' },
      { id: 'cancel', kind: 'code' },
      { id: 'n', kind: 'note', label: 'Mind' },
    ];
    expect(bodyOf({ ...graphFromText('a'), nodes })).toEqual([
      'n0["book"]',
      'n1["cancel"]',
      'n2("Mind"):::note',
      'n0 -.-|"undone by"| n1',
      'classDef note stroke-dasharray: 4 4',
    ]);
  });

  it('lets no text be more than text', () => {
    const labelled = (label: string): string | undefined =>
      bodyOf({ ...graphFromText('a'), nodes: [{ id: 'a', kind: 'code', label }] })[0];
    expect(labelled('"] --> x; click')).toBe('n0["#34;] --#62; x; click"]');
    expect(labelled('`**b**` & <i> #35; $$x$$')).toBe('n0["#96;**b**#96; #38; #60;i#62; #35;35; #36;#36;x#36;#36;"]');
    expect(labelled('%%{init: {}}%%\nend\u0000')).toBe('n0["#37;#37;{init: {}}#37;#37;<br/>end"]');
    expect(labelled('\u0007')).toBe('n0[" "]');
    const title = toMermaid({ ...graphFromText('a'), name: 'A "b"\n---\nflowchart TD' }).split('\n');
    expect(title.slice(0, 4)).toEqual(['---', 'title: "A \\"b\\"\\n---\\nflowchart TD"', '---', 'flowchart LR']);
  });
});
