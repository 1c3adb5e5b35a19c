/** A nominal type: `Brand<string, 'NodeId'>` is a string that only its constructor makes. */
declare const brand: unique symbol;
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
