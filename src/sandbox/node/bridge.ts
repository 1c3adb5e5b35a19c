/**
 * What the process hands to the realm inside it. Only primitives, bytes and functions of the realm's own cross: an object of
 * the process in the hands of user code would lead it to the process. The realm takes these functions when it starts, and
 * shows none of them.
 */
export interface Bridge {
  readonly send: (message: unknown) => void;
  /** Once, when the realm is ready to receive. */
  readonly listen: (listener: (message: unknown) => void) => void;
  readonly setTimer: (callback: () => void, ms: number) => number;
  readonly clearTimer: (id: number) => void;
  /** In another turn of the event loop. */
  readonly soon: (callback: () => void) => void;
  readonly makeAddress: (text: string) => string;
  readonly dropAddress: (address: string) => void;
  /** `failed` gets the name and message of what was thrown. */
  readonly load: (
    address: string,
    loaded: (namespace: object) => void,
    failed: (name: string, message: string) => void,
  ) => void;
  readonly onStray: (listener: (thrown: unknown) => void) => void;
  readonly encode: (text: string) => Uint8Array;
  /** `undefined` where the bytes can't be decoded, or the encoding is unknown. */
  readonly decode: (bytes: Uint8Array, label: string, fatal: boolean, keepMark: boolean) => string | undefined;
  /** The name of an encoding, `undefined` for an unknown one. */
  readonly encodingOf: (label: string) => string | undefined;
  readonly toBase64: (text: string) => string | undefined;
  readonly fromBase64: (text: string) => string | undefined;
  /** A URL, after one of its parts was set, as JSON of its parts; `undefined` where it is none. */
  readonly parseUrl: (text: string, base?: string, part?: string, value?: string) => string | undefined;
  /** The pairs of a query as JSON, and back. */
  readonly parseQuery: (text: string) => string;
  readonly formatQuery: (pairs: string) => string;
}
