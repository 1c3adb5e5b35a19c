import { useState } from 'react';
import { defaultRetry } from '../../model/defaults.ts';
import type { PlanRetry } from '../../model/plan.ts';
import type { RetryPolicy } from '../../model/graph-document.ts';
import type { JsonObject } from '../../model/value.ts';
import { SchemaForm } from '../forms/SchemaForm.tsx';
import { formErrors } from '../forms/form-errors.ts';
import { isObject } from '../forms/form-schema.ts';
import { formatDuration } from '../widgets/format.ts';
import styles from './Inspector.module.css';
import type { NodeTabProps } from './NodeInspector.tsx';
import { useNodeEdit } from './use-node-edit.ts';

const retrySchema: JsonObject = {
  type: 'object',
  properties: {
    maxAttempts: {
      type: 'integer',
      title: 'Attempts',
      description: 'Tries in all, the first included.',
      minimum: 1,
      maximum: 1000,
      default: defaultRetry.maxAttempts,
    },
    backoff: {
      title: 'Delay between attempts',
      default: defaultRetry.backoff,
      oneOf: [
        { const: 'fixed', title: 'Fixed', description: 'Always the first delay.' },
        { const: 'linear', title: 'Linear', description: 'Grows by the first delay.' },
        { const: 'exponential', title: 'Exponential', description: 'Is multiplied by the factor.' },
      ],
    },
    initialDelayMs: { type: 'number', title: 'First delay (ms)', minimum: 0, default: defaultRetry.initialDelayMs },
    factor: { type: 'number', title: 'Factor', minimum: 1, default: defaultRetry.factor },
    maxDelayMs: { type: 'number', title: 'Longest delay (ms)', minimum: 0, default: defaultRetry.maxDelayMs },
    jitter: {
      type: 'boolean',
      title: 'Vary delays',
      description: 'So that many retries do not come at once; from the seeded stream.',
      default: defaultRetry.jitter,
    },
    on: {
      type: 'array',
      title: 'Only for these errors',
      description: 'Codes such as node/timeout, names of thrown errors, or node/* for a family. None: every error.',
      items: { type: 'string', title: 'Error', minLength: 1, maxLength: 200 },
    },
    except: {
      type: 'array',
      title: 'Not for these errors',
      items: { type: 'string', title: 'Error', minLength: 1, maxLength: 200 },
    },
  },
};

/** How often a failed attempt is tried again, and after which delays. */
export function RetryTab({ node }: NodeTabProps) {
  const edit = useNodeEdit(node.id);
  const retry = node.retry ?? {};
  // What a document may not hold stays in the form, said to be wrong, until it is corrected.
  const [draft, setDraft] = useState<{ readonly node: string; readonly value: JsonObject }>();
  const value = draft?.node === node.id ? draft.value : (retry as JsonObject);
  return (
    <div className={styles['fields']}>
      <SchemaForm
        label="Retry"
        schema={retrySchema}
        value={value}
        showErrors="all"
        onChange={(given) => {
          if (!isObject(given)) return;
          const next = withoutEmptyLists(given);
          const faulty = formErrors(retrySchema, next).size > 0;
          setDraft(faulty ? { node: node.id, value: next } : undefined);
          if (faulty) return;
          edit('retry', 'Edit retry', { retry: Object.keys(next).length === 0 ? undefined : (next as RetryPolicy) });
        }}
      />
      <p className={styles['lead']} aria-live="polite">
        {formErrors(retrySchema, value).size === 0 ? delaysText({ ...defaultRetry, ...retry }) : undefined}
      </p>
    </div>
  );
}

/** A list of nothing says nothing. */
const withoutEmptyLists = (retry: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(retry).filter(([, value]) => !Array.isArray(value) || value.length > 0));

function delaysText(policy: PlanRetry): string {
  if (policy.maxAttempts === 1) return 'One attempt; a failure is final.';
  const delays = Array.from({ length: Math.min(policy.maxAttempts - 1, 5) }, (_, i) =>
    formatDuration(delay(policy, i)),
  );
  const more = policy.maxAttempts > 6 ? ', …' : '';
  return `Waits ${delays.join(', ')}${more}${policy.jitter ? ', each varied' : ''}.`;
}

function delay({ backoff, initialDelayMs, factor, maxDelayMs }: PlanRetry, retry: number): number {
  const grown = backoff === 'fixed' ? 1 : backoff === 'linear' ? retry + 1 : factor ** retry;
  return Math.min(maxDelayMs, initialDelayMs * grown);
}
