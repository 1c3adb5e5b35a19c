import { lazy, Suspense } from 'react';
import { useStore } from 'zustand';
import { humanPart } from '../../debugger/waits.ts';
import { useWorkbench } from '../workbench/workbench.ts';
import styles from './HumanAnswer.module.css';

// Forms are not needed before somebody is asked for something.
const AnswerCard = lazy(async () => ({ default: (await import('./AnswerCard.tsx')).AnswerCard }));

/**
 * Cards for everything that the execution under inspection waits for a person for; work goes on around them.
 * One of the things that float over the canvas.
 */
export function HumanAnswer() {
  const { debug } = useWorkbench();
  const execution = useStore(debug.store, (state) => state.execution);
  const waiting = (execution?.live ?? []).flatMap((live) => {
    const wait = live.state === 'waiting' ? humanPart(live.wait) : undefined;
    return wait === undefined ? [] : [{ live, wait }];
  });
  if (execution === undefined || waiting.length === 0) return undefined;
  return (
    <Suspense>
      <aside className={styles['answers']} aria-label="Answers needed">
        {waiting.map(({ live, wait }) => (
          <AnswerCard key={`${execution.id} ${live.activation}`} execution={execution} live={live} wait={wait} />
        ))}
      </aside>
    </Suspense>
  );
}
