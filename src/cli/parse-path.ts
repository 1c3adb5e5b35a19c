import type { DocumentPath } from '../graph/document-path.ts';

/** The parts of a path as problems name it: `nodes[3].config["odd key"]`. */
export function parsePath(text: string): DocumentPath {
  const parts: (string | number)[] = [];
  for (const [, index, quoted, name] of text.matchAll(/\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|\.?([^.[\]]+)/g)) {
    if (index !== undefined) parts.push(Number(index));
    else if (quoted !== undefined) parts.push(JSON.parse(quoted) as string);
    else if (name !== undefined) parts.push(name);
  }
  return parts;
}
