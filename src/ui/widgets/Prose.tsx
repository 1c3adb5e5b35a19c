import { Fragment } from 'react';

/** A sentence in which code words stand in backticks, shown as code. */
export function Prose({ text }: { readonly text: string }) {
  const parts = text.split(/`([^`\n]+)`/);
  // Every second part was in backticks; their places in the text are their identity.
  return parts.map((part, index) => (
    <Fragment key={`${index} ${part}`}>{index % 2 === 1 ? <code>{part}</code> : part}</Fragment>
  ));
}
