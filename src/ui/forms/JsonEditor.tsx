import { useMemo, useState } from 'react';
import type { ErrorInfo } from '../../model/errors.ts';
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
  /** What is wrong with a value that is valid JSON; it is then kept as text, like one that is not. */
  readonly check?: (value: JsonValue) => string | undefined;
  /** Told with every text, whether it can be taken. */
  readonly onValid?: (valid: boolean) => void;
  readonly diagnostics?: readonly EditorDiagnostic[];
  readonly minHeight?: string;
  readonly maxHeight?: string;
}) {
  const { value, optional = false } = props;
  const [draft, setDraft] = useState<{ text: string; of: JsonValue | undefined }>();
  const kept = draft !== undefined && same(draft.of, value);
  const text = kept ? draft.text : textFor(value);
  const { check } = props;
  const error = useMemo(() => {
    const result = read(text, optional, check);
    return 'error' in result ? result.error : undefined;
  }, [text, optional, check]);
  const diagnostics = useMemo(
    () => (error === undefined ? (props.diagnostics ?? none) : [error]),
    [error, props.diagnostics],
  );
  const change = (next: string) => {
    const result = read(next, optional, check);
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

type ReadText = { readonly value: JsonValue | undefined } | { readonly error: ErrorInfo };

function read(
  text: string,
  optional: boolean,
  check: ((value: JsonValue) => string | undefined) | undefined,
): ReadText {
  if (optional && text.trim() === '') return { value: undefined };
  const parsed = parseJson(text);
  const refused = 'value' in parsed ? check?.(parsed.value) : undefined;
  if (refused === undefined) return parsed;
  return { error: { code: 'document/wrong-type', message: refused, place: { line: 1 } } };
}

const same = (a: JsonValue | undefined, b: JsonValue | undefined): boolean =>
  a === b || JSON.stringify(a) === JSON.stringify(b);
