import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { toTaggedJson } from '../../context/tagged-json.ts';
import { toErrorInfo } from '../../model/errors.ts';
import type { ExecutionId } from '../../model/ids.ts';
import type { ValueRef } from '../../model/value.ts';
import { Button } from '../widgets/Button.tsx';
import { formatBytes } from '../widgets/format.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import styles from './Inspector.module.css';

/** Values up to this size are fetched unasked. */
const smallBytes = 32 * 1024;
const mostCharacters = 40_000;

/** A value of an execution: its summary at once, the whole as tagged JSON when it is small or asked for. */
export function ValueBlock(props: {
  readonly title: string;
  readonly execution: ExecutionId;
  readonly value: ValueRef | undefined;
  readonly absent: string;
}) {
  const { title, execution, value } = props;
  const { client } = useWorkbench();
  const [asked, setAsked] = useState<string>();
  const wanted = value !== undefined && (value.bytes <= smallBytes || asked === value.hash);
  const query = useQuery({
    queryKey: ['value-text', value?.hash],
    queryFn: async () => (value === undefined ? '' : shownText(await client.executions.value(execution, value.hash))),
    enabled: wanted,
    staleTime: Infinity,
    networkMode: 'always',
    retry: false,
  });
  return (
    <section className={styles['section']} aria-label={title}>
      <h3 className={styles['heading']}>
        {title}
        {value === undefined ? undefined : <span className={styles['headingHint']}>{formatBytes(value.bytes)}</span>}
      </h3>
      {value === undefined ? <p className={styles['lead']}>{props.absent}</p> : undefined}
      {value === undefined || query.data !== undefined ? undefined : (
        <p className={styles['summary']}>{value.summary.text}</p>
      )}
      {query.data === undefined ? undefined : <pre className={styles['value']}>{query.data}</pre>}
      {query.error === null ? undefined : <p className={styles['diagnostic']}>{toErrorInfo(query.error).message}</p>}
      {value === undefined || wanted ? undefined : (
        <Button size="small" onClick={() => setAsked(value.hash)}>{`Show all ${formatBytes(value.bytes)}`}</Button>
      )}
    </section>
  );
}

function shownText(value: unknown): string {
  const text = JSON.stringify(toTaggedJson(value), null, 2);
  return text.length <= mostCharacters
    ? text
    : `${text.slice(0, mostCharacters)}\n… ${text.length - mostCharacters} more characters`;
}
