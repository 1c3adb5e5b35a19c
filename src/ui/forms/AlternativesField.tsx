import type { ReactNode } from 'react';
import type { JsonValue } from '../../model/value.ts';
import { Select } from '../widgets/Select.tsx';
import { type FieldProps, useFormScope } from './form-context.ts';
import { type Alternative, alternativesOf, isObject, textOf } from './form-schema.ts';
import { startValue } from './form-value.ts';
import styles from './SchemaForm.module.css';

interface AlternativesFieldProps extends FieldProps {
  /** Shows the fields of an alternative; given by the caller, who knows every kind of field. */
  readonly renderField: (field: FieldProps) => ReactNode;
}

/** A fixed value, or an object with fields of its own: one of several. */
export function AlternativesField(props: AlternativesFieldProps) {
  const { schema, pointer, label, required, value, onChange, renderField } = props;
  const { root, errorAt } = useFormScope();
  const alternatives = alternativesOf(schema) ?? [];
  const shown = value ?? schema['default'];
  const at = alternatives.findIndex((each) => isOf(each, shown));
  const chosen = alternatives[at];
  const error = errorAt(pointer);
  const hint = textOf(schema, 'description');
  const options = alternatives.map((each, index) => ({ value: `${index}`, label: capital(each.label) }));
  const open = at < 0 || (!required && schema['default'] === undefined);
  const choose = (next: string) => {
    const to = alternatives[Number(next)];
    onChange(to === undefined ? undefined : to.schema === undefined ? to.value : startValue(to.schema, root));
  };
  return (
    <>
      <Select
        label={label}
        {...(hint === undefined ? {} : { hint })}
        {...(error === undefined ? {} : { error })}
        value={at < 0 ? 'none' : `${at}`}
        options={open ? [{ value: 'none', label: 'Not set' }, ...options] : options}
        onChange={choose}
      />
      {chosen?.schema === undefined ? undefined : (
        <div className={styles['alternative']}>
          {renderField({
            schema: chosen.schema,
            pointer,
            label: chosen.label,
            hideLabel: true,
            required: true,
            value: shown,
            onChange,
          })}
        </div>
      )}
    </>
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function isOf(alternative: Alternative, value: JsonValue | undefined): boolean {
  if (alternative.schema === undefined) return JSON.stringify(alternative.value) === JSON.stringify(value);
  return isObject(value);
}
