import { botsOf } from '../phone-sim/policy.ts';
import { type Crowd, startPhones } from '../phone-sim/run-phones.ts';
import type { Ready } from './banner.ts';
import type { AnyGame } from './games/game.ts';

/** Simulated phones that play along, so that one person can see a game: by radio where the air is simulated, else over Wi-Fi. */
export const startDemo = (
  count: number,
  { air, http, code }: Ready,
  games: ReadonlyMap<string, AnyGame>,
): Crowd =>
  startPhones({
    policy: botsOf(games),
    hub: { host: '127.0.0.1', port: http },
    ...(air === null ? {} : { radio: () => air }),
    code: code ?? '',
    ble: air === null ? 0 : count,
    ws: air === null ? count : 0,
    tcp: 0,
  });
