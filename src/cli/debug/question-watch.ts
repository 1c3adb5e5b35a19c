import type { Dispose } from '../../base/disposable.ts';
import type { ExecutionSummary } from '../../model/execution.ts';
import type { ExecutionId } from '../../model/ids.ts';
import type { Session } from '../session.ts';

/** Looks out for a question with a deadline: such an execution comes to a standstill only when it is too late to answer. */
export interface QuestionWatch {
  /** Resolves when a person was asked since, and nothing else is done than that time passes. Simulated time is held then. */
  readonly stands: Promise<void>;
  close(): void;
}

export function createQuestionWatch(session: Session, execution: () => ExecutionId): QuestionWatch {
  const disposes: Dispose[] = [];
  const stands = new Promise<void>((resolve) => {
    session.onQuestion = () => {
      const { time } = session;
      if (time === undefined) disposes.push(watchReal(session, execution(), resolve));
      else
        time.beforeJump = () => {
          time.beforeJump = undefined;
          disposes.push(time.hold());
          resolve();
        };
    };
  });
  return {
    stands,
    close() {
      session.onQuestion = undefined;
      if (session.time !== undefined) session.time.beforeJump = undefined;
      for (const dispose of disposes) dispose();
    },
  };
}

/** Others may be at work beside the question: they come to their end first. */
function watchReal({ client }: Session, id: ExecutionId, stands: () => void): Dispose {
  const look = (summary: ExecutionSummary): void => {
    const busy = summary.live.some(({ state }) => state === 'running' || state === 'completing' || state === 'ready');
    if (summary.status === 'running' && !busy) stands();
  };
  return client.executions.subscribe(id, (_, summary) => look(summary));
}
