import { Handle, Position } from '@xyflow/react';
import type { Node, NodeProps } from '@xyflow/react';
import CornerRightDown from 'lucide-react/icons/corner-right-down';
import Hand from 'lucide-react/icons/hand';
import Lock from 'lucide-react/icons/lock';
import Recycle from 'lucide-react/icons/recycle';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import { memo, useEffect, useRef } from 'react';
import type { KeyboardEvent } from 'react';
import { useStore } from 'zustand';
import type { NodeRun } from '../../debugger/debug-state.ts';
import { formatDuration } from '../widgets/format.ts';
import { stateWord, StatusMark } from '../widgets/StatusMark.tsx';
import { KindIcon } from '../workbench/KindIcon.tsx';
import { useWorkbench } from '../workbench/workbench.ts';
import { toggleDot } from './canvas-actions.ts';
import { useCanvas, useNodeFacts } from './canvas-context.ts';
import { cardName } from './card-name.ts';
import { openScope } from './open-scope.ts';
import { portTop, undoHandle } from './geometry.ts';
import type { NodeFacts } from './node-facts.ts';
import { liveWords, scopeWords } from './scope-words.ts';
import styles from './NodeCard.module.css';
import { NodeTitle } from './NodeTitle.tsx';
import { VariantChip } from './VariantChip.tsx';

/** What React Flow carries for us; everything else comes by subscription. */
export type CardNode = Node<
  {
    readonly ports: readonly string[];
    readonly executable: boolean;
    /** Whether a line leads from it to what undoes it, or to it from what it undoes. */
    readonly undo: 'none' | 'undone' | 'undoes';
  },
  'card'
>;

/** A node on the canvas, while editing and while debugging alike. */
export const NodeCard = memo(function NodeCard({ id, data, selected }: NodeProps<CardNode>) {
  const facts = useNodeFacts(id);
  const workbench = useWorkbench();
  const { kinds } = workbench;
  const { store } = useCanvas();
  const focusable = useStore(store, (state) => (state.focused ?? '') === id);
  const request = useStore(store, (state) => (state.focused === id ? state.focusRequest : 0));
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (request > 0) element.current?.focus({ preventScroll: true });
  }, [request]);
  if (facts === undefined) return null;
  const kind = kinds.get(facts.node.kind);
  const open = () => openScope(workbench, facts.node);
  // A group that takes the focus: keys act on the node as a whole, its parts have their own ways in.
  const focusing = {
    role: 'group',
    'aria-label': cardName(facts, selected),
    'aria-roledescription': 'node',
    tabIndex: focusable ? 0 : -1,
    onFocus: () => store.setState({ focused: id }),
    onDoubleClick: open,
    onKeyDown: (event: KeyboardEvent) => event.key === 'Enter' && event.target === event.currentTarget && open(),
  };
  return (
    <div
      ref={element}
      {...focusing}
      className={styles['card']}
      data-node={id}
      data-state={facts.run?.state ?? (facts.inspected ? 'idle' : 'none')}
      data-selected={selected}
      data-kind={data.executable ? 'card' : 'note'}
      data-scope-card={facts.scopeGraph !== undefined}
    >
      {data.executable ? <Handles ports={data.ports} undo={data.undo} /> : undefined}
      {(facts.node.variants?.length ?? 0) > 1 ? <i className={styles['stack']} aria-hidden="true" /> : undefined}
      {data.executable ? <BreakpointDot id={id} facts={facts} /> : undefined}
      <div className={styles['title']}>
        <span className={styles['kind']}>
          <KindIcon name={kind?.icon} />
        </span>
        <NodeTitle id={id} facts={facts} />
        {facts.problems > 0 ? <ProblemBadge facts={facts} /> : undefined}
        {facts.run === undefined || facts.run.state === 'idle' ? undefined : <State run={facts.run} />}
      </div>
      <div className={styles['detail']}>
        {data.executable ? <VariantChip facts={facts} /> : <NoteText facts={facts} />}
        <Signs facts={facts} />
        {data.executable ? <LastRun facts={facts} /> : undefined}
        {facts.scopeGraph === undefined ? undefined : <OpenGraph facts={facts} />}
      </div>
    </div>
  );
});

function Handles({ ports, undo }: Pick<CardNode['data'], 'ports' | 'undo'>) {
  return (
    <>
      <Handle type="target" id="in" position={Position.Left} className={styles['handle']} />
      {ports.map((port, index) => (
        <Handle
          key={port}
          type="source"
          id={port}
          position={Position.Right}
          className={styles['handle']}
          data-port={port}
          data-named={ports.length > 1}
          style={{ top: portTop(index, ports.length) + 4 }}
        />
      ))}
      {undo === 'none' ? undefined : (
        <Handle
          type={undo === 'undone' ? 'source' : 'target'}
          id={undoHandle}
          position={undo === 'undone' ? Position.Bottom : Position.Top}
          className={styles['undo']}
          isConnectable={false}
        />
      )}
    </>
  );
}

function BreakpointDot({ id, facts }: { readonly id: string; readonly facts: NodeFacts }) {
  const workbench = useWorkbench();
  const { breakpoint, pathBreakpoint } = facts;
  const name =
    breakpoint !== undefined
      ? 'Remove breakpoint'
      : pathBreakpoint === undefined
        ? 'Add breakpoint'
        : `Remove breakpoint at ${pathBreakpoint.paths} only`;
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={name}
      title={name}
      className={`${styles['breakpoint']} nodrag`}
      data-set={breakpoint ?? pathBreakpoint?.state ?? 'none'}
      data-at={breakpoint === undefined && pathBreakpoint !== undefined ? 'path' : 'all'}
      onClick={(event) => {
        event.stopPropagation();
        toggleDot(workbench, id);
      }}
    />
  );
}

/** A failure says why under the pointer. */
function State({ run }: { readonly run: NodeRun }) {
  const word = stateWord(run.state);
  const why = run.state === 'failed' && run.error !== undefined ? `${word}: ${run.error.message}` : word;
  return (
    <span className={styles['state']} title={why}>
      <StatusMark state={run.state} />
    </span>
  );
}

function ProblemBadge({ facts }: { readonly facts: NodeFacts }) {
  return (
    <span className={styles['problem']} data-severity={facts.severity} title={facts.problem}>
      <TriangleAlert aria-hidden="true" />
      {facts.problems > 1 ? facts.problems : undefined}
    </span>
  );
}

/** The way into the graph or the workflow that a scope runs. */
function OpenGraph({ facts }: { readonly facts: NodeFacts }) {
  const workbench = useWorkbench();
  const name = facts.opens === 'workflow' ? 'Open workflow' : 'Open graph';
  return (
    <button
      type="button"
      tabIndex={-1}
      className={`${styles['open']} nodrag`}
      aria-label={name}
      title={`${name} ${facts.scopeGraph} (O, Enter or double-click)`}
      onClick={(event) => {
        event.stopPropagation();
        openScope(workbench, facts.node);
      }}
      onDoubleClick={(event) => event.stopPropagation()}
    >
      <CornerRightDown aria-hidden="true" />
    </button>
  );
}

/** They have an icon: a card has no room for the word beside a variant and a duration. */
const drawnMarks: ReadonlySet<string> = new Set(['edited', 'forced', 'reused']);

/** How the last step came to be, when not by plain execution. */
function Signs({ facts }: { readonly facts: NodeFacts }) {
  const marks = facts.run?.marks ?? [];
  const { lock } = facts.node;
  if (marks.length === 0 && lock === undefined) return undefined;
  const title = [...marks, ...(lock === undefined ? [] : [`holds the lock ${lock}`])].join(', ');
  return (
    <span className={styles['signs']} title={title}>
      {lock === undefined ? undefined : <Lock aria-label={`lock ${lock}`} />}
      {marks.includes('edited') || marks.includes('forced') ? <Hand aria-hidden="true" /> : undefined}
      {marks.includes('reused') ? <Recycle aria-label="reused" /> : undefined}
      {marks.filter((mark) => !drawnMarks.has(mark)).join(' ')}
    </span>
  );
}

function LastRun({ facts }: { readonly facts: NodeFacts }) {
  const { run } = facts;
  if (run === undefined) return undefined;
  const scope = run.scope === undefined ? undefined : scopeWords(facts.node.kind, run.scope);
  if (scope !== undefined) {
    return (
      <span className={styles['last']} data-failed={(run.scope?.failed ?? 0) > 0} title={scope.long}>
        {scope.short}
      </span>
    );
  }
  if (run.live !== undefined) return <span className={styles['last']}>{liveWords(run.live)}</span>;
  const times = run.count > 1 ? `×${run.count} ` : '';
  const text =
    run.state === 'ready' || run.state === 'paused'
      ? 'next'
      : run.lastDurationMs === undefined
        ? ''
        : times + formatDuration(run.lastDurationMs);
  return <span className={styles['last']}>{text}</span>;
}

function NoteText({ facts }: { readonly facts: NodeFacts }) {
  const text = facts.node.variants?.[0]?.config?.['text'];
  return <span className={styles['note']}>{typeof text === 'string' ? text : ''}</span>;
}
