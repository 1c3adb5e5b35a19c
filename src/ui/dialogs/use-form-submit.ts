import { type RefObject, useEffect, useState } from 'react';
import { toErrorInfo, type ErrorInfo } from '../../model/errors.ts';
import { firstInvalid } from '../forms/form-context.ts';

/**
 * A submit that first shows every error and moves the focus to the first, then runs once at a time and keeps what
 * it was refused with.
 */
export function useFormSubmit(body: RefObject<HTMLElement | null>): {
  readonly showErrors: 'left' | 'all';
  readonly busy: boolean;
  readonly failure: ErrorInfo | undefined;
  /** Where the focus goes when the dialog opens: the chosen option, or the first field. */
  readonly firstField: RefObject<HTMLElement | null>;
  submit(valid: boolean, act: () => Promise<void>): void;
} {
  const [firstField] = useState(() => firstFieldOf(body));
  const [refused, setRefused] = useState(0);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ErrorInfo>();
  useEffect(() => {
    if (refused > 0 && body.current !== null) firstInvalid(body.current)?.focus();
  }, [refused, body]);
  const run = async (act: () => Promise<void>) => {
    setBusy(true);
    setFailure(undefined);
    try {
      await act();
    } catch (thrown) {
      setFailure(toErrorInfo(thrown));
    } finally {
      setBusy(false);
    }
  };
  return {
    showErrors: refused > 0 ? 'all' : 'left',
    busy,
    failure,
    firstField,
    submit(valid, act) {
      if (!valid) setRefused(refused + 1);
      else if (!busy) void run(act);
    },
  };
}

function firstFieldOf(body: RefObject<HTMLElement | null>): RefObject<HTMLElement | null> {
  const find = (selector: string) => body.current?.querySelector<HTMLElement>(selector);
  return {
    get current() {
      return find('input:checked') ?? find('input:not([type="file"]), textarea, [role="checkbox"], button') ?? null;
    },
    set current(_) {
      throw new Error('The first field is found, not set');
    },
  };
}
