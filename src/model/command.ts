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
    }
  | { readonly type: 'step-back' }
  | { readonly type: 'stop' }
  | { readonly type: 'rollback'; readonly to: CheckpointId }
  | { readonly type: 'swap'; readonly node: NodeId; readonly to: SwapTarget; readonly policy: SwapPolicy }
  | { readonly type: 'edit-context'; readonly changes: readonly ContextEdit[] }
  | { readonly type: 'set-breakpoints'; readonly breakpoints: readonly Breakpoint[] }
  | { readonly type: 'answer'; readonly path: ActivationPath; readonly value: Value };

/** A variant of the plan, or edited config (such as code) bound as an implementation of its own. */
export interface SwapTarget {
  readonly variant: VariantId;
  readonly name?: string;
  readonly config?: JsonObject;
}

export type ContextEdit =
  | { readonly key: string; readonly value: Value }
  | { readonly key: string; readonly remove: true };
