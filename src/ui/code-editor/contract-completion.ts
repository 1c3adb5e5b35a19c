import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';

/** The arguments of a code variant's function, as its author sees them: name, type, what it is for. */
export const contractArguments: readonly { readonly name: string; readonly type: string; readonly info: string }[] = [
  { name: 'context', type: 'read-only', info: 'The shared context as it was when this activation started.' },
  {
    name: 'input',
    type: 'value',
    info: "Value of the node's input expression, or the error that an error edge carried.",
  },
  { name: 'config', type: 'object', info: "This variant's parameters." },
  { name: 'now', type: '() => number', info: 'Epoch milliseconds; recorded on the tape.' },
  { name: 'random', type: '() => number', info: 'A number from 0 up to 1, from the seeded stream of this attempt.' },
  { name: 'uuid', type: '() => string', info: 'A UUID from the seeded stream of this attempt.' },
  { name: 'sleep', type: '(ms) => Promise', info: 'Waits; await it.' },
  { name: 'fetch', type: '(url, init) => Promise', info: 'Network access; refused until its host is granted.' },
  { name: 'log', type: '(text) => void', info: 'Writes a line to the console of this step.' },
  {
    name: 'port',
    type: '(name) => void',
    info: 'Chooses the port that the outgoing edges hang on; `next` without it.',
  },
  {
    name: 'remove',
    type: '(key | place) => void',
    info: "Removes a key from the context, or a place in one: ['order', 'note'].",
  },
  {
    name: 'patch',
    type: '(place, value) => void',
    info: "Writes a place in a key and leaves the rest of it as it is: patch(['order', 'items', 2, 'price'], 9).",
  },
  { name: 'signal', type: 'AbortSignal', info: 'Aborted when this attempt is cancelled or runs out of time.' },
  { name: 'path', type: 'string', info: 'Where this activation stands in the graph.' },
  { name: 'iteration', type: 'number', info: 'How often this node was activated on this branch, from 1.' },
];

const argumentOptions: readonly Completion[] = contractArguments.map(({ name, type, info }) => ({
  label: name,
  type: 'variable',
  detail: type,
  info,
  boost: 1,
}));

const keyOption = (label: string): Completion => ({ label, type: 'property', detail: 'context key' });

/** Offers the contract's arguments where a name may stand, and the known context keys after `context.`. */
export function contractCompletion(contextKeys: () => readonly string[]) {
  return (at: CompletionContext): CompletionResult | null => {
    const member = at.matchBefore(/\bcontext\.\w*$/);
    if (member !== null) {
      return { from: member.from + 'context.'.length, options: contextKeys().map(keyOption), validFor: /^\w*$/ };
    }
    const word = at.matchBefore(/[\w$]+$/);
    if (word === null && !at.explicit) return null;
    const from = word?.from ?? at.pos;
    const before = at.state.sliceDoc(Math.max(0, from - 1), from);
    if (before === '.' || before === '"' || before === "'") return null;
    return { from, options: argumentOptions, validFor: /^[\w$]*$/ };
  };
}
