import { hostname } from 'node:os';
import { join } from 'node:path';
import { EMPTY } from 'rxjs';
import { lanAddresses } from './addresses.ts';
import { type Config, ConfigError } from './config.ts';
import { monotonicScheduler } from './monotonic.ts';
import type { FrontOptions } from './web/front.ts';
import { findCertificates } from './web/https.ts';
import type { HostNames } from './web/tls/host-names.ts';
import { OwnCertificates } from './web/tls/own.ts';
import { renewals } from './web/tls/renewals.ts';

/** Every name and address that may stand in a phone's address line. */
const hostNames = (): HostNames => ({
  dns: ['partyline.local', 'localhost', `${hostname().split('.')[0]}.local`.toLowerCase()],
  ips: ['127.0.0.1', ...lanAddresses()],
});

/**
 * What the hub answers https with: files that were named, which stay as they are, or its own, which are made while it starts and follow its
 * addresses and its clock.
 * @throws ConfigError if what was named cannot be used.
 */
export const openCertificates = async (
  config: Pick<Config, 'cert' | 'key' | 'name'>,
  dataDir: string,
  say: (sentence: string) => void,
  failed: FrontOptions['failed'],
): Promise<
  Required<Pick<FrontOptions, 'certificates' | 'renewed$'>> & {
    /** PEM of the one that was named; undefined with the hub's own. */
    readonly given: string | undefined;
  }
> => {
  const world = { hosts: hostNames, date: Date.now };
  const own = new OwnCertificates({ directory: join(dataDir, 'tls'), name: config.name, ...world, say });
  const look = () => own.look();
  const renewed$ = renewals({ look, ...world, scheduler: monotonicScheduler, failed });
  const certificates = findCertificates(config, look);
  if (config.cert === undefined && config.key === undefined)
    return { certificates, renewed$, given: undefined };
  const named = await certificates.catch((error: Error) => Promise.reject(new ConfigError(error.message)));
  return { certificates, renewed$: EMPTY, given: named?.cert };
};
