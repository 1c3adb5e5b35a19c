import type { ErrorInfo } from '../../model/errors.ts';
import type { EffectRecord } from '../../model/event.ts';
import type { JsonObject, Value } from '../../model/value.ts';
import type { ColumnShifts, MathChoice, PreparedImport } from '../source/prepared-source.ts';
import type { CodeOutcome } from './run-code.ts';

/**
 * What crosses the port between the engine's worker and a realm. The engine's side is trusted and cast on arrival;
 * what comes back may be forged by user code and is parsed (`browser/parse-realm-message.ts`).
 *
 * ```
 * engine                     realm
 *    │ ◀──────── ready ───────── │
 *    │ ── run | evaluate ──────▶ │   one at a time
 *    │ ◀── waits ─────────────── │   (only where time is simulated)
 *    │ ── wake ────────────────▶ │
 *    │ ── abort ───────────────▶ │   (only while running)
 *    │ ◀── outcome | evaluated ─ │
 * ```
 */
export type ToRealm =
  | RunMessage
  | EvaluateMessage
  | { readonly type: 'wake'; readonly now: number }
  | { readonly type: 'abort'; readonly reason: string };

export interface RunMessage {
  readonly type: 'run';
  readonly id: number;
  readonly code: string;
  readonly tail: string;
  readonly imports: readonly PreparedImport[];
  readonly shifts?: ColumnShifts;
  /** The same for every run of one realm. */
  readonly math: MathChoice;
  /** Bundled texts that this realm has not got yet, each before those that share it. */
  readonly modules: readonly (readonly [name: string, text: string])[];
  readonly context: SentValues;
  readonly input: Value;
  readonly params: JsonObject;
  readonly node: string;
  readonly variant: string;
  readonly path: string;
  readonly iteration: number;
  readonly attempt: number;
  readonly seed: string;
  readonly tape?: readonly EffectRecord[] | undefined;
  /** The time, where it is simulated. */
  readonly now?: number;
}

export interface EvaluateMessage {
  readonly type: 'evaluate';
  readonly id: number;
  readonly expression: string;
  /** Text of the bundled JSONata, where this realm has not got it yet. */
  readonly jsonata?: string;
  readonly names: SentValues;
}

/** Values by key; large ones by hash, so that a realm gets each of them once. */
export interface SentValues {
  readonly entries: readonly SentEntry[];
  /** Hashes to forget: the engine's side keeps the account of what a realm holds. */
  readonly evict: readonly string[];
}
export interface SentEntry {
  readonly key: string;
  /** Where the value may be kept under it, or was before. */
  readonly hash?: string;
  /** Absent where the realm holds the hash. */
  readonly value?: { readonly is: Value };
}

export type FromRealm =
  | { readonly type: 'ready' }
  /** Simulated time may pass: nothing happens in the code before. `Infinity`: nothing by itself. */
  | { readonly type: 'waits'; readonly id: number; readonly until: number }
  | {
      readonly type: 'outcome';
      readonly id: number;
      readonly outcome: CodeOutcome;
      readonly kept: readonly KeptValue[];
      /** Whether user code changed what later activations would see: the realm is not used again. */
      readonly tainted: boolean;
    }
  | {
      readonly type: 'evaluated';
      readonly id: number;
      readonly result: { readonly value: Value } | { readonly error: ErrorInfo };
      readonly kept: readonly KeptValue[];
    };

/** A value that came with a hash: how much room it takes here, or that it can't be kept because parts of it can change. */
export interface KeptValue {
  readonly hash: string;
  readonly bytes: number | undefined;
}
