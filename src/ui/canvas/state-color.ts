import type { NodeRun } from '../../debugger/debug-state.ts';

/** Token of the colour that a state has where there is room for nothing but a block. */
export function stateColor(state: NodeRun['state'] | undefined): string {
  switch (state) {
    case 'done':
      return '--ok';
    case 'failed':
      return '--bad';
    case 'running':
      return '--run';
    case 'paused':
    case 'waiting':
      return '--wait';
    case 'ready':
      return '--accent';
    case 'idle':
    case 'skipped':
    case undefined:
      return '--line-strong';
    default:
      return '--line-strong';
  }
}
