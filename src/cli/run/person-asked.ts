import type { SimpleWait, WaitRequest } from '../../model/execution.ts';

/** What a person is asked, be it with a deadline or as one of several things that are waited for. */
export function personAsked(
  wait: WaitRequest | undefined,
): Extract<SimpleWait, { readonly type: 'human' }> | undefined {
  if (wait?.type === 'human') return wait;
  return wait?.type === 'first' ? wait.of.find((each) => each.type === 'human') : undefined;
}

/** `human: Ship?`, `message`: what is waited for, in a word. */
export function waitText(wait: WaitRequest): string {
  const asked = personAsked(wait);
  return asked === undefined ? wait.type : `human: ${asked.title}`;
}
