const number = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });

/** `0.4 ms`, `12 ms`, `1.2 s`, `2 min 3 s`, `1 h 4 min`. */
export function formatDuration(ms: number): string {
  if (ms < 0.05) return '0 ms';
  if (ms < 9.95) return `${number.format(Math.round(ms * 10) / 10)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** `812 B`, `48 KB`, `1.4 MB`; 1 KB is 1024 B. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const kilobytes = bytes / 1024;
  if (kilobytes < 1024) return `${kilobytes < 10 ? kilobytes.toFixed(1) : Math.round(kilobytes)} KB`;
  const megabytes = kilobytes / 1024;
  return megabytes < 1024 ? `${megabytes.toFixed(1)} MB` : `${(megabytes / 1024).toFixed(1)} GB`;
}

/** How long ago, or until: `now`, `3 min ago`, `in 2 h`, `5 d ago`. */
export function formatRelative(at: number, now: number): string {
  const distance = Math.abs(now - at);
  if (distance < 20_000) return 'now';
  const amount = relativeAmount(distance);
  return at <= now ? `${amount} ago` : `in ${amount}`;
}

function relativeAmount(ms: number): string {
  if (ms < 60_000) return `${Math.round(ms / 1000)} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  if (ms < 86_400_000) return `${Math.round(ms / 3_600_000)} h`;
  return `${Math.round(ms / 86_400_000)} d`;
}

// Making one costs a hundred times what using it does.
const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** The exact moment in the reader's time zone, to the millisecond. */
export function formatMoment(at: number): string {
  const date = new Date(at);
  const text = moment.format(date);
  return `${text}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** `1 node`, `3 nodes`. */
export function formatCount(count: number, one: string, many = `${one}s`): string {
  return `${number.format(count)} ${count === 1 ? one : many}`;
}
