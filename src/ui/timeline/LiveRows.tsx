import { waitWords } from '../../debugger/waits.ts';
import type { LiveActivation } from '../../model/execution.ts';
import { StatusMark, stateWord } from '../widgets/StatusMark.tsx';
import { useDebug } from './use-debug.ts';
import styles from './Timeline.module.css';

const nothing: readonly LiveActivation[] = [];

/** What runs or waits now: not steps yet. */
export function LiveRows() {
  const live = useDebug((state) => state.execution?.live ?? nothing);
  const active = live.filter(
    ({ state }) => state === 'running' || state === 'waiting' || state === 'blocked' || state === 'completing',
  );
  if (active.length === 0) return undefined;
  return (
    <ul className={styles['live']} aria-label="In progress">
      {active.map((activation) => {
        const state = activation.state === 'waiting' || activation.state === 'blocked' ? 'waiting' : 'running';
        return (
          <li key={activation.activation}>
            <StatusMark state={state} size={13} />
            <span>{activation.path}</span>
            <small>
              {stateWord(state)}
              {activation.wait === undefined ? '' : ` ${waitWords(activation.wait)}`}
              {activation.state === 'blocked' ? ' for a lock' : ''}
              {activation.attempt > 1 ? ` · attempt ${activation.attempt}` : ''}
            </small>
          </li>
        );
      })}
    </ul>
  );
}
