import { useState } from 'react';
import { defaultTimeoutMs } from '../../model/defaults.ts';
import { nodeId } from '../../model/ids.ts';
import type { GraphNode, Join } from '../../model/graph-document.ts';
import { Select } from '../widgets/Select.tsx';
import { NumberField, TextArea, TextField } from '../widgets/TextField.tsx';
import { Checkbox } from '../widgets/Toggle.tsx';
import { nodeLabel } from '../workbench/labels.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import styles from './Inspector.module.css';
import { NameField } from './NameField.tsx';
import type { NodeTabProps } from './NodeInspector.tsx';
import { useNodeEdit } from './use-node-edit.ts';

type JoinChoice = 'sync' | 'all' | 'any' | 'first';

const joins = [
  { value: 'sync', label: 'Every path that still can', hint: 'Waits for each incoming edge that can still deliver.' },
  { value: 'all', label: 'All', hint: 'Waits for every forward edge.' },
  { value: 'any', label: 'Any', hint: 'Runs once for each arrival.' },
  {
    value: 'first',
    label: 'First few',
    hint: 'Runs once when so many have arrived; the rest of the round is swallowed.',
  },
] as const;
const splits = [
  { value: 'all', label: 'Every edge whose condition holds' },
  { value: 'first', label: 'The first edge whose condition holds', hint: 'Exclusive, in the order of the edges.' },
] as const;
const errorWays = [
  { value: 'fail', label: 'Stop there', hint: 'The execution pauses and can be repaired.' },
  { value: 'continue', label: 'Go on without its result', hint: 'Commits nothing of it and takes the next edges.' },
  { value: 'edge', label: 'Take the error edges', hint: 'Their targets get the error as input.' },
] as const;
const effects = [
  { value: 'pure', label: 'Pure', hint: 'May run again and be reused.' },
  { value: 'idempotent', label: 'Idempotent', hint: 'May run again with the same consequence.' },
  { value: 'once', label: 'Once', hint: 'Must not run twice unasked.' },
] as const;

/** Ten years. */
const longestTimeoutMs = 315_360_000_000;

const joinChoice = (join: Join | undefined): JoinChoice => (typeof join === 'object' ? 'first' : (join ?? 'sync'));

/** How a node behaves in the graph. */
export function SettingsTab({ node, document }: NodeTabProps) {
  const { editor, kinds, view } = useWorkbench();
  const edit = useNodeEdit(node.id);
  const rename = (to: string) => {
    editor.edit([{ type: 'rename-node-id', node: node.id, to }], { label: 'Change id' });
    view.setState({ selectedNodes: [nodeId(to)] });
  };
  const byKind = kinds.get(node.kind)?.effects ?? 'pure';
  return (
    <div className={styles['fields']}>
      <TextField
        label="Label"
        value={node.label ?? ''}
        placeholder={node.id}
        maxLength={200}
        onChange={(label) => edit('label', 'Rename node', { label: label || undefined })}
      />
      <NameField
        label="Id"
        name={node.id}
        taken={document.nodes.map(({ id }) => id)}
        takenText="Another node has this id."
        onRename={rename}
      />
      <TextArea
        label="Description"
        value={node.description ?? ''}
        rows={2}
        onChange={(text) => edit('description', 'Describe node', { description: text || undefined })}
      />
      {kinds.get(node.kind)?.executable === false ? undefined : (
        <>
          <TextArea
            label="Input"
            mono
            rows={1}
            className={styles['oneLine']}
            hint="JSONata over the context; its value is the code's input."
            value={node.input ?? ''}
            placeholder="rows[size > 0]"
            onChange={(text) => edit('input', 'Edit input', { input: text || undefined })}
          />
          <TextField
            label="Output key"
            mono
            hint="What is returned goes under this key. Without one, an object's keys are merged."
            value={node.output ?? ''}
            onChange={(key) => edit('output', 'Edit output key', { output: key || undefined })}
          />
          <Checkbox
            label="Executions start here"
            checked={node.start === true}
            onChange={(start) => edit('start', 'Edit start', { start: start || undefined })}
          />
          <JoinField node={node} />
          <Select
            label="Goes on by"
            value={node.split ?? 'all'}
            options={splits}
            onChange={(split) => edit('split', 'Edit split', { split: split === 'all' ? undefined : split })}
          />
          <Select
            label="When it fails"
            value={node.onError ?? 'fail'}
            options={errorWays}
            onChange={(way) => edit('onError', 'Edit error handling', { onError: way === 'fail' ? undefined : way })}
          />
          <TimeLimitField node={node} />
          <NumberField
            label="Deadline (ms)"
            hint="For the whole activation, its waits and attempts included."
            min={1}
            placeholder="none"
            value={node.deadlineMs}
            onChange={(deadlineMs) => {
              if (deadlineMs === undefined || deadlineMs >= 1) edit('deadlineMs', 'Edit deadline', { deadlineMs });
            }}
          />
          <TextField
            label="Lock"
            mono
            hint="Of all nodes that name the same lock, one at a time is under way."
            value={node.lock ?? ''}
            maxLength={200}
            onChange={(lock) => edit('lock', 'Edit lock', { lock: lock || undefined })}
          />
          <UndoneByField node={node} document={document} />
          <Select
            label="Effects"
            value={node.effects ?? byKind}
            options={effects}
            onChange={(value) => edit('effects', 'Edit effects', { effects: value === byKind ? undefined : value })}
          />
        </>
      )}
    </div>
  );
}

/** What a document may not hold stays in the field, said to be wrong, until it is corrected. */
function TimeLimitField({ node }: { readonly node: GraphNode }) {
  const edit = useNodeEdit(node.id);
  const [draft, setDraft] = useState<{ readonly node: string; readonly value: number }>();
  const faulty = draft?.node === node.id ? draft.value : undefined;
  const set = (timeoutMs: number | undefined) => {
    const fits = timeoutMs === undefined || (timeoutMs >= 1 && timeoutMs <= longestTimeoutMs);
    setDraft(fits ? undefined : { node: node.id, value: timeoutMs });
    if (fits) edit('timeoutMs', 'Edit time limit', { timeoutMs });
  };
  return (
    <NumberField
      label="Time limit (ms)"
      hint="For each attempt."
      min={1}
      max={longestTimeoutMs}
      placeholder={`${defaultTimeoutMs}`}
      value={faulty ?? node.timeoutMs}
      error={faulty === undefined ? undefined : `From 1 to ${longestTimeoutMs}.`}
      onChange={set}
    />
  );
}

function JoinField({ node }: { readonly node: GraphNode }) {
  const edit = useNodeEdit(node.id);
  const choice = joinChoice(node.join);
  const { first, ...rest }: Exclude<Join, string> = typeof node.join === 'object' ? node.join : { first: 1 };
  const set = (join: Join) => edit('join', 'Edit join', { join: join === 'sync' ? undefined : join });
  return (
    <>
      <Select
        label="Waits for"
        value={choice}
        options={joins}
        onChange={(next) => set(next === 'first' ? { first } : next)}
      />
      {choice === 'first' ? (
        <>
          <NumberField
            label="How many"
            min={1}
            step={1}
            value={first}
            onChange={(count) => set({ ...rest, first: Math.max(1, Math.round(count ?? 1)) })}
          />
          <Checkbox
            label="Cancel the others"
            checked={rest.cancel === true}
            onChange={(cancel) => set(cancel ? { first, cancel } : { first })}
          />
        </>
      ) : undefined}
    </>
  );
}

/** The node that undoes this one when the scope around it fails or is cancelled afterwards. */
function UndoneByField({ node, document }: NodeTabProps) {
  const { kinds } = useWorkbench();
  const edit = useNodeEdit(node.id);
  const chosen = node.compensate ?? '';
  const others = document.nodes.filter(({ id, kind }) => id !== node.id && kinds.get(kind)?.executable !== false);
  const missing = chosen !== '' && !others.some(({ id }) => id === chosen);
  const options = [
    { value: '', label: 'Nothing' },
    ...(missing ? [{ value: chosen, label: `${chosen} (missing)` }] : []),
    ...others.map((other) => ({ value: other.id, label: nodeLabel(other) })),
  ];
  return (
    <Select
      label="Undone by"
      hint="Runs when what is around fails or is cancelled after this node was done; such a node has no incoming edges."
      value={chosen}
      options={options}
      onChange={(id) => edit('compensate', 'Edit compensation', { compensate: id === '' ? undefined : id })}
    />
  );
}
