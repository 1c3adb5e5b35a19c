import { readFileSync } from 'node:fs';

const everyMs = 100;
const pageBytes = 4096;

/**
 * Calls `exceeded` when a process takes more than so many MB in all. The heap has a limit of its own; this bounds buffers, which
 * lie outside of it. Where the system does not tell (all but Linux), nothing is watched.
 */
export function watchMemory(pid: number | undefined, maxMb: number, exceeded: () => void): () => void {
  if (pid === undefined || process.platform !== 'linux') return () => undefined;
  const timer = setInterval(() => {
    if (residentBytes(pid) > maxMb * 1024 * 1024) exceeded();
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

function residentBytes(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * pageBytes;
  } catch {
    return 0;
  }
}
