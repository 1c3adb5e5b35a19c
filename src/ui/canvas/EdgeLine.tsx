import { BaseEdge, EdgeLabelRenderer } from '@xyflow/react';
import type { Edge, EdgeProps } from '@xyflow/react';
import { memo } from 'react';
import { useStore } from 'zustand';
import { classNames } from '../widgets/class-names.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import { useTaken } from './canvas-context.ts';
import styles from './EdgeLine.module.css';
import { cardHeight, edgePath, handleSize } from './geometry.ts';

export type LineEdge = Edge<
  {
    readonly when: string | undefined;
    readonly label: string | undefined;
    readonly port: string | undefined;
    /** Taken only where no other is. */
    readonly isDefault?: boolean;
    /** Leads from a node to the one that undoes it: nothing flows here. */
    readonly undoes?: boolean;
  },
  'line'
>;

/** Who may follow whom: coloured where it was taken in this branch, dashed where a condition decides. */
export const EdgeLine = memo(function EdgeLine(props: EdgeProps<LineEdge>) {
  return props.data?.undoes === true ? <UndoLine {...props} /> : <FlowLine {...props} />;
});

function FlowLine(props: EdgeProps<LineEdge>) {
  const { id, data, selected } = props;
  const { debug } = useWorkbench();
  const taken = useTaken(id);
  const inspected = useStore(debug.store, (state) => state.execution !== undefined);
  const ends = borderEnds(props);
  const { path, label } = edgePath(ends);
  const tip = props.targetX + handleSize / 2;
  const text = data?.label ?? data?.when;
  const state = taken > 0 ? 'taken' : inspected ? 'untaken' : 'plain';
  return (
    <>
      <BaseEdge
        id={id}
        path={path}
        interactionWidth={16}
        className={classNames(
          styles['line'],
          styles[state],
          data?.when !== undefined && styles['conditional'],
          data?.port === 'error' && styles['error'],
          selected === true && styles['selected'],
        )}
      />
      <path
        data-state={state}
        d={`M${tip - 7} ${props.targetY - 4}l6 4-6 4`}
        className={classNames(styles['arrow'], styles[state], selected === true && styles['selected'])}
      />
      {data?.isDefault === true ? (
        <path
          d={`M${ends.sourceX + 9} ${ends.sourceY + 6}l6 -12`}
          className={classNames(styles['arrow'], styles[state], selected === true && styles['selected'])}
        >
          <title>The default: taken where no other edge is</title>
        </path>
      ) : undefined}
      {text === undefined && data?.port === undefined ? undefined : (
        <EdgeLabelRenderer>
          <div
            className={classNames(styles['label'], selected === true && styles['chosen'], 'nopan')}
            style={{
              transform: `translate(-50%, -50%) translate(${label.x}px, ${label.y}px)`,
              ...betweenCards(props),
            }}
            title={text}
          >
            {data?.port === undefined ? undefined : <b>{data.port}</b>}
            {text === undefined || text === data?.port ? undefined : <span>{text}</span>}
            {taken > 1 ? <em>×{taken}</em> : undefined}
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  );
}

/** Where a label has only the gap between two cards: above them, and hardly wider than the gap. */
function betweenCards({ sourceX, sourceY, targetX, targetY }: EdgeProps<LineEdge>) {
  const gap = targetX - sourceX;
  if (gap <= 0 || Math.abs(targetY - sourceY) >= cardHeight) return {};
  return { zIndex: 1, maxWidth: Math.max(64, gap + 24) };
}

const undoLane = 24;

/** From below a node to above the one that undoes it, as BPMN draws what compensates. */
function UndoLine({ id, sourceX, sourceY, targetX, targetY }: EdgeProps<LineEdge>) {
  // Low, past what stands between the two; its word near the card, away from the words of the edges that leave it.
  const lane = targetY - sourceY > 3 * undoLane ? targetY - undoLane : (sourceY + targetY) / 2;
  return (
    <>
      <BaseEdge
        id={id}
        path={`M${sourceX} ${sourceY}V${lane}H${targetX}V${targetY}`}
        className={classNames(styles['line'], styles['undo'])}
      />
      <EdgeLabelRenderer>
        <div
          className={classNames(styles['label'], 'nopan')}
          style={{ transform: `translate(-50%, -50%) translate(${sourceX}px, ${sourceY + 13}px)` }}
        >
          <span>undone by</span>
        </div>
      </EdgeLabelRenderer>
    </>
  );
}

/** React Flow ends edges at the outside of the handles; the line is to meet the card. */
function borderEnds({ sourceX, sourceY, targetX, targetY }: EdgeProps<LineEdge>) {
  return { sourceX: sourceX - handleSize / 2, sourceY, targetX: targetX + handleSize / 2, targetY };
}
