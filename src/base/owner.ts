/**
 * Whoever makes a run of changes to persistent structures. What is made under an owner is changed in place by later
 * changes under the same owner, so that a run of changes copies each part once instead of once per change.
 *
 * ```
 * let owner = newOwner()
 * map = map.set(1, 'a', owner)      // copies what it touches
 * map = map.set(2, 'b', owner)      // in place: earlier results under this owner change along
 * owner = newOwner()               // let go: what was made before never changes again
 * ```
 * Whoever hands a structure out, or keeps a version of it, lets go of the owner first.
 * Source of the shape: Clojure's transients.
 */
export interface Owner {
  readonly owns: true;
}

/** What its owner may write to. */
export type Owned<T> = { -readonly [K in keyof T]: T[K] };

export const newOwner = (): Owner => ({ owns: true });
