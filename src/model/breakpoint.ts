import type { ActivationPath, NodeId } from './ids.ts';

/** Where to hold. Kept per workflow, so that they outlive executions and reloads. */
export interface Breakpoint {
  readonly id: string;
  readonly type: 'node';
  readonly node: NodeId;
  /**
   * Narrows it to the activations of the node that this names, such as `map[12]/score` or `score#3`; `[*]` is any index, `#*`
   * any iteration (see `activation-path.ts`). For every activation of the node where absent.
   */
  readonly path?: ActivationPath;
  readonly when: 'before' | 'after';
  readonly enabled: boolean;
}
