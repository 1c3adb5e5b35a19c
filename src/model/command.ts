import type { ActivationNumber, CheckpointId, NodeId, VariantId } from './ids.ts';
import type { Breakpoint } from './breakpoint.ts';
import type { SwapPolicy } from './event.ts';
import type { ActivationPath } from './ids.ts';
import type { JsonObject, Value } from './value.ts';

/** What a person (or a script) asks of one execution. Reports of the runtime are the engine's own affair. */
export type ExecutionCommand =
  | { readonly type: 'pause' /** What happens to activations in flight. */; readonly inFlight: 'finish' | 'cancel' }
  | { readonly type: 'resume' }
  | {
      readonly type: 'step' /** Which ready activation, where there are several. */;
      readonly activation?: ActivationNumber;
      /** Default `over`. */
      readonly depth?: StepDepth;
    }
  | { readonly type: 'step-back' }
  | { readonly type: 'stop' }
  | { readonly type: 'rollback'; readonly to: CheckpointId }
  | { readonly type: 'swap'; readonly node: NodeId; readonly to: SwapTarget; readonly policy: SwapPolicy }
  | {
      readonly type: 'edit-context';
      readonly changes: readonly ContextEdit[] /** The frame whose context is edited; the outermost where absent. */;
      readonly scope?: ActivationPath;
    }
  | { readonly type: 'send'; readonly message: Message }
  | { readonly type: 'set-breakpoints'; readonly breakpoints: readonly Breakpoint[] }
  | { readonly type: 'answer'; readonly path: ActivationPath; readonly value: Value };

/**
 * How far a step goes. `into`: to the next checkpoint, be it the beginning of a scope. `over`: until whoever is next is committed,
 * a scope with all that is in it. `out`: until the scope in which whoever is next stands is committed.
 */
export type StepDepth = 'into' | 'over' | 'out';

/** What `send` nodes and people send, and `receive` nodes wait for. */
export interface Message {
  readonly name: string;
  /** Correlation: only who waits for the same name and key gets it. */
  readonly key?: string;
  readonly value: Value;
  /** Kept until somebody receives it; otherwise it is lost where nobody waits. */
  readonly persistent?: boolean;
}

/** A variant of the plan, or edited config (such as code) bound as an implementation of its own. */
export interface SwapTarget {
  readonly variant: VariantId;
  readonly name?: string;
  readonly config?: JsonObject;
}

export type ContextEdit =
  | { readonly key: string; readonly value: Value }
  | { readonly key: string; readonly remove: true };
