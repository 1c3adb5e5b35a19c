import { useMemo, useState } from 'react';
import type { JsonValue } from '../../model/value.ts';
import { CodeEditor } from '../code-editor/CodeEditor.tsx';
import type { EditorDiagnostic } from '../code-editor/diagnostics.ts';
import { parseJson } from './parse-json.ts';
import styles from './SchemaForm.module.css';

const textFor = (value: JsonValue | undefined): string => (value === undefined ? '' : JSON.stringify(value, null, 2));
const none: readonly EditorDiagnostic[] = [];

/**
 * A value as JSON text. While the text is not valid it is kept and marked, and the value stays what it was.
 * A value that changes elsewhere takes the text's place.
 */
export function JsonEditor(props: {
  readonly label: string;
  readonly value: JsonValue | undefined;
  /** An empty text means no value. */
  readonly optional?: boolean;
  readonly onChange: (value: JsonValue | undefined) => void;
  /** Told with every text, whether it can be read. */
  readonly onValid?: (valid: boolean) => void;
  readonly diagnostics?: readonly EditorDiagnostic[];
  readonly minHeight?: string;
  readonly maxHeight?: string;
}) {
  const { value, optional = false } = props;
  const [draft, setDraft] = useState<{ text: string; of: JsonValue | undefined }>();
  const kept = draft !== undefined && same(draft.of, value);
  const text = kept ? draft.text : textFor(value);
  const parsed = useMemo(() => (optional && text.trim() === '' ? undefined : parseJson(text)), [text, optional]);
  const error = parsed !== undefined && 'error' in parsed ? parsed.error : undefined;
  const diagnostics = useMemo(
    () => (error === undefined ? (props.diagnostics ?? none) : [error]),
    [error, props.diagnostics],
  );
  const change = (next: string) => {
    const result = optional && next.trim() === '' ? { value: undefined } : parseJson(next);
    const valid = 'value' in result;
    setDraft({ text: next, of: valid ? result.value : value });
    props.onValid?.(valid);
    if (valid && !same(result.value, value)) props.onChange(result.value);
  };
  return (
    <div>
      <CodeEditor
        label={props.label}
        language="json"
        value={text}
        onChange={change}
        diagnostics={diagnostics}
        minHeight={props.minHeight ?? '64px'}
        maxHeight={props.maxHeight ?? '280px'}
      />
      {error === undefined ? undefined : (
        <p className={styles['error']} role="alert">
          {`Line ${error.place?.line ?? 1}: ${error.message}`}
        </p>
      )}
    </div>
  );
}

const same = (a: JsonValue | undefined, b: JsonValue | undefined): boolean =>
  a === b || JSON.stringify(a) === JSON.stringify(b);
