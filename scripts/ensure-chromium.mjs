import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const candidates = [
  process.env.WTB_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Finds a Chromium for the tests; installs the system's package where that is allowed, or says how to. */
export async function ensureChromium() {
  if (candidates.some((path) => path && existsSync(path)) || (await hasPlaywrightChromium())) return;
  const isRoot = process.getuid?.() === 0;
  const hasApt = spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0;
  if (hasApt && (isRoot || process.env.CI)) {
    const prefix = isRoot ? [] : ['sudo', '-n'];
    console.log('Installing the system package chromium …');
    apt(prefix, ['update', '-qq']);
    apt(prefix, ['install', '-y', '-qq', '--no-install-recommends', 'chromium']);
    if (candidates.some((path) => path && existsSync(path))) return;
  }
  const command = hasApt ? 'sudo apt-get install chromium' : 'npx playwright install chromium';
  console.error(
    `The browser tests need Chromium and none was found. Install it with\n  ${command}\n` +
      '(or name one in the environment variable WTB_CHROMIUM) and run npm test again.',
  );
  process.exit(1);
}

function apt(prefix, args) {
  const [command, ...rest] = [...prefix, 'apt-get', ...args];
  spawnSync(command, rest, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}

async function hasPlaywrightChromium() {
  const { chromium } = await import('playwright');
  return existsSync(chromium.executablePath());
}
