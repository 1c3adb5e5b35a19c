const isMac = () => /Mac|iP(hone|ad)/.test(globalThis.navigator?.platform ?? '');

const shown: Readonly<Record<string, string>> = {
  $mod: 'Ctrl',
  Control: 'Ctrl',
  Meta: '⌘',
  Enter: '⏎',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Delete: 'Del',
  Escape: 'Esc',
  Equal: '+',
  Minus: '−',
  Slash: '/',
  NumpadAdd: 'Num +',
  NumpadSubtract: 'Num −',
};

/** A key pattern (`$mod+Enter`) as people read it: `Ctrl ⏎`, `⌘ ⏎`. */
export function keyLabel(pattern: string): string {
  return pattern
    .split(/[+ ]/)
    .map((part) => {
      const bare = part.replace(/^\(|\)$/g, '').replace(/^Key(?=[A-Z]$)|^Digit(?=\d$)/, '');
      if (bare === '$mod' && isMac()) return '⌘';
      return shown[bare] ?? (bare.length === 1 ? bare.toUpperCase() : bare);
    })
    .join(' ');
}

/** The same for `aria-keyshortcuts`: `Control+Enter`. */
export function keyShortcut(pattern: string): string {
  return pattern
    .replace('$mod', isMac() ? 'Meta' : 'Control')
    .replaceAll(/\bKey(?=[A-Z]\b)|\bDigit(?=\d\b)/g, '')
    .replaceAll(/[()]/g, '');
}
