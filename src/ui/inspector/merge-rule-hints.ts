import type { NamedMergeRule } from '../../model/graph-document.ts';

/** Every merge rule with what it does, in the order of the choice. */
export const mergeRuleHints: Readonly<Record<NamedMergeRule, string>> = {
  replace: 'The later write wins; a conflict is recorded.',
  error: 'A concurrent second write is refused.',
  append: 'Lists are joined; a single value counts as one item.',
  union: 'Lists are joined without doubles.',
  sum: 'Numbers are added.',
  min: 'The smaller number stays.',
  max: 'The larger number stays.',
  deep: 'Objects are merged key by key.',
};
