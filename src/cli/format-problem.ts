import { shortPath } from '../model/activation-path.ts';
import type { ErrorInfo } from '../model/errors.ts';
import { printable, type Paint } from './style.ts';

/**
 * `flow.yaml:12:5` as editors and terminals link it, as far as it is known. Without a file the line is one of the node's
 * own text: its code, or an expression.
 */
export function formatPlace(file: string | undefined, { place }: ErrorInfo): string {
  const line = place?.line === undefined ? '' : `:${place.line}${place.column === undefined ? '' : `:${place.column}`}`;
  const parts = [
    file === undefined ? '' : `${file}${line}`,
    place?.node === undefined ? '' : `node ${place.node}`,
    place?.edge === undefined ? '' : `edge ${place.edge}`,
    place?.variant === undefined ? '' : `variant ${place.variant}`,
    file !== undefined || line === '' ? '' : `line ${line.slice(1)} of its text`,
    place?.key === undefined ? '' : `key ${place.key}`,
    place?.path === undefined || place.path === '' || place.path === file ? '' : place.path,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** Code, sentence, place and remedy: what a person needs to mend it. */
export function formatError(error: ErrorInfo, paint: Paint): string {
  const place = formatPlace(undefined, error);
  const lines = [`${paint('bad', `✗ ${error.code}`)}  ${printable(error.message)}`];
  if (place !== '') lines.push(`  ${paint('dim', 'at')} ${printable(place)}`);
  if (error.remedy !== undefined) lines.push(`  ${paint('dim', '→')} ${printable(error.remedy)}`);
  return `${lines.join('\n')}\n`;
}

/** The same error, its place the activation of the node: which of a map's items it was. */
export const atPath = (error: ErrorInfo, path: string | undefined): ErrorInfo =>
  path === undefined ? error : { ...error, place: { ...error.place, node: shortPath(path) } };
