/** What can be played, as /games.json tells it. */
export interface GameInfo {
  readonly id: string;
  readonly title: string;
  readonly rules: string;
  readonly seats: { readonly min: number; readonly max: number };
  /** Why it cannot be played for now, in the words of the hub. */
  readonly aside?: string;
}

/** Asks the hub which games it has; a hub that is not reached over Wi-Fi leaves the choice empty. */
export const fetchGames = async (): Promise<readonly GameInfo[]> => {
  // Over Bluetooth without any network a request only fills the browser's log.
  if (!navigator.onLine) return [];
  try {
    const answer = await fetch('/games.json');
    return answer.ok ? ((await answer.json()) as readonly GameInfo[]) : [];
  } catch {
    return [];
  }
};
