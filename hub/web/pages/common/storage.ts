/** What a page remembers. A browser that forbids storing makes it forget, no more. */
export const load = <T>(key: string, parse: (value: unknown) => T | undefined): T | undefined => {
  try {
    const text = localStorage.getItem(key);
    return text === null ? undefined : parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};

export const save = (key: string, value: unknown): void => {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Private windows and full disks: the page works on without.
  }
};
