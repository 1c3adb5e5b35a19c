/** An immutable list that shares its tail. */
export interface Cons<T> {
  readonly head: T;
  readonly tail: Cons<T> | undefined;
}
export const cons = <T>(head: T, tail: Cons<T> | undefined): Cons<T> => new Cell(head, tail);

class Cell<T> implements Cons<T> {
  readonly head: T;
  readonly tail: Cons<T> | undefined;

  constructor(head: T, tail: Cons<T> | undefined) {
    this.head = head;
    this.tail = tail;
  }
}

/** The elements, last added first. */
export function* consElements<T>(list: Cons<T> | undefined): IterableIterator<T> {
  for (let at = list; at !== undefined; at = at.tail) yield at.head;
}

/** The same as an array. */
export function consList<T>(list: Cons<T> | undefined): T[] {
  const elements: T[] = [];
  for (let at = list; at !== undefined; at = at.tail) elements.push(at.head);
  return elements;
}

/**
 * An immutable first-in first-out queue: O(1) to add, amortised O(1) to take.
 * Source of the shape: Hood and Melville's pair of lists, 1981.
 */
export interface PersistentQueue<T> {
  readonly size: number;
  /** In order of taking; never empty while `back` holds something. */
  readonly front: Cons<T> | undefined;
  /** Last added first. */
  readonly back: Cons<T> | undefined;
}

export const emptyQueue: PersistentQueue<never> = { size: 0, front: undefined, back: undefined };

export function enqueue<T>(queue: PersistentQueue<T>, value: T): PersistentQueue<T> {
  return queue.front === undefined
    ? { size: 1, front: cons(value, undefined), back: undefined }
    : { size: queue.size + 1, front: queue.front, back: cons(value, queue.back) };
}

/** The queue without its first element. */
export function dequeue<T>(queue: PersistentQueue<T>): PersistentQueue<T> {
  if (queue.size <= 1) return emptyQueue;
  const front = queue.front?.tail;
  return front === undefined
    ? { size: queue.size - 1, front: reversed(queue.back), back: undefined }
    : { size: queue.size - 1, front, back: queue.back };
}

export function* queueElements<T>(queue: PersistentQueue<T>): IterableIterator<T> {
  yield* consElements(queue.front);
  yield* consElements(reversed(queue.back));
}

function reversed<T>(list: Cons<T> | undefined): Cons<T> | undefined {
  let result: Cons<T> | undefined;
  for (let at = list; at !== undefined; at = at.tail) result = cons(at.head, result);
  return result;
}
