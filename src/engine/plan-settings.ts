import type { Limits, RetryPolicy } from '../model/graph-document.ts';
import type { Plan, PlanNode } from '../model/plan.ts';

type Complete<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> };
type Filter = 'on' | 'except';
export type RetrySettings = Complete<Omit<RetryPolicy, Filter>> & Pick<RetryPolicy, Filter>;

/** A compiled plan leaves no setting out; `Required` cannot say so of properties that also allow `undefined`. */
export const limitsOf = (plan: Plan): Complete<Limits> => plan.limits as Complete<Limits>;
export const retryOf = (node: PlanNode): RetrySettings => node.retry as RetrySettings;
