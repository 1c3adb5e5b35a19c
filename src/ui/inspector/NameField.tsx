import { useState } from 'react';
import { idPattern } from '../../model/ids.ts';
import { TextField } from '../widgets/TextField.tsx';

interface NameFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly name: string;
  /** Names of its like, its own perhaps among them. */
  readonly taken: readonly string[];
  /** Said of a name that another has. */
  readonly takenText: string;
  readonly onRename: (name: string) => void;
}

/** A name takes effect when its field is left: other things refer by it, and a half-typed one may be taken. */
export function NameField({ label, hint, name, taken, takenText, onRename }: NameFieldProps) {
  const [draft, setDraft] = useState<string>();
  const text = draft ?? name;
  const problem = nameProblem(text, { name, taken, takenText });
  const commit = () => {
    if (draft === undefined || problem !== undefined) return;
    setDraft(undefined);
    if (draft !== name) onRename(draft);
  };
  return (
    <TextField
      label={label}
      mono
      {...(hint === undefined ? {} : { hint })}
      value={text}
      error={problem}
      onChange={setDraft}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
        if (event.key === 'Escape') setDraft(undefined);
      }}
    />
  );
}

function nameProblem(
  text: string,
  { name, taken, takenText }: Pick<NameFieldProps, 'name' | 'taken' | 'takenText'>,
): string | undefined {
  if (text === name) return undefined;
  if (!idPattern.test(text)) return 'Letters, digits, _ and - only, 1 to 128 of them.';
  return taken.includes(text) ? takenText : undefined;
}
