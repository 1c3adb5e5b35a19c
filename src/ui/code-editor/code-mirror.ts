import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  snippetCompletion,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { javascript, javascriptLanguage, localCompletionSource, typescriptLanguage } from '@codemirror/lang-javascript';
import { json } from '@codemirror/lang-json';
import { bracketMatching, foldKeymap, indentOnInput, indentUnit } from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Annotation, Compartment, EditorState, type Extension } from '@codemirror/state';
import {
  EditorView,
  drawSelection,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  placeholder,
} from '@codemirror/view';
import { contractCompletion } from './contract-completion.ts';
import { type EditorDiagnostic, rangeOf, toDiagnostics } from './diagnostics.ts';
import { editorTheme } from './editor-theme.ts';

export type EditorLanguage = 'typescript' | 'json' | 'text';

export interface CodeMirrorOptions {
  readonly parent: ShadowRoot;
  readonly value: string;
  readonly language: EditorLanguage;
  readonly label: string;
  readonly description: string;
  readonly readOnly: boolean;
  readonly placeholder: string | undefined;
  /** Set for a code variant: offers the contract's arguments and these keys after `context.`. */
  readonly contextKeys: (() => readonly string[]) | undefined;
  onChange(text: string): void;
  onBlur(): void;
}

/** One editor in a shadow root, so that its styles come by `adoptedStyleSheets` and pass a strict policy. */
export interface CodeMirrorHandle {
  text(): string;
  /** Takes over a text that was changed elsewhere, keeping the cursor as well as it can. Not reported to `onChange`. */
  replace(text: string): void;
  show(diagnostics: readonly EditorDiagnostic[]): void;
  reveal(line: number, column?: number): void;
  setReadOnly(readOnly: boolean): void;
  focus(): void;
  destroy(): void;
}

const external = Annotation.define<boolean>();

const variantSnippets = [
  snippetCompletion('export default async ({ context, config, log }) => {\n  ${}\n  return {};\n};', {
    label: 'export default',
    detail: 'variant',
    type: 'keyword',
    info: 'The function that a variant is.',
  }),
];

function languageOf(options: CodeMirrorOptions): Extension {
  if (options.language === 'json') return json();
  if (options.language === 'text') return [];
  const own = options.contextKeys === undefined ? [] : [contractCompletion(options.contextKeys)];
  const sources = [...own, localCompletionSource];
  return [
    javascript({ typescript: true }),
    [javascriptLanguage, typescriptLanguage].map((language) => [
      ...sources.map((autocomplete) => language.data.of({ autocomplete })),
      language.data.of({ autocomplete: variantSnippets }),
    ]),
  ];
}

const keys = [
  ...closeBracketsKeymap,
  ...completionKeymap,
  ...searchKeymap,
  ...historyKeymap,
  ...foldKeymap,
  ...lintKeymap,
  ...defaultKeymap.filter((binding) => binding.key !== 'Mod-Enter'),
  indentWithTab,
];

function extensionsOf(options: CodeMirrorOptions, readOnly: Compartment): Extension {
  return [
    lineNumbers(),
    options.language === 'text' ? [] : lintGutter(),
    highlightSpecialChars(),
    history(),
    drawSelection(),
    indentUnit.of('  '),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    autocompletion({ icons: false }),
    search({ top: false }),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    highlightSelectionMatches(),
    keymap.of(keys),
    languageOf(options),
    editorTheme,
    readOnly.of(EditorState.readOnly.of(options.readOnly)),
    options.placeholder === undefined ? [] : placeholder(options.placeholder),
    EditorView.contentAttributes.of({
      'aria-label': options.label,
      'aria-description': options.description,
      // Editable content takes the focus anyway; checkers of scrollable regions ask for the attribute.
      tabindex: '0',
    }),
    EditorView.updateListener.of((update) => {
      const typed = update.transactions.some((tr) => tr.docChanged && tr.annotation(external) !== true);
      if (typed) options.onChange(update.state.doc.toString());
    }),
    EditorView.domEventHandlers({ blur: () => options.onBlur() }),
  ];
}

/** The smallest replacement that turns one text into the other, so that the cursor stays where the text is the same. */
function changeBetween(before: string, after: string): { from: number; to: number; insert: string } {
  let start = 0;
  const shorter = Math.min(before.length, after.length);
  while (start < shorter && before[start] === after[start]) start++;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}

export function createCodeMirror(options: CodeMirrorOptions): CodeMirrorHandle {
  const readOnly = new Compartment();
  const view = new EditorView({
    doc: options.value,
    extensions: extensionsOf(options, readOnly),
    parent: options.parent,
    root: options.parent,
  });
  return {
    text: () => view.state.doc.toString(),
    replace(text) {
      const before = view.state.doc.toString();
      if (before === text) return;
      view.dispatch({ changes: changeBetween(before, text), annotations: external.of(true) });
    },
    show(diagnostics) {
      view.dispatch(setDiagnostics(view.state, toDiagnostics(view.state.doc, diagnostics)));
    },
    reveal(line, column) {
      const place = column === undefined ? { line } : { line, column };
      const { from } = rangeOf(view.state.doc, { code: 'node/threw', message: '', place });
      view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) });
      view.focus();
    },
    setReadOnly(value) {
      view.dispatch({ effects: readOnly.reconfigure(EditorState.readOnly.of(value)) });
    },
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}
