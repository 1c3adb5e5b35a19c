/** A place inside a document, as a list of keys and indexes. */
export type DocumentPath = readonly (string | number)[];

/** The path as people read it: `nodes[3].config["odd key"]`. The document itself is the empty text. */
export function formatPath(path: DocumentPath): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else if (!/^[A-Za-z_$][\w$-]*$/.test(part)) text += `[${JSON.stringify(part)}]`;
    else text += text === '' ? part : `.${part}`;
  }
  return text;
}

/** The parts of a JSON pointer as validators give it (`#/cases/0/when`), numbers where they are indexes. */
export function parsePointer(pointer: string): (string | number)[] {
  return pointer
    .replace(/^#?\/?/, '')
    .split('/')
    .filter((part) => part !== '')
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}
