import type { WorkbenchCommand } from '../workbench/command-registry.ts';

/** Commands that fit the text, best first; those that make sense now before those that don't. */
export function rankCommands(commands: readonly WorkbenchCommand[], text: string): readonly WorkbenchCommand[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return commands
    .map((command) => ({ command, score: scoreOf(command, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ command }) => command);
}

function scoreOf(command: WorkbenchCommand, words: readonly string[]): number {
  const title = command.title.toLowerCase();
  const all = `${title} ${command.group.toLowerCase()}`;
  let score = (command.enabled?.() ?? true) === true ? 10 : 1;
  for (const word of words) {
    if (title.startsWith(word)) score += 6;
    else if (title.includes(` ${word}`)) score += 4;
    else if (all.includes(word)) score += 2;
    else return 0;
  }
  return score;
}
