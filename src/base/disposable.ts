/** Undoes what made it; calling it twice does nothing more. */
export type Dispose = () => void;
