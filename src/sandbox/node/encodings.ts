import { bridge } from './given-bridge.ts';

const { encode, decode, encodingOf } = bridge;
const Bytes = Uint8Array;

export class Encoder {
  get encoding(): string {
    return 'utf-8';
  }
  encode(text: unknown = ''): Uint8Array {
    return new Bytes(encode(String(text)));
  }
  encodeInto(text: unknown, target: Uint8Array): { readonly read: number; readonly written: number } {
    let read = 0;
    let written = 0;
    for (const character of String(text)) {
      const bytes = new Bytes(encode(character));
      if (written + bytes.length > target.length) break;
      target.set(bytes, written);
      written += bytes.length;
      read += character.length;
    }
    return { read, written };
  }
}

interface DecoderOptions {
  readonly fatal?: unknown;
  readonly ignoreBOM?: unknown;
}

export class Decoder {
  readonly encoding: string;
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;

  constructor(label: unknown = 'utf-8', { fatal, ignoreBOM }: DecoderOptions = {}) {
    const encoding = encodingOf(String(label));
    if (encoding === undefined) throw new RangeError(`The encoding ${String(label)} is not known.`);
    this.encoding = encoding;
    this.fatal = Boolean(fatal);
    this.ignoreBOM = Boolean(ignoreBOM);
  }
  decode(input?: ArrayBuffer | ArrayBufferView, options?: { readonly stream?: boolean }): string {
    if (options?.stream === true) throw new TypeError('Decoding in parts is not available here: decode the whole.');
    if (input === undefined) return '';
    const bytes = ArrayBuffer.isView(input)
      ? new Bytes(input.buffer, input.byteOffset, input.byteLength)
      : new Bytes(input);
    const text = decode(bytes, this.encoding, this.fatal, this.ignoreBOM);
    if (text === undefined) throw new TypeError('The encoded data was not valid.');
    return text;
  }
}
