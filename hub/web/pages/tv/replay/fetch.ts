import { type MatchInfo, type MatchProblem, matchProblems } from '../../../../recording/match-info.ts';

/** Why there is nothing to show; a text of the page says it in words. */
export type Problem = MatchProblem | 'unreachable';

export class ReplayError extends Error {
  override readonly name = 'ReplayError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem);
    this.problem = problem;
  }
}

const problemIn = async (answer: Response): Promise<Problem> => {
  const { error } = (await answer.json().catch(() => ({}))) as { readonly error?: string };
  return matchProblems.find((one) => one === error) ?? 'unreadable';
};

/** @param key the host key, for a TV that is not the hub itself. */
const ask = async (path: string, key: string): Promise<Response> => {
  let answer: Response;
  try {
    answer = await fetch(path, key ? { headers: { authorization: `Bearer ${key}` } } : {});
  } catch {
    throw new ReplayError('unreachable');
  }
  if (!answer.ok) throw new ReplayError(await problemIn(answer));
  return answer;
};

/** @returns the hub's matches, the newest first. @throws ReplayError. */
export const fetchMatches = async (key: string): Promise<readonly MatchInfo[]> =>
  (await (await ask('/matches', key)).json()) as readonly MatchInfo[];

/** @returns the file of one match. @throws ReplayError. */
export const fetchMatch = async (id: string, key: string): Promise<Uint8Array> => {
  const answer = await ask(`/matches/${encodeURIComponent(id)}`, key);
  try {
    return new Uint8Array(await answer.arrayBuffer());
  } catch {
    throw new ReplayError('unreachable');
  }
};
