import { classNames } from './class-names.ts';
import styles from './StatusMark.module.css';

export type MarkState = 'idle' | 'ready' | 'running' | 'waiting' | 'paused' | 'done' | 'failed' | 'skipped' | 'stopped';

const words: Readonly<Record<MarkState, string>> = {
  idle: 'not run',
  ready: 'next',
  running: 'running',
  waiting: 'waiting',
  paused: 'paused',
  done: 'done',
  failed: 'failed',
  skipped: 'skipped',
  stopped: 'stopped',
};

const shapes: Readonly<Record<MarkState, string>> = {
  idle: '',
  ready: 'M6.5 5.2 10.5 8l-4 2.8z',
  running: 'M6.3 4.8 11 8l-4.7 3.2z',
  waiting: 'M8 4.6V8l2.4 1.6',
  paused: 'M6.2 5.2v5.6M9.8 5.2v5.6',
  done: 'M5 8.2 7.2 10.4 11 6',
  failed: 'm5.6 5.6 4.8 4.8m0-4.8-4.8 4.8',
  skipped: 'M3.5 8h9',
  stopped: 'M5.8 5.8h4.4v4.4H5.8z',
};

/** State as shape and colour. With `label` an image with that name, without one decoration beside a word. */
export function StatusMark({
  state,
  label,
  size = 16,
}: {
  readonly state: MarkState;
  readonly label?: string | undefined;
  readonly size?: number;
}) {
  const name = label === undefined ? { 'aria-hidden': true as const } : { role: 'img', 'aria-label': label };
  return (
    <svg
      {...name}
      className={classNames(styles['mark'], styles[state])}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      data-state={state}
    >
      <circle className={styles['ground']} cx="8" cy="8" r="6.6" />
      <path className={styles['sign']} d={shapes[state]} />
    </svg>
  );
}

/** The word for a state, for names and tooltips. */
export function stateWord(state: MarkState): string {
  return words[state];
}
