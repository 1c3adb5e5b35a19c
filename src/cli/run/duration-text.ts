/** A duration for people: `12 ms`, `3.4 s`, `2 min 5 s`, `1 h 4 min`, `365 d`. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return pair(seconds, 60, 'min', 's');
  if (seconds < 86_400) return pair(Math.round(seconds / 60), 60, 'h', 'min');
  return pair(Math.round(seconds / 3600), 24, 'd', 'h');
}

function pair(amount: number, size: number, big: string, small: string): string {
  const rest = amount % size;
  return `${Math.floor(amount / size)} ${big}${rest === 0 ? '' : ` ${rest} ${small}`}`;
}
