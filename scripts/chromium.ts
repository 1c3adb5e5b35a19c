import { existsSync } from 'node:fs';

/**
 * How to start Chromium for tests: the one named by `WTB_CHROMIUM`, the system's (Debian package `chromium` and the
 * like), or, where there is none, the one that Playwright downloaded.
 */
export function chromiumLaunch(): { executablePath?: string; args: string[] } {
  const path = findChromium();
  const isRoot = process.getuid?.() === 0;
  return {
    ...(path === undefined ? {} : { executablePath: path }),
    args: [
      ...(isRoot ? ['--no-sandbox'] : []),
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--disable-quic',
    ],
  };
}

export function findChromium(): string | undefined {
  const candidates = [
    process.env['WTB_CHROMIUM'],
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ];
  return candidates.find((path) => path !== undefined && existsSync(path));
}
