import { Field } from '../widgets/Field.tsx';
import { JsonEditor } from './JsonEditor.tsx';
import { type FieldProps, useFormScope } from './form-context.ts';
import { textOf } from './form-schema.ts';

/** A value that the form has no field for, as JSON text. */
export function JsonField({ schema, pointer, label, hideLabel, required, value, onChange }: FieldProps) {
  const { errorAt, touch } = useFormScope();
  const hint = textOf(schema, 'description');
  return (
    <Field
      label={label}
      required={required}
      error={errorAt(pointer)}
      {...(hideLabel === true ? { hideLabel: true } : {})}
      {...(hint === undefined ? {} : { hint })}
    >
      {() => (
        <JsonEditor
          label={label}
          value={value}
          optional={!required}
          onChange={(next) => {
            touch(pointer);
            onChange(next);
          }}
        />
      )}
    </Field>
  );
}
