import { describe, expect, it } from 'vitest';
import { allFolded, nothingFolded, unfoldedRows, withFold } from '../../src/debugger/folding.ts';
import { timelineOf } from '../../src/debugger/timeline-builder.ts';
import { applyEditsIn } from '../../src/editor/shown-graph.ts';
import type { WaitRequest } from '../../src/model/execution.ts';
import type { GraphDocument } from '../../src/model/graph-document.ts';
import { activationNumber, activationPath, nodeId, workflowId } from '../../src/model/ids.ts';
import { nodeKinds } from '../../src/nodes/registry.ts';
import { addNode } from '../../src/ui/canvas/canvas-edits.ts';
import { followGraph } from '../../src/ui/canvas/follow-graph.ts';
import { refuseEdit, whereEditable } from '../../src/ui/canvas/read-only.ts';
import { withScopeGraphs } from '../../src/ui/canvas/scope-gestures.ts';
import { liveWords, scopeWords } from '../../src/ui/canvas/scope-words.ts';
import { alternativesOf, exclusiveKeys, fieldKind } from '../../src/ui/forms/form-schema.ts';
import { explainStandstill } from '../../src/ui/run-bar/standstill.ts';
import { runCommands } from '../../src/ui/run-bar/run-commands.ts';
import { scopeTarget } from '../../src/ui/workbench/graph-place.ts';
import { logFromText } from '../debugger/log-from-text.ts';
import { createFakeWorkbench, pausedSummary, pipelineDocument } from './fake-workbench.ts';

describe('a new scope', () => {
  it('gets an empty graph of its own, named after what one run of it is', () => {
    const map = nodeKinds.get('map')!;
    const add = (document: ReturnType<typeof pipelineDocument>) => {
      const gesture = withScopeGraphs(document, addNode(document, map, { x: 0, y: 0 }), nodeKinds);
      return applyEditsIn(document, '', gesture.edits);
    };
    const once = add(pipelineDocument());
    expect(once.nodes.at(-1)?.variants?.[0]?.config?.['graph']).toBe('item');
    expect(once.graphs).toEqual({ item: { nodes: [], edges: [] } });
    expect(Object.keys(add(once).graphs ?? {})).toEqual(['item', 'item-2']);
  });

  it('is none where the kind runs no graph', () => {
    const gesture = addNode(pipelineDocument(), nodeKinds.get('code')!, { x: 0, y: 0 });
    expect(withScopeGraphs(pipelineDocument(), gesture, nodeKinds).edits).toEqual(gesture.edits);
  });
});

describe('words of scopes', () => {
  const run = { opened: 12, total: 12, open: 8, done: 3, failed: 1, cancelled: 0, last: 11 };
  it('count items, number iterations and are silent for a subflow', () => {
    expect(scopeWords('map', run)?.short).toBe('4/12 · 1 failed');
    expect(scopeWords('map', run)?.long).toBe('12 items begun, 3 done, 8 under way, 1 failed');
    expect(scopeWords('map', { ...run, total: 40, failed: 0 })).toEqual({
      short: '3/40',
      long: '12 of 40 items begun, 3 done, 8 under way',
    });
    expect(scopeWords('map', { ...run, failed: 0, cancelled: 9, open: 0 })?.short).toBe('12/12 · 9 cancelled');
    expect(scopeWords('loop', { ...run, failed: 0, last: 4 })?.short).toBe('iteration 4');
    expect(scopeWords('subflow', run)).toBeUndefined();
  });
  it('say the two things that matter most of many activations', () => {
    expect(liveWords({ failed: 0, running: 3, waiting: 2, ready: 7 })).toBe('3 running · 2 waiting');
  });
});

describe('folding', () => {
  const { rows } = timelineOf(
    logFromText(
      `start\nopen map[0] item\nin map[0] score\nopen map[0]/loop[1] round\nin map[0]/loop[1] turn\nclose map[0]/loop[1]\nopen map[1] item\nin map[1] score\nreport`,
    ).events,
  );
  const paths = (folding: typeof nothingFolded) => unfoldedRows(rows, folding).map((row) => row.path ?? row.type);
  it('hides what stands in a frame and in the frames within it, and keeps where it began', () => {
    expect(unfoldedRows(rows, nothingFolded)).toBe(rows);
    expect(paths(withFold(nothingFolded, activationPath('map[0]'), true))).toEqual([
      'start',
      'map[0]',
      'map[1]',
      'map[1]/score',
      'report',
    ]);
    expect(paths(allFolded)).toEqual(['start', 'map[0]', 'map[1]', 'report']);
    expect(paths(withFold(allFolded, activationPath('map[0]'), false))).toContain('map[0]/loop[1]');
  });
});

describe('waits', () => {
  const live = {
    activation: activationNumber(3),
    path: activationPath('map[2]/train'),
    node: nodeId('train'),
    iteration: 1,
    attempt: 1,
  };
  const explain = (wait: WaitRequest) =>
    explainStandstill(
      pausedSummary({ status: 'running', live: [{ ...live, state: 'waiting', wait }] }),
      pipelineDocument(),
    );

  it('are named by what they are for, in the frame where they stand', () => {
    const message = explain({ type: 'message', name: 'paid', key: '7' });
    expect(`${message.word} ${message.where} · ${message.why}`).toBe(
      'waiting at Train in map[2] · for the message paid (7)',
    );
    expect(message.actions).toEqual([{ type: 'send', message: { name: 'paid', key: '7' } }]);
    expect(explain({ type: 'condition', expression: 'paid = true' }).why).toBe('until paid = true');
  });

  it('for a person are answered also where the answer is one of several things that may come', () => {
    const human = { type: 'human', title: 'Launch?', instructions: '', schema: {}, assignee: 'Ada' } as const;
    const found = explain({ type: 'first', of: [{ type: 'message', name: 'go' }, human] });
    expect(found.actions).toEqual([{ type: 'answer', path: 'map[2]/train' }]);
    expect(found.why).toBe('Launch? · asked of Ada');
  });

  it('for a lock name the lock', () => {
    const document = pipelineDocument();
    const locked = { ...document, nodes: document.nodes.map((node) => ({ ...node, lock: 'disk' })) };
    const found = explainStandstill(
      pausedSummary({ status: 'running', live: [{ ...live, state: 'blocked' }] }),
      locked,
    );
    expect(found).toMatchObject({ word: 'waiting', why: 'for the lock disk' });
  });

  it('of a scope whose frames all wait are what the execution waits for', () => {
    const open = { ...live, path: activationPath('map'), node: nodeId('map'), state: 'open' } as const;
    const wait = { ...live, state: 'waiting', wait: { type: 'message', name: 'go' } } as const;
    const found = explainStandstill(pausedSummary({ status: 'running', live: [open, wait] }), pipelineDocument());
    expect(found.word).toBe('waiting');
  });
});

describe('stepping', () => {
  const depths = (depth: string, live: string) => {
    const workbench = createFakeWorkbench();
    const summary = pausedSummary();
    const next = { ...summary.live[0]!, path: activationPath(live) };
    workbench.debug.store.setState({ execution: { ...summary, live: [next] } });
    return runCommands(workbench)
      .find(({ id }) => id === `execution.${depth}`)
      ?.enabled?.();
  };
  it('goes into scopes from anywhere and out of them from within', () => {
    expect(depths('stepInto', 'train')).toBe(true);
    expect(depths('stepOut', 'train')).toBe('It stands in the outermost graph.');
    expect(depths('stepOut', 'map[0]/score')).toBe(true);
  });

  const withItemGraph = () => {
    const workbench = createFakeWorkbench();
    const graphs = { item: { nodes: [{ id: 'score', kind: 'code' }], edges: [] } };
    workbench.editor.edit([{ type: 'update-document', changes: { graphs } }], { label: 'New graph' });
    return workbench;
  };

  it('leads the canvas to the graph of whoever is next', () => {
    const workbench = withItemGraph();
    const stop = followGraph(workbench);
    const summary = pausedSummary({ pause: { type: 'step' } });
    const next = { ...summary.live[0]!, path: activationPath('map[0]/score'), node: nodeId('item/score') };
    workbench.debug.store.setState({
      execution: { ...summary, lastSeq: (summary.lastSeq + 1) as never, live: [next] },
    });
    expect(workbench.editor.store.getState().graph).toBe('item');
    stop();
  });

  it('looks at the item that failed, not at the one that was committed last', () => {
    const workbench = withItemGraph();
    const looked: unknown[] = [];
    const debug = { ...workbench.debug, lookAt: (frame: unknown) => void looked.push(frame) };
    const stop = followGraph({ ...workbench, debug });
    const summary = pausedSummary({});
    const failed = {
      ...summary.live[0]!,
      path: activationPath('map[2]/score'),
      node: nodeId('item/score'),
      state: 'failed' as const,
    };
    const error = { code: 'node/threw' as const, message: 'no' };
    const pause = { type: 'error' as const, node: failed.node, activation: failed.activation, error };
    workbench.debug.store.setState({
      execution: { ...summary, pause, lastSeq: (summary.lastSeq + 1) as never, live: [failed] },
    });
    expect(looked).toEqual([{ type: 'frame', path: 'map[2]' }]);
    stop();
  });
});

describe('an execution that failed', () => {
  it('is looked at where the error came from, in the innermost frame', () => {
    const workbench = createFakeWorkbench();
    const graphs = { item: { nodes: [{ id: 'score', kind: 'code' }], edges: [] } };
    workbench.editor.edit([{ type: 'update-document', changes: { graphs } }], { label: 'New graph' });
    const looked: unknown[] = [];
    const debug = { ...workbench.debug, lookAt: (frame: unknown) => void looked.push(frame) };
    const stop = followGraph({ ...workbench, debug });
    const { rows } = workbench.debug.store.getState();
    const error = { code: 'node/threw' as const, message: 'no' };
    const failed = (path: string, node: string) => ({
      ...rows[0]!,
      key: path,
      type: 'failed' as const,
      path: activationPath(path),
      node: nodeId(node),
      error,
    });
    const summary = pausedSummary({ status: 'failed', error, live: [] });
    workbench.debug.store.setState({
      rows: [...rows, failed('map[2]/score', 'item/score'), failed('map', 'map')],
      execution: { ...summary, lastSeq: (summary.lastSeq + 1) as never },
    });
    expect(workbench.editor.store.getState().graph).toBe('item');
    expect(looked).toEqual([{ type: 'frame', path: 'map[2]' }]);
    stop();
  });
});

describe('a node that runs another workflow', () => {
  const scope = { id: 'hear', kind: 'subflow', variants: [{ id: 'main', config: { workflow: 'speaker' } }] };
  const opened = () => {
    const workbench = createFakeWorkbench();
    workbench.editor.edit([{ type: 'add-node', node: scope }], { label: 'Add' });
    return workbench;
  };
  /** As the execution has it: the other workflow among its graphs. */
  const ran = (workbench: ReturnType<typeof opened>, workflow = 'speaker'): GraphDocument => ({
    ...workbench.editor.store.getState().document!,
    nodes: [{ ...scope, variants: [{ id: 'main', config: { graph: 'speaker' } }] }],
    graphs: {
      speaker: {
        label: 'Speaker',
        origin: { workflow, version: 3 },
        context: {},
        nodes: [{ id: 'say', kind: 'code' }],
        edges: [],
      },
    },
  });
  const target = ({ editor, debug }: ReturnType<typeof opened>) =>
    scopeTarget(scope, { editor: editor.store.getState(), debug: debug.store.getState(), kinds: nodeKinds });

  it('leads to that workflow, or into the graph that an execution of it ran', () => {
    const workbench = opened();
    const elsewhere = { type: 'workflow', workflow: 'speaker', label: 'speaker' };
    expect(target(workbench)).toEqual(elsewhere);
    workbench.debug.store.setState({ document: ran(workbench) });
    expect(target(workbench)).toEqual({ type: 'graph', graph: 'speaker', label: 'Speaker' });
    workbench.debug.store.setState({ document: ran(workbench, 'the one before') });
    expect(target(workbench)).toEqual(elsewhere);
    const summary = pausedSummary({ workflow: workflowId('another') });
    workbench.debug.store.setState({ document: ran(workbench), execution: summary });
    expect(target(workbench)).toEqual(elsewhere);
  });

  it('is followed by the canvas as long as its execution is looked at', () => {
    const workbench = opened();
    const document = ran(workbench);
    workbench.debug.store.setState({ document });
    const stop = followGraph(workbench);
    const summary = pausedSummary({ pause: { type: 'step' } });
    const next = { ...summary.live[0]!, path: activationPath('hear/say'), node: nodeId('speaker/say') };
    const execution = { ...summary, lastSeq: (summary.lastSeq + 1) as never, live: [next] };
    workbench.debug.store.setState({ execution });
    expect(workbench.editor.store.getState()).toMatchObject({ graph: 'speaker', borrowed: document });
    workbench.debug.store.setState({ document: undefined, loading: true });
    expect(workbench.editor.store.getState().graph).toBe('speaker');
    const again = ran(workbench);
    workbench.debug.store.setState({ document: again, loading: false });
    expect(workbench.editor.store.getState()).toMatchObject({ graph: 'speaker', borrowed: again });
    workbench.debug.store.setState({ document: undefined, execution: undefined });
    expect(workbench.editor.store.getState()).toMatchObject({ graph: '', borrowed: undefined });
    stop();
  });

  it('gets no command that edits while its graph is shown', () => {
    const workbench = opened();
    const commands = whereEditable(workbench, [
      { id: 'node.add.code', title: 'Add', group: 'Add', run: () => undefined },
      { id: 'canvas.fit', title: 'Fit', group: 'View', run: () => undefined },
    ]);
    const enabled = () => commands.map((command) => command.enabled?.());
    expect(enabled()).toEqual([true, undefined]);
    workbench.editor.showGraph('speaker', ran(workbench));
    expect(enabled()).toEqual([expect.stringContaining('Open its workflow'), undefined]);
    expect(refuseEdit(workbench)).toBe(true);
  });
});

describe('forms', () => {
  it('tell fixed values and objects to choose among from free JSON', () => {
    const schema = {
      oneOf: [
        { type: 'string', enum: ['fail', 'collect'] },
        { type: 'object', title: 'Tolerate', properties: { tolerate: { type: 'integer' } } },
      ],
    };
    expect(fieldKind(schema)).toBe('alternatives');
    expect(alternativesOf(schema)?.map(({ label }) => label)).toEqual(['fail', 'collect', 'Tolerate']);
    expect(fieldKind({ oneOf: [{ type: 'string' }, { type: 'number' }] })).toBe('json');
  });

  it('know the properties of which an object has exactly one', () => {
    const [of] = Object.values(
      nodeKinds.get('choice')!.configSchema['properties'] as Record<string, { items: object }>,
    );
    expect(exclusiveKeys(of!.items as never)).toEqual(['message', 'afterMs', 'until', 'human', 'condition']);
    expect(exclusiveKeys({ properties: { a: {} } })).toBeUndefined();
  });
});
