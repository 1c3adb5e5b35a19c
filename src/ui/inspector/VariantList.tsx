import Ellipsis from 'lucide-react/icons/ellipsis';
import Plus from 'lucide-react/icons/plus';
import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { freshVariantId, type GraphEdit, idFromText } from '../../graph/edit.ts';
import type { GraphNode, Variant } from '../../model/graph-document.ts';
import { canSwap, isInPlan, pinnedConfig, runsUnknownWorkflow, sameJson } from '../dialogs/swap-target.ts';
import { moveItem } from '../forms/form-value.ts';
import { Button, IconButton } from '../widgets/Button.tsx';
import { Chip } from '../widgets/Chip.tsx';
import { classNames } from '../widgets/class-names.ts';
import { formatDuration } from '../widgets/format.ts';
import { Menu, type MenuEntry } from '../widgets/Menu.tsx';
import { usePlanId } from '../workbench/graph-place.ts';
import { activeVariant, variantLabel } from '../workbench/labels.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import { configSummary, type LastRun, lastRuns } from './node-view.ts';
import { useBound } from './use-bound.ts';
import styles from './VariantList.module.css';

/** The variants of a node: which one is active, what each is, how it did last. */
export function VariantList(props: {
  readonly node: GraphNode;
  readonly shown: string | undefined;
  readonly onShow: (variant: string) => void;
}) {
  const { node, shown, onShow } = props;
  const { debug, editor, kinds, toasts } = useWorkbench();
  const rows = useStore(debug.store, (state) => state.rows);
  const planId = usePlanId(node.id);
  const runs = useMemo(() => lastRuns(rows, planId), [rows, planId]);
  const [renaming, setRenaming] = useState<string>();
  const variants = node.variants ?? [];

  const edit = (label: string, ...edits: GraphEdit[]) => editor.edit(edits, { label });
  const add = () => {
    const id = freshVariantId(node, `variant-${variants.length + 1}`);
    const config = kinds.get(node.kind)?.defaultConfig ?? {};
    const variant: Variant = { id, name: `Variant ${variants.length + 1}`, config };
    edit('Add variant', { type: 'add-variant', node: node.id, variant });
    onShow(id);
    setRenaming(id);
  };
  const duplicate = (variant: Variant) => {
    const name = `${variantLabel(variant)} copy`;
    const id = freshVariantId(node, idFromText(name, 'copy'));
    edit('Duplicate variant', { type: 'duplicate-variant', node: node.id, variant: variant.id, as: { id, name } });
    onShow(id);
    setRenaming(id);
  };
  const remove = (variant: Variant) => {
    edit('Delete variant', { type: 'remove-variant', node: node.id, variant: variant.id });
    toasts.show({
      text: `Deleted ${variantLabel(variant)}`,
      action: { label: 'Undo', run: () => editor.undo() },
    });
  };
  const order = (ids: readonly string[]) =>
    edit('Reorder variants', { type: 'reorder-variants', node: node.id, variants: ids });
  const ids = variants.map(({ id }) => id);
  const entries = (variant: Variant, index: number): readonly MenuEntry[] => [
    { label: 'Rename', onSelect: () => setRenaming(variant.id) },
    { label: 'Duplicate', onSelect: () => duplicate(variant) },
    { label: 'Move up', disabled: index === 0, onSelect: () => order(moveItem(ids, index, -1)) },
    { label: 'Move down', disabled: index === ids.length - 1, onSelect: () => order(moveItem(ids, index, 1)) },
    { type: 'separator' },
    { label: 'Delete', danger: true, disabled: variants.length < 2, onSelect: () => remove(variant) },
  ];
  return (
    <div>
      <ul className={styles['list']} aria-label="Variants of this node">
        {variants.map((variant, index) => (
          <li key={variant.id} className={classNames(styles['variant'], variant.id === shown && styles['shown'])}>
            <VariantCard
              node={node}
              variant={variant}
              run={runs.get(variant.id)}
              shown={variant.id === shown}
              renaming={renaming === variant.id}
              onRenaming={(on) => setRenaming(on ? variant.id : undefined)}
              onShow={() => onShow(variant.id)}
              menu={entries(variant, index)}
            />
          </li>
        ))}
      </ul>
      <Button size="small" variant="quiet" icon={<Plus />} className={styles['add']} onClick={add}>
        Add variant
      </Button>
    </div>
  );
}

function VariantCard(props: {
  readonly node: GraphNode;
  readonly variant: Variant;
  readonly run: LastRun | undefined;
  readonly shown: boolean;
  readonly renaming: boolean;
  readonly onRenaming: (on: boolean) => void;
  readonly onShow: () => void;
  readonly menu: readonly MenuEntry[];
}) {
  const { node, variant, run, renaming } = props;
  const { editor } = useWorkbench();
  const active = activeVariant(node)?.id === variant.id;
  const name = variantLabel(variant);
  const activate = () => {
    editor.edit([{ type: 'set-active', node: node.id, variant: variant.id }], { label: `Make ${name} active` });
    props.onShow();
  };
  return (
    <>
      <input
        type="radio"
        className={styles['radio']}
        name={`active-${node.id}`}
        aria-label={`Make ${name} active`}
        title={active ? 'New executions start with this variant' : 'Make active: new executions start with it'}
        checked={active}
        onChange={activate}
      />
      {renaming ? (
        <NameField node={node} variant={variant} onDone={() => props.onRenaming(false)} />
      ) : (
        <button
          type="button"
          className={styles['body']}
          aria-pressed={props.shown}
          onClick={() => props.onShow()}
          onDoubleClick={() => props.onRenaming(true)}
        >
          <span className={styles['name']}>{name}</span>
          <small className={styles['facts']}>{factsOf(variant, run)}</small>
        </button>
      )}
      <VariantSigns node={node} variant={variant} active={active} />
      <Menu align="end" items={props.menu} trigger={<IconButton label={`More for ${name}`} icon={<Ellipsis />} />} />
    </>
  );
}

function factsOf(variant: Variant, run: LastRun | undefined): string {
  const took = run?.durationMs === undefined ? '' : ` in ${formatDuration(run.durationMs)}`;
  const last = run === undefined ? '' : `${run.failed ? 'failed' : 'last ran'}${took}`;
  return [configSummary(variant.config), last].filter((part) => part !== '').join(' · ') || 'never run here';
}

function NameField({ node, variant, onDone }: { node: GraphNode; variant: Variant; onDone: () => void }) {
  const { editor } = useWorkbench();
  return (
    <input
      className={styles['rename']}
      aria-label="Name of the variant"
      value={variant.name ?? ''}
      placeholder={variant.id}
      maxLength={200}
      ref={(input) => {
        if (input !== null && input.ownerDocument.activeElement !== input) input.select();
      }}
      onChange={(event) =>
        editor.edit(
          [
            {
              type: 'update-variant',
              node: node.id,
              variant: variant.id,
              changes: { name: event.target.value || undefined },
            },
          ],
          { label: 'Rename variant', mergeKey: `variant:${node.id}:${variant.id}:name` },
        )
      }
      onBlur={onDone}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== 'Escape') return;
        event.stopPropagation();
        onDone();
      }}
    />
  );
}

/** Active, bound in the execution under inspection, and the way to bind it there. */
function VariantSigns({ node, variant, active }: { node: GraphNode; variant: Variant; active: boolean }) {
  const { debug, view } = useWorkbench();
  const execution = useStore(debug.store, (state) => state.execution);
  const pinned = useStore(debug.store, (state) => state.document);
  const id = usePlanId(node.id);
  const bound = useBound(id);
  const isBound = execution !== undefined && bound?.variant === variant.id;
  const swappable = canSwap(execution?.status) && isInPlan(pinned, id) && !runsUnknownWorkflow(pinned, id, variant);
  const same = isBound && sameJson(bound.config, pinnedConfig(pinned, id, variant));
  return (
    <span className={styles['signs']}>
      {isBound && !active ? <Chip tone="wait">{`in #${execution.number}`}</Chip> : undefined}
      {active ? <Chip tone="accent">active</Chip> : undefined}
      {swappable && !same ? (
        <Button
          size="small"
          title={`Swap ${variantLabel(variant)} into #${execution?.number}`}
          onClick={() => view.setState({ dialog: { type: 'swap', node: id, variant: variant.id } })}
        >
          Swap…
        </Button>
      ) : undefined}
    </span>
  );
}
