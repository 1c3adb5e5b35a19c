import type { NodeId } from './ids.ts';

/** Where to hold. Kept per workflow, so that they outlive executions and reloads. */
export interface Breakpoint {
  readonly id: string;
  readonly type: 'node';
  readonly node: NodeId;
  readonly when: 'before' | 'after';
  readonly enabled: boolean;
}
