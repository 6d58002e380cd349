import { z } from 'zod';

/** Where a hub listens. */
export interface HubAddress {
  readonly host: string;
  readonly port: number;
}

/** What a hub says of itself, as far as phones need it. */
const health = z.object({
  room: z.string().optional(),
  game: z.string().optional(),
  tcpPort: z.number().int().nullish(),
});
export type HubHealth = z.infer<typeof health>;

const sessions = z.object({
  members: z.array(z.object({ member: z.number().int(), duplicatesApplied: z.number().int() })),
});

/** Something is wrong with what was asked for, not with the program; the message says what to do. */
export class UsageError extends Error {}

/** A host as it stands in a URL. */
export const hostPort = ({ host, port }: HubAddress): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

const get = async (address: HubAddress, path: string): Promise<unknown> => {
  const response = await fetch(`http://${hostPort(address)}${path}`, { signal: AbortSignal.timeout(5_000) });
  if (!response.ok) throw new Error(`${path} answers ${response.status}`);
  return response.json();
};

/** Asks the hub for its health. @throws UsageError if nobody answers there. */
export const askHealth = async (address: HubAddress): Promise<HubHealth> => {
  try {
    return health.parse(await get(address, '/healthz'));
  } catch (error) {
    const why =
      error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : '';
    throw new UsageError(
      `No hub answers at ${hostPort(address)} (${why}). Start one with ./scripts/play and give the port of its ready line.`,
    );
  }
};

/** @returns by member, how many inputs the game saw twice, as the hub counts; undefined if the hub does not tell (it tells only programs beside it). */
export const askDuplicates = async (
  address: HubAddress,
): Promise<ReadonlyMap<number, number> | undefined> => {
  try {
    const { members } = sessions.parse(await get(address, '/sessions.json'));
    return new Map(members.map((one) => [one.member, one.duplicatesApplied]));
  } catch {
    return undefined;
  }
};
