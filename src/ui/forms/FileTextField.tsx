import FileText from 'lucide-react/icons/file-text';
import { useRef, useState } from 'react';
import { Button } from '../widgets/Button.tsx';
import { classNames } from '../widgets/class-names.ts';
import { Field } from '../widgets/Field.tsx';
import { formatBytes, formatCount } from '../widgets/format.ts';
import { useFileDrop } from '../widgets/use-file-drop.ts';
import { type FieldProps, useFormScope } from './form-context.ts';
import { textOf } from './form-schema.ts';
import styles from './SchemaForm.module.css';

/** Texts longer than this are not run through a form; the context has its own limit for values. */
const mostBytes = 16 * 1024 * 1024;

/**
 * The text of a file that a person drops, chooses or pastes. Its name goes to the property that
 * `x-file-name-key` names, if the schema says so.
 */
export function FileTextField(props: FieldProps) {
  const { schema, pointer, label, required, value, onChange, onSiblings } = props;
  const { errorAt, touch } = useFormScope();
  const [name, setName] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const [typing, setTyping] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  const text = typeof value === 'string' ? value : '';
  const hint = textOf(schema, 'description');
  const nameKey = textOf(schema, 'x-file-name-key');

  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    setProblem(undefined);
    if (file.size > mostBytes) {
      setProblem(`${file.name} has ${formatBytes(file.size)}; at most ${formatBytes(mostBytes)} can be read.`);
      return;
    }
    try {
      const content = await file.text();
      if (nameKey === undefined || props.name === undefined) onChange(content);
      else onSiblings?.({ [props.name]: content, [nameKey]: file.name });
      setName(file.name);
    } catch {
      setProblem(`${file.name} could not be read. Choose it again.`);
    }
    touch(pointer);
  };
  const drop = useFileDrop((file) => void take(file));

  return (
    <Field
      label={label}
      required={required}
      error={problem ?? errorAt(pointer)}
      {...(hint === undefined ? {} : { hint })}
    >
      {(wiring) => (
        <div className={classNames(styles['drop'], drop.isOver && styles['over'])} {...drop.target}>
          <FileText aria-hidden="true" />
          <div className={styles['dropText']}>
            <strong>{text === '' ? 'Drop a file here' : (name ?? 'Text')}</strong>
            <small>{text === '' ? 'or choose one, or type its text' : sizeOf(text)}</small>
          </div>
          <Button size="small" onClick={() => chooser.current?.click()}>
            Choose file
          </Button>
          <Button size="small" variant="quiet" aria-expanded={typing} onClick={() => setTyping(!typing)}>
            {typing ? 'Hide text' : text === '' ? 'Type text' : 'Show text'}
          </Button>
          <input
            {...wiring}
            ref={chooser}
            type="file"
            className={styles['chooser']}
            tabIndex={-1}
            onChange={(event) => {
              void take(event.target.files?.[0]);
              event.target.value = '';
            }}
          />
          {typing ? (
            <textarea
              className={styles['fileText']}
              aria-label={`Text of ${label}`}
              rows={6}
              value={text}
              onChange={(event) => onChange(event.target.value)}
              onBlur={() => touch(pointer)}
            />
          ) : undefined}
        </div>
      )}
    </Field>
  );
}

const sizeOf = (text: string): string =>
  `${formatCount(text.split('\n').length, 'line')}, ${formatBytes(new TextEncoder().encode(text).length)}`;
