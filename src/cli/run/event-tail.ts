import type { ExecutionsClient } from '../../host/engine-client.ts';
import type { ExecutionEvent } from '../../model/event.ts';
import type { ExecutionSummary } from '../../model/execution.ts';
import { seq, type ExecutionId } from '../../model/ids.ts';

export type EventReader = (events: readonly ExecutionEvent[], summary: ExecutionSummary) => void;

/** Every event of one execution to one reader, in order and once, those from before it was opened included. */
export class EventTail {
  private next = 0;
  private pulling: Promise<void> | undefined;
  private readonly executions: ExecutionsClient;
  private readonly id: ExecutionId;
  private readonly reader: EventReader;
  private readonly stopListening: () => void;

  constructor(executions: ExecutionsClient, id: ExecutionId, reader: EventReader) {
    this.executions = executions;
    this.id = id;
    this.reader = reader;
    this.stopListening = executions.subscribe(id, () => void this.pull());
  }

  /** Resolves when the reader has everything that happened so far. */
  async pull(): Promise<void> {
    while (this.pulling !== undefined) await this.pulling;
    this.pulling = this.read();
    try {
      await this.pulling;
    } finally {
      this.pulling = undefined;
    }
  }

  async close(): Promise<void> {
    this.stopListening();
    await this.pull();
  }

  private async read(): Promise<void> {
    const events = await this.executions.events(this.id, seq(this.next));
    if (events.length === 0) return;
    this.next += events.length;
    this.reader(events, await this.executions.get(this.id));
  }
}
