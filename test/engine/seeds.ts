/** How many seeds a law is tried with: as many as `WTB_SEEDS` says, or as usual. */
export const seedsOr = (usual: number): number => Number(process.env['WTB_SEEDS'] ?? usual);

/** How long that may take, in milliseconds: a minute, and more for more seeds than usual. */
export const timeFor = (usual: number): number => 60_000 * Math.max(1, seedsOr(usual) / usual);
