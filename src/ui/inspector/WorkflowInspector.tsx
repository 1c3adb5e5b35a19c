import Plus from 'lucide-react/icons/plus';
import X from 'lucide-react/icons/x';
import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { defaultLimits } from '../../model/defaults.ts';
import type { ContextDeclaration, GraphDocument, Limits, MergeRule } from '../../model/graph-document.ts';
import type { JsonObject, JsonValue } from '../../model/value.ts';
import { JsonEditor } from '../forms/JsonEditor.tsx';
import { SchemaForm } from '../forms/SchemaForm.tsx';
import { formErrors } from '../forms/form-errors.ts';
import { isObject } from '../forms/form-schema.ts';
import { IconButton } from '../widgets/Button.tsx';
import { formatCount } from '../widgets/format.ts';
import { Select } from '../widgets/Select.tsx';
import { TextArea, TextField } from '../widgets/TextField.tsx';
import { useWorkbench } from '../workbench/workbench.ts';
import styles from './Inspector.module.css';
import { ProblemList } from './ProblemList.tsx';
import { mergeRuleHints } from './merge-rule-hints.ts';
import { contextKeysOf } from './node-view.ts';

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
  },
};

function limit(title: string, description: string, byDefault: number): JsonObject {
  return { type: 'integer', title, description, minimum: 1, default: byDefault };
}

const objectOnly = (value: JsonValue): string | undefined =>
  isObject(value) ? undefined : 'This must be an object: { … }.';

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
  const declare = (field: keyof ContextDeclaration, value: JsonValue | undefined) => {
    const { [field]: _, ...rest } = document.context ?? {};
    const context = (value === undefined ? rest : { ...rest, [field]: value }) as ContextDeclaration;
    set(`context.${field}`, 'Edit context', { context: Object.keys(context).length === 0 ? undefined : context });
  };
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
      <section className={styles['section']} aria-label="Context at the start">
        <h3 className={styles['heading']}>Context at the start</h3>
        <JsonEditor
          label="Context at the start"
          optional
          value={document.context?.initial}
          check={objectOnly}
          onChange={(initial) => declare('initial', initial)}
        />
      </section>
      <section className={styles['section']} aria-label="How writes combine">
        <h3 className={styles['heading']}>
          How writes combine
          <span className={styles['headingHint']}>other keys are replaced</span>
        </h3>
        <MergeRules document={document} onChange={(merge) => declare('merge', merge)} />
      </section>
      <section className={styles['section']} aria-label="Schema of the context">
        <h3 className={styles['heading']}>
          Schema of the context
          <span className={styles['headingHint']}>JSON Schema</span>
        </h3>
        <JsonEditor
          label="Schema of the context"
          optional
          value={document.context?.schema}
          check={objectOnly}
          onChange={(schema) => declare('schema', schema)}
        />
      </section>
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

const rules = Object.entries(mergeRuleHints) as [MergeRule, string][];
const ruleOptions = rules.map(([value, hint]) => ({ value, label: value, hint }));

function MergeRules(props: {
  readonly document: GraphDocument;
  readonly onChange: (merge: Readonly<Record<string, MergeRule>> | undefined) => void;
}) {
  const merge = props.document.context?.merge ?? {};
  const [key, setKey] = useState('');
  const known = useMemo(() => contextKeysOf(props.document), [props.document]);
  const put = (entries: readonly (readonly [string, MergeRule])[]) =>
    props.onChange(entries.length === 0 ? undefined : Object.fromEntries(entries));
  const entries = Object.entries(merge);
  const add = () => {
    const added = key.trim();
    setKey('');
    if (added !== '' && !Object.hasOwn(merge, added)) put([...entries, [added, 'append']]);
  };
  return (
    <div className={styles['rules']}>
      {entries.map(([name, rule]) => (
        <div key={name} className={styles['rule']}>
          <code>{name}</code>
          <Select
            label={`Rule for ${name}`}
            hideLabel
            small
            value={rule}
            options={ruleOptions}
            onChange={(next) => put(entries.map(([n, r]) => [n, n === name ? next : r] as const))}
          />
          <IconButton
            label={`Remove the rule for ${name}`}
            icon={<X />}
            onClick={() => put(entries.filter(([n]) => n !== name))}
          />
        </div>
      ))}
      <div className={styles['rule']}>
        <TextField
          label="Key of a new rule"
          hideLabel
          mono
          small
          placeholder="Add a key"
          list="merge-keys"
          value={key}
          onChange={setKey}
          onKeyDown={(event) => event.key === 'Enter' && add()}
        />
        <IconButton label="Add rule" icon={<Plus />} disabled={key.trim() === ''} onClick={add} />
        <datalist id="merge-keys">
          {known.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </datalist>
      </div>
    </div>
  );
}
