import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './tokens.css';
import './base.css';
import type { Dispose } from '../../base/disposable.ts';
import type { ViewState } from '../workbench/view-state.ts';

type Theme = ViewState['theme'];
const darkQuery = '(prefers-color-scheme: dark)';

/** What a choice comes to on this machine now. */
export function resolveTheme(theme: Theme): 'light' | 'dark' {
  if (theme !== 'system') return theme;
  return globalThis.matchMedia?.(darkQuery).matches ? 'dark' : 'light';
}

/** Keeps `data-theme` of the page on the chosen theme, also when the system's changes. */
export function applyTheme(theme: Theme): Dispose {
  const apply = () => {
    document.documentElement.dataset['theme'] = resolveTheme(theme);
  };
  apply();
  const query = globalThis.matchMedia?.(darkQuery);
  query?.addEventListener('change', apply);
  return () => query?.removeEventListener('change', apply);
}
