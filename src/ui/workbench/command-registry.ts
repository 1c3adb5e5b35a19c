import type { Dispose } from '../../base/disposable.ts';

/** One thing a person can do, reachable by button, key and command palette alike. */
export interface WorkbenchCommand {
  /** Stable, dotted: `execution.resume`, `edit.undo`. */
  readonly id: string;
  /** The word on the button: `Resume`. */
  readonly title: string;
  /** Section in the palette and the key list: `Run`, `Edit`, `View`, … */
  readonly group: string;
  /** tinykeys patterns, the preferred one first: `F8`, `$mod+Enter`. */
  readonly keys?: readonly string[];
  /** Its keys act only while this room, or nothing, has the focus. */
  readonly scope?: 'canvas';
  /** The browser sends an event of its own for these keys (copy, cut, paste); they are listed, not bound. */
  readonly nativeKeys?: boolean;
  /** Left out of the palette and the key list. */
  readonly hidden?: boolean;
  /** Whether its keys also work while typing in a field or the editor. F-keys and `$mod+Enter` always do. */
  readonly whileTyping?: boolean;
  /** Whether it makes sense now; the reason is shown where it does not. */
  enabled?(): true | string;
  run(): void | Promise<void>;
}

export interface CommandRegistry {
  register(commands: readonly WorkbenchCommand[]): Dispose;
  all(): readonly WorkbenchCommand[];
  get(id: string): WorkbenchCommand | undefined;
  /** Runs it if enabled; a rejection is shown to the user, never thrown. */
  run(id: string): Promise<void>;
  subscribe(listener: () => void): Dispose;
}
