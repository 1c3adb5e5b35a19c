/** What is to happen at a moment. Of the same moment, lower ranks come first, then what was set first. */
export interface Timer {
  readonly at: number;
  readonly rank: number;
  readonly order: number;
  readonly callback: () => void;
  withdrawn: boolean;
}

/** Timers by time: a binary heap. Withdrawn ones are left where they are and passed over. */
export class TimerQueue {
  private readonly heap: Timer[] = [];
  private orders = 0;

  add(at: number, rank: number, callback: () => void): Timer {
    const timer: Timer = { at, rank, order: this.orders++, callback, withdrawn: false };
    const { heap } = this;
    let child = heap.length;
    heap.push(timer);
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!comesBefore(timer, heap[parent] as Timer)) break;
      heap[child] = heap[parent] as Timer;
      child = parent;
    }
    heap[child] = timer;
    return timer;
  }

  /** The next that is not withdrawn; it stays in the queue. */
  peek(): Timer | undefined {
    while (this.heap[0]?.withdrawn === true) this.pop();
    return this.heap[0];
  }

  take(): Timer | undefined {
    const next = this.peek();
    if (next !== undefined) this.pop();
    return next;
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let parent = 0;
    for (;;) {
      let child = 2 * parent + 1;
      if (child >= heap.length) break;
      const right = heap[child + 1];
      if (right !== undefined && comesBefore(right, heap[child] as Timer)) child++;
      if (!comesBefore(heap[child] as Timer, last)) break;
      heap[parent] = heap[child] as Timer;
      parent = child;
    }
    heap[parent] = last;
  }
}

const comesBefore = (a: Timer, b: Timer): boolean =>
  a.at !== b.at ? a.at < b.at : a.rank !== b.rank ? a.rank < b.rank : a.order < b.order;
