import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { defaultLimits } from '../../model/defaults.ts';
import type { ContextDeclaration, GraphDocument, Limits } from '../../model/graph-document.ts';
import type { JsonObject } from '../../model/value.ts';
import { SchemaForm } from '../forms/SchemaForm.tsx';
import { formErrors } from '../forms/form-errors.ts';
import { isObject } from '../forms/form-schema.ts';
import { formatCount } from '../widgets/format.ts';
import { TextArea, TextField } from '../widgets/TextField.tsx';
import { useWorkbench } from '../workbench/workbench.ts';
import { BreakpointList } from './BreakpointList.tsx';
import { ContextFields } from './ContextFields.tsx';
import { GraphList } from './GraphList.tsx';
import styles from './Inspector.module.css';
import { ProblemList } from './ProblemList.tsx';

const limitsSchema: JsonObject = {
  type: 'object',
  properties: {
    maxSteps: limit('Steps', 'An execution that needs more is stopped.', defaultLimits.maxSteps),
    maxConcurrency: {
      ...limit('Activations at once', '', defaultLimits.maxConcurrency),
      maximum: 1000,
    },
    maxContextBytes: limit('Context size (bytes)', '', defaultLimits.maxContextBytes),
    maxValueBytes: limit('Size of one value (bytes)', '', defaultLimits.maxValueBytes),
    maxHistoryBytes: limit(
      'Size of the history (bytes)',
      'Of all values that its steps hold.',
      defaultLimits.maxHistoryBytes,
    ),
    maxDepth: limit('Depth of scopes', 'How deep graphs may run inside each other.', defaultLimits.maxDepth),
  },
};

function limit(title: string, description: string, byDefault: number): JsonObject {
  return { type: 'integer', title, description, minimum: 1, default: byDefault };
}

/** What holds for the whole workflow: its name, the context it starts with, how writes combine, its limits. */
export function WorkflowInspector({ document }: { readonly document: GraphDocument }) {
  const { editor, kinds } = useWorkbench();
  const running = document.nodes.filter(({ kind }) => kinds.get(kind)?.executable !== false).length;
  const all = useStore(editor.store, (state) => state.problems);
  const problems = useMemo(
    () => all.filter(({ place }) => place?.node === undefined && place?.edge === undefined),
    [all],
  );
  const set = (field: string, label: string, changes: Parameters<typeof documentEdit>[0]) =>
    editor.edit([documentEdit(changes)], { label, mergeKey: `document:${field}` });
  const setContext = (field: string, context: ContextDeclaration | undefined) =>
    set(`context.${field}`, 'Edit context', { context });
  return (
    <div className={styles['plain']}>
      <header className={styles['header']}>
        <h2 className={styles['plainTitle']}>Workflow</h2>
        <small className={styles['count']}>
          {`${formatCount(running, 'node')}, ${formatCount(document.edges.length, 'edge')}`}
        </small>
      </header>
      <ProblemList problems={problems} />
      <NameField document={document} onChange={(name) => set('name', 'Rename workflow', { name })} />
      <TextArea
        label="Description"
        rows={2}
        value={document.description ?? ''}
        onChange={(text) => set('description', 'Describe workflow', { description: text || undefined })}
      />
      <ContextFields document={document} context={document.context} onChange={setContext} />
      <GraphList document={document} />
      <BreakpointList />
      <section className={styles['section']} aria-label="Limits">
        <h3 className={styles['heading']}>Limits</h3>
        <LimitsForm
          key={document.id}
          limits={document.limits}
          onChange={(limits) => set('limits', 'Edit limits', { limits })}
        />
      </section>
    </div>
  );
}

function documentEdit(changes: {
  readonly name?: string;
  readonly description?: string | undefined;
  readonly context?: ContextDeclaration | undefined;
  readonly limits?: Limits | undefined;
}) {
  return { type: 'update-document' as const, changes };
}

/** What a document may not hold stays in the form, said to be wrong, until it is corrected. */
function LimitsForm({
  limits,
  onChange,
}: {
  readonly limits: Limits | undefined;
  readonly onChange: (limits: Limits | undefined) => void;
}) {
  const [draft, setDraft] = useState<JsonObject>();
  return (
    <SchemaForm
      label="Limits"
      schema={limitsSchema}
      value={draft ?? ((limits ?? {}) as JsonObject)}
      showErrors="all"
      onChange={(next) => {
        if (!isObject(next)) return;
        const faulty = formErrors(limitsSchema, next).size > 0;
        setDraft(faulty ? next : undefined);
        if (!faulty) onChange(Object.keys(next).length === 0 ? undefined : (next as Limits));
      }}
    />
  );
}

/** A workflow always has a name: an emptied field is not taken over. */
function NameField({
  document,
  onChange,
}: {
  readonly document: GraphDocument;
  readonly onChange: (name: string) => void;
}) {
  const [emptied, setEmptied] = useState(false);
  return (
    <TextField
      label="Name"
      value={emptied ? '' : document.name}
      maxLength={200}
      error={emptied ? 'A workflow needs a name.' : undefined}
      onBlur={() => setEmptied(false)}
      onChange={(name) => {
        setEmptied(name.trim() === '');
        if (name.trim() !== '') onChange(name);
      }}
    />
  );
}
