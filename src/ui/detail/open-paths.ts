import { createContext, useContext, useMemo, useState } from 'react';

/** Which paths are open. They stay open while the step changes, because paths name places and not values. */
export interface OpenPaths {
  readonly isOpen: (path: string) => boolean;
  readonly toggle: (path: string) => void;
}

const OpenPathsContext = createContext<OpenPaths>({ isOpen: () => false, toggle: () => undefined });
export const OpenPathsProvider = OpenPathsContext.Provider;

export function useOpenPaths(): OpenPaths {
  return useContext(OpenPathsContext);
}

export function useOpenPathsState(): OpenPaths {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  return useMemo(
    () => ({
      isOpen: (path) => open.has(path),
      toggle: (path) =>
        setOpen((before) => {
          const after = new Set(before);
          if (!after.delete(path)) after.add(path);
          return after;
        }),
    }),
    [open],
  );
}
