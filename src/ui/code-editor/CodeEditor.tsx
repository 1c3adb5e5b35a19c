import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import styles from './CodeEditor.module.css';
import type { CodeMirrorHandle, EditorLanguage } from './code-mirror.ts';
import type { EditorDiagnostic } from './diagnostics.ts';
import { createTypingBuffer } from './typing-buffer.ts';

export interface CodeEditorProps {
  readonly value: string;
  readonly language: EditorLanguage;
  /** Accessible name: `Code of Random forest`. */
  readonly label: string;
  /** Called a moment after typing, on blur and on unmount: nothing that was typed is lost. */
  onChange?(text: string): void;
  /** Called at every keystroke, for whoever checks the text. */
  onTyping?(text: string): void;
  readonly diagnostics?: readonly EditorDiagnostic[];
  readonly readOnly?: boolean;
  readonly placeholder?: string;
  /** Marks a code variant: completes the contract's arguments, and these keys after `context.`. */
  readonly contextKeys?: readonly string[];
  /** Moves the cursor to this line and takes the focus whenever the object changes. */
  readonly reveal?: { readonly line: number; readonly column?: number } | undefined;
  /** CSS length of the smallest and the largest height; grows with its text between them. */
  readonly minHeight?: string;
  readonly maxHeight?: string;
}

const description = 'Tab indents. To leave the editor with the keyboard, press Escape, then Tab.';
const noDiagnostics: readonly EditorDiagnostic[] = [];

/** A code editor whose CodeMirror comes on demand; until it is there the text stands in its place. */
export function CodeEditor(props: CodeEditorProps) {
  const { value, language, label, readOnly = false, diagnostics = noDiagnostics, reveal, minHeight, maxHeight } = props;
  const host = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<CodeMirrorHandle>();

  const emit = useEffectEvent((text: string) => props.onChange?.(text));
  const typing = useEffectEvent((text: string) => props.onTyping?.(text));
  const atStart = useEffectEvent(() => ({ value, placeholder: props.placeholder }));
  const keys = useEffectEvent(() => props.contextKeys ?? []);
  const completes = props.contextKeys !== undefined;
  const [buffer] = useState(() => createTypingBuffer(250));

  useEffect(() => {
    const parent = host.current;
    if (parent === null) return undefined;
    let handle: CodeMirrorHandle | undefined;
    let gone = false;
    void import('./code-mirror.ts').then(({ createCodeMirror }) => {
      if (gone) return;
      handle = createCodeMirror({
        parent: parent.shadowRoot ?? parent.attachShadow({ mode: 'open' }),
        ...atStart(),
        language,
        label,
        description,
        readOnly: false,
        contextKeys: completes ? () => keys() : undefined,
        onChange(text) {
          typing(text);
          buffer.type(text, (last) => emit(last));
        },
        // At once: the click that took the focus may be on the button that uses the text, and React takes an event from
        // inside a shadow root for one that can wait.
        onBlur: () => {
          if (buffer.pending()) flushSync(() => buffer.flush());
        },
      });
      setEditor(handle);
    });
    return () => {
      gone = true;
      buffer.flush();
      handle?.destroy();
      setEditor(undefined);
    };
  }, [language, label, completes, buffer]);

  useEffect(() => {
    if (!buffer.pending()) editor?.replace(value);
  }, [editor, value, buffer]);
  useEffect(() => editor?.setReadOnly(readOnly), [editor, readOnly]);
  useEffect(() => editor?.show(diagnostics), [editor, diagnostics]);
  useEffect(() => {
    if (reveal !== undefined) editor?.reveal(reveal.line, reveal.column);
  }, [editor, reveal]);

  return (
    <div className={styles['frame']} style={{ minHeight, maxHeight }} data-code-editor="">
      {editor === undefined && <pre className={styles['waiting']}>{value}</pre>}
      <div ref={host} className={styles['host']} onKeyDown={keepTyping} role="presentation" />
    </div>
  );
}

/**
 * Keys that the editor itself uses stay here; function keys and Ctrl+Enter go on to the bench's commands.
 * Outside the shadow root the event's target is the host, which a listener would not take for a text field.
 */
function keepTyping(event: React.KeyboardEvent): void {
  const forBench = /^F\d+$/.test(event.key) || ((event.ctrlKey || event.metaKey) && /^(Enter|k|s)$/i.test(event.key));
  if (!forBench) event.stopPropagation();
}
