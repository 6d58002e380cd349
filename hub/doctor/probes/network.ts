import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { lanAddresses } from '../../addresses.ts';
import type { Facts, PortFacts } from '../facts.ts';
import { holdersOf, readText } from './processes.ts';

/** How long a program on a taken port may think about whether it is a hub. */
const ANSWER_MS = 1000;

/** Tries to listen: resolves to `null`, or to the code of what the system said. */
const tryPort = (port: number): Promise<string | null> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'failed'));
    server.listen({ port, host: '::' }, () => server.close(() => resolve(null)));
  });

/** "nginx (pid 12)" for the programs that listen on a TCP port, as far as this user may see. */
function portHolder(port: number): { words: string | null; isHub: boolean } {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  const LISTENING = '0A';
  const rows = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((path) => (readText(path) ?? '').split('\n'));
  const columns = rows.map((row) => row.trim().split(/\s+/));
  const inodes = columns
    .filter(([, local, , state]) => local?.endsWith(`:${wanted}`) && state === LISTENING)
    .map((row) => row[9] ?? '');
  const holders = holdersOf(new Set(inodes));
  const words = holders.map(({ program, pid }) => `${program} (pid ${pid})`).join(', ');
  return { words: words === '' ? null : words, isHub: holders.some((holder) => holder.isHub) };
}

/** A hub says its room's name at /healthz; another user's hub cannot be told by its process. */
async function answersAsHub(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`, {
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const body: unknown = await answer.json();
    return typeof body === 'object' && body !== null && 'room' in body;
  } catch {
    return false;
  }
}

async function probePort(wanted: Pick<PortFacts, 'about' | 'flag' | 'port'>): Promise<PortFacts> {
  const code = wanted.port === 0 ? null : await tryPort(wanted.port);
  if (code === null) return { ...wanted, state: 'free', holder: null };
  if (code === 'EACCES') return { ...wanted, state: 'forbidden', holder: null };
  const { words, isHub } = portHolder(wanted.port);
  const hub = isHub || (wanted.about === 'web port' && (await answersAsHub(wanted.port)));
  return { ...wanted, state: hub ? 'hub' : 'taken', holder: words };
}

/** RFC 6762 section 3. */
const MDNS = { port: 5353, group: '224.0.0.251' } as const;

/** Joins the multicast group as the hub would, says nothing and leaves. Resolves to `null` or the system's word against it. */
const tryMdns = (): Promise<string | null> =>
  new Promise((resolve) => {
    const socket = createSocket({ type: 'udp4', reuseAddr: true });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    socket.bind(MDNS.port, () => {
      try {
        socket.addMembership(MDNS.group);
        resolve(null);
      } catch (error) {
        resolve(error instanceof Error ? error.message : String(error));
      }
      socket.close();
    });
  });

/** What phones on Wi-Fi need of this machine. Ports in use are asked, never taken away. */
export async function probeNetwork(ports: {
  readonly web: number;
  readonly tcp: number;
}): Promise<Pick<Facts, 'ports' | 'addresses' | 'mdnsError'>> {
  return {
    ports: [
      await probePort({ about: 'web port', flag: '--port', port: ports.web }),
      await probePort({ about: 'tcp port', flag: '--tcp-port', port: ports.tcp }),
    ],
    addresses: lanAddresses(),
    mdnsError: await tryMdns(),
  };
}
