/** Holds back what is being typed for a moment, so that a keystroke costs no edit of the document; loses nothing. */
export interface TypingBuffer {
  /** The text as typed and who takes it; taken `delayMs` after the last call, or at `flush`. */
  type(text: string, take: (text: string) => void): void;
  flush(): void;
  pending(): boolean;
}

export function createTypingBuffer(delayMs: number): TypingBuffer {
  let waiting: { text: string; take: (text: string) => void } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    clearTimeout(timer);
    const last = waiting;
    waiting = undefined;
    last?.take(last.text);
  };
  return {
    type(text, take) {
      waiting = { text, take };
      clearTimeout(timer);
      timer = setTimeout(flush, delayMs);
    },
    flush,
    pending: () => waiting !== undefined,
  };
}
