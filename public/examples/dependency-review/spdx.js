// Licence expressions of SPDX: identifiers joined by OR, AND and WITH, with parentheses; WITH binds closest, OR loosest.

const permissive = /^(?:MIT|MIT-0|ISC|0BSD|BSD-[123]-Clause.*|Apache-[12]\.[01]|BlueOak-1\.0\.0|Unlicense|CC0-1\.0|CC-BY-[34]\.0|Zlib|Python-2\.0|PSF-2\.0|WTFPL|BSL-1\.0|X11|Artistic-2\.0|OFL-1\.1|Unicode-3\.0)$/;
const weak = /^(?:MPL-[12]\.[01]|LGPL-[23]\.[01](?:-only|-or-later)?|EPL-[12]\.0|CDDL-1\.[01]|CC-BY-SA-4\.0)$/;
const strong = /^(?:A?GPL-[123]\.0(?:-only|-or-later)?|SSPL-1\.0|EUPL-1\.[12]|OSL-3\.0)$/;

/** How much a licence asks for, from little to everything. */
export const ranks = ['permissive', 'weak copyleft', 'strong copyleft', 'unknown'];

function tokenize(text) {
  const tokens = text.match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;
  return { peek: () => tokens[at], next: () => tokens[at++] };
}

function parseOperand(tokens) {
  const token = tokens.next();
  if (token === '(') {
    const inner = parseOr(tokens);
    if (tokens.next() !== ')') throw new Error('a parenthesis is not closed');
    return inner;
  }
  if (token === undefined) throw new Error('a licence is missing at the end');
  if (/^(?:OR|AND|WITH|\))$/.test(token)) throw new Error(`a licence is missing before ${token}`);
  const licence = { id: token.replace(/\+$/, '') };
  if (tokens.peek() !== 'WITH') return licence;
  tokens.next();
  const exception = tokens.next();
  if (exception === undefined) throw new Error('an exception is missing after WITH');
  return { ...licence, exception };
}

function parseSeries(tokens, word, parseNext) {
  const parts = [parseNext(tokens)];
  while (tokens.peek() === word) {
    tokens.next();
    parts.push(parseNext(tokens));
  }
  return parts.length === 1 ? parts[0] : { [word.toLowerCase()]: parts };
}

const parseAnd = (tokens) => parseSeries(tokens, 'AND', parseOperand);
const parseOr = (tokens) => parseSeries(tokens, 'OR', parseAnd);

/** The expression as a tree of `{ id, exception? }`, `{ and }` and `{ or }`. Throws on what is none. */
export function parseLicence(text) {
  const tokens = tokenize(text);
  const tree = parseOr(tokens);
  if (tokens.peek() !== undefined) throw new Error(`"${tokens.peek()}" was not expected`);
  return tree;
}

function rankOne({ id, exception }) {
  if (permissive.test(id)) return 0;
  if (weak.test(id)) return 1;
  // Exceptions such as Classpath-exception-2.0 let others link: no more than weak.
  if (strong.test(id)) return exception ? 1 : 2;
  return 3;
}

/** Index into `ranks`: of alternatives the mildest may be chosen, of a conjunction the strictest holds. */
export function rankLicence(tree) {
  if (tree.or) return Math.min(...tree.or.map(rankLicence));
  if (tree.and) return Math.max(...tree.and.map(rankLicence));
  return rankOne(tree);
}
