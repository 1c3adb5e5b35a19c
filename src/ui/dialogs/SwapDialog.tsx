import { nodeInPlan } from '../../model/graph-names.ts';
import { useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { SwapPolicy } from '../../model/event.ts';
import type { ExecutionSummary } from '../../model/execution.ts';
import type { GraphNode, Variant } from '../../model/graph-document.ts';
import type { NodeId } from '../../model/ids.ts';
import { Button } from '../widgets/Button.tsx';
import { Chip } from '../widgets/Chip.tsx';
import { Dialog } from '../widgets/Dialog.tsx';
import { formatCount } from '../widgets/format.ts';
import { configSummary } from '../inspector/node-view.ts';
import { useBound } from '../inspector/use-bound.ts';
import { labelOf, nodeLabel, variantLabel } from '../workbench/labels.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import { Choices } from './Choices.tsx';
import styles from './Dialogs.module.css';
import { Failure } from './Failure.tsx';
import { type RerunPreview, rerunPreview } from './swap-preview.ts';
import { canSwap, isEditedSince, pinnedConfig, runsUnknownWorkflow, sameJson, swapTarget } from './swap-target.ts';
import { useFormSubmit } from './use-form-submit.ts';

interface SwapDialogProps {
  readonly node: NodeId;
  readonly variant: string | undefined;
  readonly onClose: () => void;
}

/** Binds another variant, or edited code, into the execution under inspection, under a policy that is chosen here. */
export function SwapDialog({ node: id, variant, onClose }: SwapDialogProps) {
  const { editor, debug } = useWorkbench();
  const own = useStore(editor.store, (state) => nodeInPlan(state.document, id));
  const pinned = useStore(debug.store, (state) => nodeInPlan(state.document, id));
  // Of a workflow to which this one refers, only the execution has the nodes.
  const node = own ?? pinned;
  const execution = useStore(debug.store, (state) => state.execution);
  if (node === undefined || execution === undefined) {
    return (
      <Dialog
        open
        size="small"
        title="Swap variant"
        onClose={onClose}
        actions={<Button onClick={onClose}>Close</Button>}
      >
        There is no execution to swap it into. Run the workflow first.
      </Dialog>
    );
  }
  return <SwapForm id={id} node={node} execution={execution} chosen={variant} onClose={onClose} />;
}

function SwapForm(props: {
  /** As the plan names it. */
  readonly id: NodeId;
  readonly node: GraphNode;
  readonly execution: ExecutionSummary;
  readonly chosen: string | undefined;
  readonly onClose: () => void;
}) {
  const { id, node, execution, onClose } = props;
  const { client, debug, toasts } = useWorkbench();
  const rows = useStore(debug.store, (state) => state.rows);
  const pinned = useStore(debug.store, (state) => state.document);
  const bound = useBound(id);
  const variants = node.variants ?? [];
  const isBound = (variant: Variant) =>
    bound?.variant === variant.id && sameJson(bound.config, pinnedConfig(pinned, id, variant));
  const [to, setTo] = useState(
    () => props.chosen ?? variants.find((variant) => !isBound(variant))?.id ?? variants[0]?.id ?? '',
  );
  const preview = useMemo(() => rerunPreview({ rows, document: pinned }, id), [rows, pinned, id]);
  const [policy, setPolicy] = useState<SwapPolicy>(preview === undefined ? 'from-here' : 're-run');
  const body = useRef<HTMLDivElement>(null);
  const form = useFormSubmit(body);
  const target = variants.find((variant) => variant.id === to);
  const refusal =
    refusalOf(execution, target, target !== undefined && isBound(target)) ??
    (target !== undefined && runsUnknownWorkflow(pinned, id, target) ? elsewhere : undefined);
  const swap = () => {
    if (target === undefined || refusal !== undefined) return;
    form.submit(true, async () => {
      const after = await client.executions.swap(execution.id, id, swapTarget(pinned, id, target), policy);
      if (after.id === execution.id) debug.select(undefined);
      else await debug.inspect(after.id);
      const next = after.status === 'paused' ? ' Resume to go on.' : '';
      toasts.show({
        tone: 'ok',
        text: `${nodeLabel(node)} now runs ${variantLabel(target)} in #${after.number}.${next}`,
      });
      onClose();
    });
  };
  return (
    <Dialog
      open
      title={`Swap variant of ${nodeLabel(node)}`}
      description={`In execution #${execution.number}, which runs ${bound?.name ?? 'nothing'} there now.`}
      onClose={onClose}
      initialFocus={form.firstField}
      onSubmit={swap}
      actions={
        <>
          {refusal === undefined ? undefined : <span className={styles['reason']}>{refusal}</span>}
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={form.busy || refusal !== undefined}>
            Swap variant
          </Button>
        </>
      }
    >
      <div ref={body} className={styles['stack']}>
        <Choices
          label="Variant"
          value={to}
          onChange={setTo}
          options={variants.map((variant) => ({
            value: variant.id,
            label: variantLabel(variant),
            hint: configSummary(variant.config),
            end: isBound(variant) ? (
              <Chip tone="wait">runs now</Chip>
            ) : isEditedSince(pinned, id, variant) ? (
              <Chip tone="accent">{node.kind === 'code' ? 'edited code' : 'edited'}</Chip>
            ) : undefined,
          }))}
        />
        <Choices label="From when" value={policy} onChange={setPolicy} options={policyOptions(preview, execution)} />
        {policy === 're-run' ? <Consequences preview={preview} /> : undefined}
        <Failure error={form.failure} />
      </div>
    </Dialog>
  );
}

const elsewhere = 'It runs a workflow that this execution did not take along; new executions do.';

function refusalOf(execution: ExecutionSummary, target: Variant | undefined, bound: boolean): string | undefined {
  if (execution.driver === 'elsewhere') return 'Another tab drives this execution.';
  if (!canSwap(execution.status)) return 'Pause the execution first.';
  if (target === undefined) return 'Choose a variant.';
  return bound ? 'It runs already.' : undefined;
}

function policyOptions(preview: RerunPreview | undefined, execution: ExecutionSummary) {
  const count = formatCount(preview?.steps.length ?? 0, 'step');
  const over = execution.status === 'completed';
  return [
    {
      value: 'from-here' as const,
      label: 'From here on',
      hint: over
        ? `Nothing is rolled back, and nothing is left to run: roll #${execution.number} back to use it.`
        : 'Nothing is rolled back; the next activation of the node uses it.',
    },
    {
      value: 're-run' as const,
      label: 'Re-run affected',
      hint:
        preview === undefined
          ? 'The node has not run on this branch yet, so there is nothing to go back over.'
          : `Goes back to before the node first ran (${count}) and pauses; later steps whose inputs are the same are reused.`,
    },
    {
      value: 'fork' as const,
      label: 'Fork',
      hint: over
        ? 'Nothing is left to run, so the new execution ends at once; fork from an earlier step instead.'
        : `A new execution goes on from here with it; #${execution.number} stays as it is.`,
    },
  ];
}

function Consequences({ preview }: { readonly preview: RerunPreview | undefined }) {
  const { editor } = useWorkbench();
  const document = useStore(editor.store, (state) => state.document);
  if (preview === undefined) return undefined;
  const names = preview.steps.map((row) => labelOf(document, row.node));
  return (
    <div className={styles['notice']}>
      <p>
        {`Rolled back, and kept as a branch: ${formatCount(names.length, 'step')} (${names.slice(0, 6).join(', ')}${names.length > 6 ? ', …' : ''}).`}
      </p>
      {preview.notReapplied.length === 0 ? undefined : (
        <>
          <p>Not applied again, because a person made them:</p>
          <ul className={styles['bullets']}>
            {preview.notReapplied.map(({ key, text }) => (
              <li key={key}>{text}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
