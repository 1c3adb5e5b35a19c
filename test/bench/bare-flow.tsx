import '@xyflow/react/dist/style.css';
import { ReactFlow } from '@xyflow/react';
import { createRoot } from 'react-dom/client';
import { benchGraph } from './bench-graph.ts';

/** React Flow as its first example has it, with the graph that the bench's canvas gets, in a box of the same size. */
const { nodes, edges } = benchGraph();
const query = new URLSearchParams(location.search);
const size = { width: Number(query.get('width')), height: Number(query.get('height')) };
const zoom = Number(query.get('zoom'));
const [x, y] = [Number(query.get('x')), Number(query.get('y'))];

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element #root');
createRoot(root).render(
  <div style={size}>
    <ReactFlow
      defaultNodes={nodes.map(({ id, position }) => ({
        id,
        position,
        data: { label: id },
        style: { width: 176, height: 58 },
      }))}
      defaultEdges={edges.map(({ id, source, target }) => ({ id, source, target }))}
      defaultViewport={{ x, y, zoom }}
      minZoom={0.05}
    />
  </div>,
);
