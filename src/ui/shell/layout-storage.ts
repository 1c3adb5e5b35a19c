const prefix = 'wtb.layout.';

/** Panel sizes in localStorage; where that is refused they last as long as the page. */
export const layoutStorage = {
  getItem(key: string): string | null {
    try {
      return localStorage.getItem(prefix + key);
    } catch {
      return null;
    }
  },
  setItem(key: string, value: string): void {
    try {
      localStorage.setItem(prefix + key, value);
    } catch {
      // Sizes that are not remembered hurt nobody.
    }
  },
};
