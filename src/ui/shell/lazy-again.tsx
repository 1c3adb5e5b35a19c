import { lazy } from 'react';
import type { ComponentType } from 'react';

let round = 0;

/** What could not be loaded is asked for again when it is next shown. */
export function forgetFailedLoads(): void {
  round += 1;
}

/** Like React's `lazy`, which keeps a failure for ever; this one tries again after {@link forgetFailedLoads}. */
export function lazyAgain<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let failedIn: number | undefined;
  const start = () =>
    lazy(async () => {
      try {
        return { default: await load() };
      } catch (error) {
        failedIn = round;
        throw error;
      }
    });
  let current = start();
  return function LazyAgain(props: P) {
    if (failedIn !== undefined && failedIn < round) {
      failedIn = undefined;
      current = start();
    }
    const View: ComponentType<P> = current as unknown as ComponentType<P>;
    return <View {...props} />;
  };
}
