import { styleText } from 'node:util';
import type { OutputStream, Terminal } from './terminal.ts';

export type Tone = 'good' | 'bad' | 'warn' | 'dim' | 'strong' | 'name';

/** Paints text for one stream: plain where it is no terminal or colours are not wanted. */
export type Paint = (tone: Tone, text: string) => string;

const formats = {
  good: 'green',
  bad: 'red',
  warn: 'yellow',
  dim: 'dim',
  strong: 'bold',
  name: 'cyan',
} as const;

const plain: Paint = (_, text) => text;
const coloured: Paint = (tone, text) => styleText(formats[tone], text, { validateStream: false });

/** `FORCE_COLOR` wins over what the stream is, `NO_COLOR` and `--no-color` over everything. */
export function paintFor(stream: OutputStream, { env }: Pick<Terminal, 'env'>, noColor: boolean): Paint {
  if (noColor || isSet(env['NO_COLOR']) || env['TERM'] === 'dumb') return plain;
  return stream.isTTY || isSet(env['FORCE_COLOR']) ? coloured : plain;
}

const isSet = (value: string | undefined): boolean => value !== undefined && value !== '';

/** Control characters of data never reach a terminal: they could rewrite what is on it. Tabs and new lines stay. */
export function printable(text: string): string {
  let shown = '';
  for (const character of text) {
    const code = character.charCodeAt(0);
    const isControl = (code < 32 && code !== 9 && code !== 10) || (code >= 127 && code < 160);
    shown += isControl ? `\\u${code.toString(16).padStart(4, '0')}` : character;
  }
  return shown;
}
