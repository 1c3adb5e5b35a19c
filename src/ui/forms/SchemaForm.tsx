import { useMemo, useState } from 'react';
import type { JsonObject, JsonValue } from '../../model/value.ts';
import { SchemaField } from './SchemaField.tsx';
import { FormScopeContext, type FormScope } from './form-context.ts';
import { formErrors } from './form-errors.ts';
import { isObject, resolveSchema } from './form-schema.ts';
import styles from './SchemaForm.module.css';

export interface SchemaFormProps {
  /** JSON Schema, draft 2020-12; what the form has no field for is edited as JSON text. */
  readonly schema: JsonObject;
  readonly value: JsonValue;
  readonly onChange: (value: JsonValue) => void;
  /** Accessible name of the whole: `Settings of Delay`. */
  readonly label: string;
  /** `left`: a field's error shows once it was left; `all`: at once, as after a refused submit. */
  readonly showErrors: 'left' | 'all';
  /** Completes the arguments of a code variant and these context keys in code fields. */
  readonly contextKeys?: readonly string[];
  /** Properties that somebody else shows. */
  readonly omit?: readonly string[];
}

/** A form made from a JSON Schema. It holds no values of its own: what is typed goes to `onChange` at once. */
export function SchemaForm(props: SchemaFormProps) {
  const { schema, value, showErrors, contextKeys, omit } = props;
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const errors = useMemo(() => formErrors(schema, value), [schema, value]);
  const shown = useMemo(() => withoutProperties(resolveSchema(schema, schema), omit), [schema, omit]);
  const scope = useMemo<FormScope>(
    () => ({
      root: schema,
      contextKeys,
      errorAt: (pointer) => (showErrors === 'all' || left.has(pointer) ? errors.get(pointer) : undefined),
      touch: (pointer) => setLeft((before) => (before.has(pointer) ? before : new Set([...before, pointer]))),
    }),
    [schema, contextKeys, errors, left, showErrors],
  );
  const isOmitted = (key: string) => omit?.includes(key) === true;
  const elsewhere = () => (isObject(value) ? entriesOf(value, isOmitted) : {});
  return (
    <FormScopeContext value={scope}>
      <fieldset className={styles['form']} aria-label={props.label}>
        <SchemaField
          schema={shown}
          pointer=""
          label={props.label}
          hideLabel
          required
          value={entriesOf(value, (key) => !isOmitted(key))}
          onChange={(next) => props.onChange(isObject(next) ? { ...elsewhere(), ...next } : (next ?? {}))}
        />
      </fieldset>
    </FormScopeContext>
  );
}

/** The entries with some keys of an object; other values as they are. */
function entriesOf<T extends JsonValue>(value: T, keeps: (key: string) => boolean): T | JsonObject {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => keeps(key)));
}

function withoutProperties(schema: JsonObject, omit: readonly string[] | undefined): JsonObject {
  const properties = schema['properties'];
  if (omit === undefined || typeof properties !== 'object' || properties === null) return schema;
  const kept = Object.entries(properties as JsonObject).filter(([key]) => !omit.includes(key));
  return { ...schema, properties: Object.fromEntries(kept) };
}
