// The shape of a text in numbers. One source of truth: `scripts/measure-sources.mjs` fills the table with it and the
// step "Profile" measures a dropped file with it.

/** Columns in the order in which `measureText` gives them; the last one is a category. */
export const shapeColumns = [
  'lines',
  'meanLine',
  'maxLine',
  'blankShare',
  'indentedShare',
  'indentWidth',
  'tabShare',
  'semicolonEnds',
  'braces',
  'brackets',
  'parens',
  'angles',
  'singleQuoteShare',
  'equals',
  'colons',
  'hashes',
  'slashes',
  'digits',
  'uppercase',
  'wordLength',
  'entropy',
  'commentShare',
  'stringShare',
  'keywords',
  'indentStyle',
];

/** A text is measured up to here: enough to know its shape, and quick for bundles of megabytes. */
const measuredLength = 65_536;

const keywordPattern =
  /\b(?:function|return|const|let|var|if|else|for|while|import|export|class|new|def|self|None|void|int|char|struct|public|private|static|interface|type|typeof|extends|include|define|true|false|null)\b/g;
const commentPattern = /^(?:\/\/|\/\*|\*|#(?!include|define|if|endif|else)|<!--|"""|--)/;
const stringPattern = /"[^"\n]*"|'[^'\n]*'|`[^`\n]*`/g;

const countOf = (text, pattern) => (text.match(pattern) ?? []).length;

/** Four significant digits; `null` where there is nothing to divide by: a missing value. */
function ratio(part, whole) {
  return whole === 0 ? null : Number((part / whole).toPrecision(4));
}

function medianOf(numbers) {
  if (numbers.length === 0) return null;
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** Shannon entropy of the characters, in bits. */
function entropyOf(text) {
  if (text === '') return null;
  const counts = new Map();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / total) * Math.log2(count / total);
  return Number(bits.toPrecision(4));
}

/** Which indentation prevails: a category, for the step "Encode". */
function indentStyleOf(indents) {
  if (indents.length === 0) return 'none';
  const tabs = indents.filter((indent) => indent.startsWith('\t')).length;
  if (tabs * 2 > indents.length) return 'tabs';
  const odd = indents.filter((indent) => indent.length % 2 === 1).length;
  if (odd * 4 > indents.length) return 'odd';
  const four = indents.filter((indent) => indent.length % 4 === 0).length;
  return four * 10 > indents.length * 7 ? 'four' : 'two';
}

/** One value per column of `shapeColumns`. */
export function measureText(whole) {
  const text = whole.slice(0, measuredLength);
  const lines = text === '' ? [] : text.split(/\r?\n/);
  const filled = lines.filter((line) => line.trim() !== '');
  const indents = filled.map((line) => /^[ \t]*/.exec(line)[0]).filter((indent) => indent !== '');
  const trimmed = filled.map((line) => line.trim());
  const letters = countOf(text, /[A-Za-z]/g);
  const words = text.match(/[A-Za-z_$][\w$]*/g) ?? [];
  const quotes = countOf(text, /["']/g);
  const per100 = (pattern) => ratio(100 * countOf(text, pattern), text.length);
  return [
    lines.length,
    ratio(
      filled.reduce((sum, line) => sum + line.length, 0),
      filled.length,
    ),
    lines.reduce((longest, line) => Math.max(longest, line.length), 0),
    ratio(lines.length - filled.length, lines.length),
    ratio(indents.length, filled.length),
    medianOf(indents.map((indent) => indent.length)),
    ratio(indents.filter((indent) => indent.startsWith('\t')).length, indents.length),
    ratio(trimmed.filter((line) => line.endsWith(';')).length, filled.length),
    per100(/[{}]/g),
    per100(/[[\]]/g),
    per100(/[()]/g),
    per100(/[<>]/g),
    ratio(countOf(text, /'/g), quotes),
    per100(/=/g),
    per100(/:/g),
    per100(/#/g),
    per100(/\//g),
    per100(/[0-9]/g),
    ratio(countOf(text, /[A-Z]/g), letters),
    ratio(
      words.reduce((sum, word) => sum + word.length, 0),
      words.length,
    ),
    entropyOf(text),
    ratio(trimmed.filter((line) => commentPattern.test(line)).length, filled.length),
    ratio(
      (text.match(stringPattern) ?? []).reduce((sum, part) => sum + part.length, 0),
      text.length,
    ),
    ratio(100 * countOf(text, keywordPattern), words.length),
    indentStyleOf(indents),
  ];
}
