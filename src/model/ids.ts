import type { Brand } from '../base/brand.ts';

/** Ids are plain strings at run time; each is made only by its constructor below. */
export type WorkflowId = Brand<string, 'WorkflowId'>;
export type NodeId = Brand<string, 'NodeId'>;
export type EdgeId = Brand<string, 'EdgeId'>;
export type VariantId = Brand<string, 'VariantId'>;
export type ExecutionId = Brand<string, 'ExecutionId'>;
/** Unique within its execution: `c0` is the root, `c1` the first commit or edit, and so on. */
export type CheckpointId = Brand<string, 'CheckpointId'>;
/** Where an activation stands: `clean`, later also `loop[3]/train`, `map[12]/score`. */
export type ActivationPath = Brand<string, 'ActivationPath'>;
/** Hexadecimal SHA-256 of a value's canonical bytes. */
export type ValueHash = Brand<string, 'ValueHash'>;
/** Hexadecimal SHA-256 of a plan's canonical content. */
export type PlanHash = Brand<string, 'PlanHash'>;
/** Hexadecimal SHA-256 of a node kind, and a variant's config: what exactly would run. */
export type ImplementationHash = Brand<string, 'ImplementationHash'>;
/** Position of an event in its execution's log, from 0, without gaps. */
export type Seq = Brand<number, 'Seq'>;
/** Number of an activation within its execution, from 1; never reused, also not across branches. */
export type ActivationNumber = Brand<number, 'ActivationNumber'>;
/** Number of a branch within its execution, from 1. */
export type BranchNumber = Brand<number, 'BranchNumber'>;

export const workflowId = (text: string): WorkflowId => text as WorkflowId;
export const nodeId = (text: string): NodeId => text as NodeId;
export const edgeId = (text: string): EdgeId => text as EdgeId;
export const variantId = (text: string): VariantId => text as VariantId;
export const executionId = (text: string): ExecutionId => text as ExecutionId;
/** The last ones that were asked for: a step names its checkpoint, its parent and its snapshot several times. */
const recent: (CheckpointId | undefined)[] = [];
const recentIndex: number[] = [];

export function checkpointId(index: number): CheckpointId {
  const place = index & 15;
  if (recentIndex[place] !== index) {
    recentIndex[place] = index;
    recent[place] = `c${index}` as CheckpointId;
  }
  return recent[place] as CheckpointId;
}
export const activationPath = (text: string): ActivationPath => text as ActivationPath;
export const valueHash = (hex: string): ValueHash => hex as ValueHash;
export const planHash = (hex: string): PlanHash => hex as PlanHash;
export const implementationHash = (hex: string): ImplementationHash => hex as ImplementationHash;
export const seq = (index: number): Seq => index as Seq;
export const activationNumber = (index: number): ActivationNumber => index as ActivationNumber;
export const branchNumber = (index: number): BranchNumber => index as BranchNumber;

/** What ids of nodes, edges, variants and graphs look like in a document. */
export const idPattern = /^[A-Za-z0-9_-]{1,128}$/;
