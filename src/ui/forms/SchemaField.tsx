import { useState } from 'react';
import type { JsonObject, JsonValue } from '../../model/value.ts';
import { CodeEditor } from '../code-editor/CodeEditor.tsx';
import { Field } from '../widgets/Field.tsx';
import { Select } from '../widgets/Select.tsx';
import { TextArea, TextField } from '../widgets/TextField.tsx';
import { Checkbox } from '../widgets/Toggle.tsx';
import { AlternativesField } from './AlternativesField.tsx';
import { ArrayField } from './ArrayField.tsx';
import { FileTextField } from './FileTextField.tsx';
import { JsonField } from './JsonField.tsx';
import { type FieldProps, useFormScope } from './form-context.ts';
import {
  childPointer,
  choicesOf,
  exclusiveKeys,
  fieldKind,
  isObject,
  numberOf,
  requiredKeys,
  resolveSchema,
  textOf,
  titleOf,
} from './form-schema.ts';
import { startValue, withProperty } from './form-value.ts';
import styles from './SchemaForm.module.css';

/** The field that fits a resolved schema. */
export function SchemaField(props: FieldProps) {
  const { schema, value } = props;
  const kind = fieldKind(schema);
  if (!fits(kind, value)) return <JsonField {...props} />;
  switch (kind) {
    case 'object':
      return <ObjectField {...props} />;
    case 'array':
      return <ArrayField {...props} renderItem={(item) => <SchemaField {...item} />} />;
    case 'choice':
      return <ChoiceField {...props} />;
    case 'alternatives':
      return <AlternativesField {...props} renderField={(field) => <SchemaField {...field} />} />;
    case 'boolean':
      return <BooleanField {...props} />;
    case 'number':
      return <NumericField {...props} />;
    case 'file-text':
      return <FileTextField {...props} />;
    case 'code':
      return <CodeField {...props} />;
    case 'json':
      return <JsonField {...props} />;
    default:
      return <StringField {...props} long={kind === 'text'} expression={kind === 'expression'} />;
  }
}

/** A value of another shape than its field is shown as the JSON that it is, so that nothing is lost. */
function fits(kind: ReturnType<typeof fieldKind>, value: JsonValue | undefined): boolean {
  if (value === undefined) return true;
  if (kind === 'object') return isObject(value);
  if (kind === 'array') return Array.isArray(value);
  if (kind === 'boolean') return typeof value === 'boolean';
  if (kind === 'number') return typeof value === 'number' || typeof value === 'string';
  return kind === 'json' || kind === 'choice' || kind === 'alternatives' || typeof value === 'string';
}

/** Label, hint and error of a field as the widgets take them. */
export function useLook({ schema, pointer, label, hideLabel, required }: FieldProps) {
  const error = useFormScope().errorAt(pointer);
  const hint = textOf(schema, 'description');
  return {
    label,
    required,
    error,
    ...(hideLabel === true ? { hideLabel: true } : {}),
    ...(hint === undefined ? {} : { hint }),
  };
}

/** An object that need not be there goes when its last property does. */
const emptied = (value: JsonObject, { required }: FieldProps): JsonObject | undefined =>
  Object.keys(value).length === 0 && !required ? undefined : value;

/** Which one of several properties the object has. */
function ExclusiveChoice(props: {
  readonly schema: JsonObject;
  readonly keys: readonly string[];
  readonly chosen: string;
  readonly held: JsonObject;
  readonly onChange: FieldProps['onChange'];
}) {
  const { schema, keys, chosen, held, onChange } = props;
  const { root } = useFormScope();
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const options = keys.map((key) => {
    const property = resolveSchema(properties[key], root);
    const hint = textOf(property, 'description');
    return { value: key, label: titleOf(property, key), ...(hint === undefined ? {} : { hint }) };
  });
  const choose = (key: string) => {
    const kept = Object.fromEntries(Object.entries(held).filter(([name]) => !keys.includes(name)));
    onChange({ ...kept, [key]: startValue(properties[key], root) ?? null });
  };
  return <Select label={textOf(schema, 'title') ?? 'Kind'} value={chosen} options={options} onChange={choose} />;
}

function ObjectField(props: FieldProps) {
  const { schema, pointer, label, hideLabel, value, onChange } = props;
  const { root, errorAt } = useFormScope();
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const required = new Set(requiredKeys(schema));
  const held: JsonObject = isObject(value) ? value : {};
  const error = errorAt(pointer);
  const exclusive = exclusiveKeys(schema);
  const chosen = exclusive?.find((key) => Object.hasOwn(held, key)) ?? exclusive?.[0];
  const shown = Object.entries(properties).filter(([key]) => exclusive?.includes(key) !== true || key === chosen);
  const fields = shown.map(([key, given]) => {
    const property = resolveSchema(given, root);
    return (
      <SchemaField
        key={key}
        schema={property}
        pointer={childPointer(pointer, key)}
        label={titleOf(property, key)}
        required={required.has(key)}
        value={Object.hasOwn(held, key) ? held[key] : undefined}
        onChange={(next) => onChange(emptied(withProperty(held, key, next), props))}
        name={key}
        onSiblings={(properties) => onChange({ ...held, ...properties })}
      />
    );
  });
  const extra = Object.keys(held).filter((key) => !Object.hasOwn(properties, key));
  const body = (
    <>
      {exclusive === undefined || chosen === undefined ? undefined : (
        <ExclusiveChoice schema={schema} keys={exclusive} chosen={chosen} held={held} onChange={onChange} />
      )}
      {fields}
      {extra.map((key) => (
        <JsonField
          key={key}
          schema={{}}
          pointer={childPointer(pointer, key)}
          label={key}
          required={false}
          value={held[key]}
          onChange={(next) => onChange(withProperty(held, key, next))}
        />
      ))}
      {error === undefined ? undefined : <p className={styles['error']}>{error}</p>}
    </>
  );
  if (hideLabel === true) return <div className={styles['fields']}>{body}</div>;
  return (
    <fieldset className={styles['nested']}>
      <legend>{label}</legend>
      {textOf(schema, 'description') === undefined ? undefined : (
        <p className={styles['hint']}>{textOf(schema, 'description')}</p>
      )}
      <div className={styles['fields']}>{body}</div>
    </fieldset>
  );
}

/** An emptied optional text goes away; a required one stays as an empty text, so that it can be told. */
const textOrNothing = (text: string, required: boolean): string | undefined =>
  text === '' && !required ? undefined : text;

function StringField(props: FieldProps & { readonly long: boolean; readonly expression: boolean }) {
  const { schema, value, required, onChange, pointer, long, expression } = props;
  const { touch } = useFormScope();
  const look = useLook(props);
  const example = schema['default'] ?? (Array.isArray(schema['examples']) ? schema['examples'][0] : undefined);
  const shared = {
    ...look,
    value: typeof value === 'string' ? value : '',
    onChange: (text: string) => onChange(textOrNothing(text, required || schema['x-keep-empty'] === true)),
    onBlur: () => touch(pointer),
    ...(typeof example === 'string' && example !== '' ? { placeholder: example } : {}),
  };
  if (expression) return <TextArea {...shared} mono rows={rowsOf(shared.value, 1)} className={styles['expression']} />;
  if (long) return <TextArea {...shared} rows={rowsOf(shared.value, 3)} />;
  return <TextField {...shared} {...inputOf(schema)} />;
}

const rowsOf = (text: string, least: number): number => Math.min(12, Math.max(least, text.split('\n').length));

const inputTypes: Readonly<Record<string, string>> = {
  email: 'email',
  uri: 'url',
  date: 'date',
  time: 'time',
  password: 'password',
};

function inputOf(schema: JsonObject): { type?: string; maxLength?: number } {
  const type = inputTypes[textOf(schema, 'format') ?? ''];
  const maxLength = numberOf(schema, 'maxLength');
  return { ...(type === undefined ? {} : { type }), ...(maxLength === undefined ? {} : { maxLength }) };
}

/** What is typed stays as it is typed (`1e`, `-`); only numbers are handed on as numbers. */
function NumericField(props: FieldProps) {
  const { schema, value, onChange, pointer } = props;
  const { touch } = useFormScope();
  const [draft, setDraft] = useState<{ text: string; value: JsonValue | undefined }>();
  const given = typeof value === 'number' ? String(value) : typeof value === 'string' ? value : '';
  const shown = draft !== undefined && Object.is(draft.value, value) ? draft.text : given;
  const example = schema['default'];
  const change = (text: string) => {
    const trimmed = text.trim();
    const number = Number(trimmed);
    const next = trimmed === '' ? undefined : Number.isFinite(number) ? number : trimmed;
    setDraft({ text, value: next });
    onChange(next);
  };
  return (
    <TextField
      {...useLook(props)}
      value={shown}
      onChange={change}
      onBlur={() => {
        setDraft(undefined);
        touch(pointer);
      }}
      inputMode={schema['type'] === 'integer' ? 'numeric' : 'decimal'}
      className={styles['number']}
      {...rangeText(schema)}
      {...(typeof example === 'number' ? { placeholder: `${example}` } : {})}
    />
  );
}

const format = new Intl.NumberFormat('en');

function rangeText(schema: JsonObject): { hint?: string } {
  const least = numberOf(schema, 'minimum');
  const most = numberOf(schema, 'maximum');
  const text = [textOf(schema, 'description')];
  if (least !== undefined && most !== undefined) text.push(`${format.format(least)} to ${format.format(most)}.`);
  const hint = text.filter((part) => part !== undefined).join(' ');
  return hint === '' ? {} : { hint };
}

function BooleanField({ schema, label, value, onChange, pointer }: FieldProps) {
  const { errorAt } = useFormScope();
  const checked = value === undefined ? schema['default'] === true : value === true;
  const description = textOf(schema, 'description');
  const error = errorAt(pointer);
  return (
    <div className={styles['toggle']}>
      <Checkbox label={label} checked={checked} onChange={onChange} />
      {description === undefined ? undefined : <p className={styles['hint']}>{description}</p>}
      {error === undefined ? undefined : <p className={styles['error']}>{error}</p>}
    </div>
  );
}

function ChoiceField(props: FieldProps) {
  const { schema, value, required, onChange } = props;
  const choices = choicesOf(schema) ?? [];
  const shown = value ?? schema['default'];
  const at = choices.findIndex((choice) => JSON.stringify(choice.value) === JSON.stringify(shown));
  const options = choices.map((choice, index) => ({
    value: `${index}`,
    label: choice.label,
    ...(choice.description === undefined ? {} : { hint: choice.description }),
  }));
  const none = { value: 'none', label: shown === undefined ? 'Not set' : JSON.stringify(shown) };
  const open = !required && schema['default'] === undefined;
  return (
    <Select
      {...useLook(props)}
      value={at < 0 ? 'none' : `${at}`}
      options={at < 0 || open ? [at < 0 ? none : { value: 'none', label: 'Not set' }, ...options] : options}
      onChange={(next) => onChange(next === 'none' ? undefined : choices[Number(next)]?.value)}
    />
  );
}

function CodeField(props: FieldProps) {
  const { value, onChange, label } = props;
  const { contextKeys } = useFormScope();
  return (
    <Field {...useLook(props)}>
      {() => (
        <CodeEditor
          label={label}
          language="typescript"
          value={typeof value === 'string' ? value : ''}
          onChange={onChange}
          contextKeys={contextKeys ?? []}
          minHeight="120px"
          maxHeight="360px"
        />
      )}
    </Field>
  );
}
