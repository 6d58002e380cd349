import type { X509Certificate } from 'node:crypto';
import { get } from 'node:http';
import { connect, type TLSSocket } from 'node:tls';
import { listen } from '../../../hub/transport/listen.ts';
import { createFront } from '../../../hub/web/front.ts';
import { sendText } from '../../../hub/web/server.ts';
import type { HostNames } from '../../../hub/web/tls/host-names.ts';
import { OwnCertificates } from '../../../hub/web/tls/own.ts';
import { renewalRules, renewals } from '../../../hub/web/tls/renewals.ts';
import { VirtualClock } from '../../hub/support/virtual-clock.ts';

/** What a phone finds that begins to speak TLS. */
export interface Handshake {
  readonly socket: TLSSocket;
  readonly cert: X509Certificate | undefined;
  /** Why a phone that trusts the hub's authority would not go on, by its own (right) clock. */
  readonly problem: string | undefined;
}

/** The hub's front with its own certificates, on a real port; clock, date and addresses are those of the test. */
export class CertifiedFront {
  readonly said: string[] = [];
  readonly #time = new VirtualClock();
  /** What the clock of the hub shows beyond its virtual time. */
  #date: number;
  #hosts: HostNames;
  #last: Promise<unknown> = Promise.resolve();
  #port = 0;
  #front: ReturnType<typeof createFront> | undefined;

  private constructor(date: Date, hosts: HostNames) {
    this.#date = date.getTime();
    this.#hosts = hosts;
  }

  static async start(directory: string, date: Date, hosts: HostNames): Promise<CertifiedFront> {
    const made = new CertifiedFront(date, hosts);
    await made.#start(directory);
    return made;
  }

  async #start(directory: string): Promise<void> {
    const world = { hosts: () => this.#hosts, date: () => this.#date + this.#time.now() };
    const say = (sentence: string): void => {
      this.said.push(sentence);
    };
    const failed = (error: unknown): void => {
      throw error;
    };
    const own = new OwnCertificates({ directory, name: 'Living room', ...world, say });
    const look = () => {
      const found = own.look();
      this.#last = found;
      return found;
    };
    const renewed$ = renewals({ look, ...world, scheduler: this.#time, failed });
    this.#front = createFront({
      routes: { 'GET /': (_request, response) => sendText(response, 200, 'here') },
      otherwise: (_request, response) => sendText(response, 404, 'no'),
      certificates: look(),
      renewed$,
      failed,
      attach: () => undefined,
    });
    await this.#front.authority();
    this.#port = await listen(this.#front.server, { port: 0, host: '127.0.0.1', flag: '--port' });
  }

  /** Somebody or something sets the clock. */
  set(date: Date): void {
    this.#date = date.getTime() - this.#time.now();
  }

  hasHosts(hosts: HostNames): void {
    this.#hosts = hosts;
  }

  /** Time goes on, and what is found in it is in use afterwards. */
  async pass(ms: number = renewalRules.glanceMs): Promise<void> {
    this.#time.runTo(this.#time.now() + ms);
    let last: Promise<unknown>;
    do {
      last = this.#last;
      await last;
      await new Promise(setImmediate);
    } while (last !== this.#last);
  }

  /** The body at that path over plain http. */
  plain(path: string): Promise<string> {
    return new Promise((resolve, reject) => {
      get({ host: '127.0.0.1', port: this.#port, path, agent: false }, async (response) => {
        let text = '';
        for await (const chunk of response) text += String(chunk);
        resolve(`${response.statusCode} ${text}`);
      }).on('error', reject);
    });
  }

  async authority(): Promise<string> {
    return (await this.plain('/ca.crt')).replace(/^200 /, '');
  }

  /** Speaks TLS as a phone does that trusts that authority. */
  handshake(ca: string): Promise<Handshake> {
    return new Promise((resolve, reject) => {
      const socket = connect(
        { host: '127.0.0.1', port: this.#port, servername: 'localhost', ca, rejectUnauthorized: false },
        () =>
          resolve({
            socket,
            cert: socket.getPeerX509Certificate(),
            problem: socket.authorized ? undefined : String(socket.authorizationError),
          }),
      );
      socket.on('error', reject);
    });
  }

  /** @returns the certificate, where a phone that trusts the authority of /ca.crt finds nothing wrong with it. */
  async trusted(): Promise<X509Certificate> {
    const { socket, cert, problem } = await this.handshake(await this.authority());
    socket.destroy();
    if (!cert || problem !== undefined) throw new Error(problem ?? 'no certificate');
    return cert;
  }

  stop(): void {
    this.#front?.close();
    this.#front?.closeAllConnections();
  }
}
