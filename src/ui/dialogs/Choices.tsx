import { type ReactNode, useId } from 'react';
import styles from './Dialogs.module.css';

export interface Choice<V extends string> {
  readonly value: V;
  readonly label: string;
  readonly hint?: string;
  readonly end?: ReactNode;
}

/** One of a few, each with a sentence on what it means. */
export function Choices<V extends string>(props: {
  readonly label: string;
  readonly value: V;
  readonly options: readonly Choice<V>[];
  readonly onChange: (value: V) => void;
}) {
  const id = useId();
  return (
    <fieldset className={styles['choices']}>
      <legend>{props.label}</legend>
      {props.options.map((option) => (
        <div key={option.value} className={styles['choice']} data-chosen={option.value === props.value}>
          <input
            type="radio"
            id={`${id}-${option.value}`}
            name={id}
            checked={option.value === props.value}
            aria-describedby={`${id}-${option.value}-hint`}
            onChange={() => props.onChange(option.value)}
          />
          <div className={styles['choiceText']}>
            <label htmlFor={`${id}-${option.value}`}>{option.label}</label>
            <small id={`${id}-${option.value}-hint`}>{option.hint}</small>
          </div>
          {option.end}
        </div>
      ))}
    </fieldset>
  );
}
