import Search from 'lucide-react/icons/search';
import X from 'lucide-react/icons/x';
import type { ComponentProps } from 'react';
import { classNames } from './class-names.ts';
import { Field } from './Field.tsx';
import type { FieldLook } from './Field.tsx';
import styles from './Field.module.css';

interface TextLook extends FieldLook {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** For expressions and code. */
  readonly mono?: boolean;
}
type Rest<Tag extends 'input' | 'textarea'> = Omit<
  ComponentProps<Tag>,
  'value' | 'onChange' | 'id' | 'size' | 'aria-label' | 'required'
>;

function split<P extends TextLook>(props: P) {
  const { label, hideLabel, hint, error, required, value, onChange, mono, ...rest } = props;
  const look: FieldLook = {
    label,
    ...(hideLabel === undefined ? {} : { hideLabel }),
    ...(hint === undefined ? {} : { hint }),
    ...(error === undefined ? {} : { error }),
    ...(required === undefined ? {} : { required }),
  };
  return { look, value, onChange, mono, rest };
}

/** One line of text. `onChange` gets the text. */
export function TextField(props: TextLook & Rest<'input'> & { readonly small?: boolean }) {
  const { small, ...others } = props;
  const { look, value, onChange, mono, rest } = split(others);
  return (
    <Field {...look}>
      {(wiring) => (
        <input
          type="text"
          autoComplete="off"
          spellCheck={false}
          {...rest}
          {...wiring}
          className={classNames(
            styles['input'],
            mono === true && styles['mono'],
            small === true && styles['small'],
            rest.className,
          )}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

/** Several lines of text. */
export function TextArea(props: TextLook & Rest<'textarea'>) {
  const { look, value, onChange, mono, rest } = split(props);
  return (
    <Field {...look}>
      {(wiring) => (
        <textarea
          spellCheck={mono !== true}
          {...rest}
          {...wiring}
          className={classNames(styles['input'], mono === true && styles['mono'], rest.className)}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

/** A number or nothing; what is not a number is not reported. */
export function NumberField(
  props: FieldLook & {
    readonly value: number | undefined;
    readonly onChange: (value: number | undefined) => void;
    readonly min?: number;
    readonly max?: number;
    readonly step?: number;
    readonly placeholder?: string;
    readonly disabled?: boolean;
  },
) {
  const { value, onChange, min, max, step, placeholder, disabled, ...look } = props;
  return (
    <Field {...look}>
      {(wiring) => (
        <input
          {...wiring}
          type="number"
          className={styles['input']}
          {...(min === undefined ? {} : { min })}
          {...(max === undefined ? {} : { max })}
          step={step ?? 'any'}
          {...(placeholder === undefined ? {} : { placeholder })}
          disabled={disabled ?? false}
          value={value ?? ''}
          onChange={(event) => {
            const text = event.target.value;
            const number = Number(text);
            if (text === '') onChange(undefined);
            else if (Number.isFinite(number)) onChange(number);
          }}
        />
      )}
    </Field>
  );
}

/** A filter; Escape empties it. */
export function SearchField(props: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
}) {
  return (
    <div className={styles['search']}>
      <Search aria-hidden="true" />
      <input
        type="search"
        aria-label={props.label}
        autoComplete="off"
        spellCheck={false}
        placeholder={props.placeholder ?? props.label}
        className={classNames(styles['input'], styles['small'])}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || props.value === '') return;
          event.stopPropagation();
          props.onChange('');
        }}
      />
      {props.value === '' ? undefined : (
        <button type="button" aria-label="Clear" className={styles['clear']} onClick={() => props.onChange('')}>
          <X aria-hidden="true" />
        </button>
      )}
    </div>
  );
}
