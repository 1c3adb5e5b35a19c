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
  submit(valid: boolean, act: () => Promise<void>): void;
} {
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
    submit(valid, act) {
      if (!valid) setRefused(refused + 1);
      else if (!busy) void run(act);
    },
  };
}
