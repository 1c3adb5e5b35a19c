import Plus from 'lucide-react/icons/plus';
import X from 'lucide-react/icons/x';
import { useMemo, useState } from 'react';
import type { ContextDeclaration, GraphDocument, MergeRule, NamedMergeRule } from '../../model/graph-document.ts';
import type { JsonValue } from '../../model/value.ts';
import { JsonEditor } from '../forms/JsonEditor.tsx';
import { isObject } from '../forms/form-schema.ts';
import { IconButton } from '../widgets/Button.tsx';
import { Select } from '../widgets/Select.tsx';
import { TextField } from '../widgets/TextField.tsx';
import styles from './Inspector.module.css';
import { mergeRuleHints } from './merge-rule-hints.ts';
import { contextKeysOf } from './node-view.ts';

const objectOnly = (value: JsonValue): string | undefined =>
  isObject(value) ? undefined : 'This must be an object: { … }.';

const invalidWays = [
  { value: 'fail', label: 'Fails its step', hint: 'Nothing of the step is committed.' },
  { value: 'reject', label: 'Is left out', hint: 'The key stays as it was; the rest of the step is committed.' },
  { value: 'repair', label: 'Is repaired', hint: 'The default of the schema takes its place.' },
] as const;

interface ContextFieldsProps {
  /** Offers the keys that it names. */
  readonly document: GraphDocument;
  readonly context: ContextDeclaration | undefined;
  readonly onChange: (field: string, context: ContextDeclaration | undefined) => void;
}

/** What a context starts with, how writes combine in it, and what it must look like. */
export function ContextFields({ document, context, onChange }: ContextFieldsProps) {
  const declare = (field: keyof ContextDeclaration, value: JsonValue | undefined) => {
    const { [field]: _, ...rest } = context ?? {};
    const next = (value === undefined ? rest : { ...rest, [field]: value }) as ContextDeclaration;
    onChange(field, Object.keys(next).length === 0 ? undefined : next);
  };
  return (
    <>
      <section className={styles['section']} aria-label="Context at the start">
        <h3 className={styles['heading']}>Context at the start</h3>
        <JsonEditor
          label="Context at the start"
          optional
          value={context?.initial}
          check={objectOnly}
          onChange={(initial) => declare('initial', initial)}
        />
      </section>
      <section className={styles['section']} aria-label="How writes combine">
        <h3 className={styles['heading']}>
          How writes combine
          <span className={styles['headingHint']}>other keys are replaced</span>
        </h3>
        <MergeRules document={document} merge={context?.merge ?? {}} onChange={(merge) => declare('merge', merge)} />
      </section>
      <section className={styles['section']} aria-label="Schema of the context">
        <h3 className={styles['heading']}>
          Schema of the context
          <span className={styles['headingHint']}>JSON Schema</span>
        </h3>
        <JsonEditor
          label="Schema of the context"
          optional
          value={context?.schema}
          check={objectOnly}
          onChange={(schema) => declare('schema', schema)}
        />
        {context?.schema === undefined ? undefined : (
          <Select
            label="A write that breaks it"
            value={context.onInvalid ?? 'fail'}
            options={invalidWays}
            onChange={(way) => declare('onInvalid', way === 'fail' ? undefined : way)}
          />
        )}
      </section>
    </>
  );
}

const ruleOptions = [
  ...Object.entries(mergeRuleHints).map(([value, hint]) => ({ value, label: value, hint })),
  { value: 'expression', label: 'expression', hint: 'JSONata over current, value and key.' },
];

/** The rule that a choice stands for; an expression begins as what `replace` does. */
const ruleOf = (choice: string): MergeRule =>
  choice === 'expression' ? { expression: 'value' } : (choice as NamedMergeRule);

function MergeRules(props: {
  readonly document: GraphDocument;
  readonly merge: Readonly<Record<string, MergeRule>>;
  readonly onChange: (merge: Readonly<Record<string, MergeRule>> | undefined) => void;
}) {
  const { merge } = props;
  const [key, setKey] = useState('');
  const known = useMemo(() => contextKeysOf(props.document), [props.document]);
  const put = (entries: readonly (readonly [string, MergeRule])[]) =>
    props.onChange(entries.length === 0 ? undefined : Object.fromEntries(entries));
  const entries = Object.entries(merge);
  const change = (name: string, rule: MergeRule) =>
    put(entries.map(([other, old]) => [other, other === name ? rule : old] as const));
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
            value={typeof rule === 'string' ? rule : 'expression'}
            options={ruleOptions}
            onChange={(next) => change(name, ruleOf(next))}
          />
          <IconButton
            label={`Remove the rule for ${name}`}
            icon={<X />}
            onClick={() => put(entries.filter(([n]) => n !== name))}
          />
          {typeof rule === 'string' ? undefined : (
            <div className={styles['ruleExpression']}>
              <TextField
                label={`Expression for ${name}`}
                hideLabel
                mono
                small
                value={rule.expression}
                onChange={(expression) => expression !== '' && change(name, { expression })}
              />
            </div>
          )}
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
