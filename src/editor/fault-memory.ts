/** Remembers of each text which fault it has, so that only new texts are looked into. */
export interface FaultMemory<Fault> {
  /** What is known so far; a text not looked into yet counts as sound. */
  readonly known: (text: string) => Fault | undefined;
  /** Looks into those that are new and forgets those that are gone; resolves to whether any was new. Rejections leave a text unknown. */
  readonly learn: (texts: Iterable<string>) => Promise<boolean>;
}

export function createFaultMemory<Fault>(check: (text: string) => Promise<Fault | undefined>): FaultMemory<Fault> {
  const faults = new Map<string, Fault | undefined>();
  return {
    known: (text) => faults.get(text),
    async learn(texts) {
      const all = new Set(texts);
      for (const text of faults.keys()) if (!all.has(text)) faults.delete(text);
      const fresh = [...all].filter((text) => !faults.has(text));
      const results = await Promise.allSettled(fresh.map((text) => check(text)));
      fresh.forEach((text, index) => {
        const result = results[index];
        if (result?.status === 'fulfilled') faults.set(text, result.value);
      });
      return fresh.length > 0;
    },
  };
}
