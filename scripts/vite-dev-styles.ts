import type { Plugin } from 'vite';

/**
 * While developing, Vite brings styles as `<style>` elements and React's refresh as an inline script: the page's
 * content security policy lets them. The built page keeps the strict one.
 */
export function devStyles(): Plugin {
  return {
    name: 'wtb-dev-styles',
    apply: 'serve',
    transformIndexHtml: (html) =>
      html
        .replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
        .replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")
        .replace("connect-src 'self'", "connect-src 'self' ws:"),
  };
}
