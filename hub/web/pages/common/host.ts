/** What the hub tells only a page that was opened on the hub itself. */
export interface HostInfo {
  readonly hostKey: string;
  readonly code: string | null;
  readonly urls: readonly string[];
  readonly name: string;
}

/** @returns undefined anywhere but on the hub itself. */
export const fetchHost = async (): Promise<HostInfo | undefined> => {
  try {
    const answer = await fetch('/host.json');
    return answer.ok ? ((await answer.json()) as HostInfo) : undefined;
  } catch {
    return undefined;
  }
};
