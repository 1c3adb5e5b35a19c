import type { Bridge } from './bridge.ts';

/** The argument of the function that the bundler makes of the realm's text. */
declare const GIVEN_BRIDGE: Bridge;
export const bridge = GIVEN_BRIDGE;
