/** What the hub tells only to those who have its host key. */
export interface HostInfo {
  readonly code: string | null;
  /** Links that do not seal are let in. */
  readonly plain: boolean;
  readonly urls: readonly string[];
  readonly name: string;
  /** SHA-256 of the hub's certificate authority, as phones show it. */
  readonly fingerprint: string | null;
}

/**
 * @returns undefined for a key that is not right, from a hub that does not answer, and on a page over plain http from elsewhere: there a
 * request can be read on the way, and with it the key.
 */
export const fetchHost = async (hostKey: string): Promise<HostInfo | undefined> => {
  if (!isSecureContext) return undefined;
  try {
    const answer = await fetch('/host.json', { headers: { authorization: `Bearer ${hostKey}` } });
    return answer.ok ? ((await answer.json()) as HostInfo) : undefined;
  } catch {
    return undefined;
  }
};
