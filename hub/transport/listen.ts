import type { Server } from 'node:net';

export interface ListenOptions {
  /** 0 lets the system choose. */
  readonly port: number;
  /** Address to listen on; all of them without it. */
  readonly host?: string;
  /** The flag by which a person chooses this port, such as `--port`. */
  readonly flag: string;
}

/** Why a port could not be opened. The message is one sentence that says how to mend it. */
export class ListenError extends Error {
  readonly code: 'portTaken' | 'portForbidden' | 'addressUnknown' | 'failed';

  constructor(code: ListenError['code'], sentence: string) {
    super(sentence);
    this.name = 'ListenError';
    this.code = code;
  }
}

const explain = (error: NodeJS.ErrnoException, { port, host, flag }: ListenOptions): ListenError => {
  switch (error.code) {
    case 'EADDRINUSE':
      return new ListenError(
        'portTaken',
        `Port ${port} is taken by another program: stop that one, or choose another port with ${flag}.`,
      );
    case 'EACCES':
      return new ListenError(
        'portForbidden',
        `Port ${port} may not be opened by this user: choose one above 1023 with ${flag}.`,
      );
    case 'EADDRNOTAVAIL':
      return new ListenError('addressUnknown', `This machine does not have the address ${host ?? 'given'}.`);
    default:
      return new ListenError(
        'failed',
        `Port ${port} cannot be opened (${error.message}); try another ${flag}.`,
      );
  }
};

/**
 * Starts a server (net, http or https).
 * @returns the port it listens on.
 * @throws ListenError (as rejection) if it cannot be opened.
 */
export const listen = (server: Server, options: ListenOptions): Promise<number> =>
  new Promise((resolve, reject) => {
    const failed = (error: Error): void => reject(explain(error, options));
    server.once('error', failed);
    server.listen({ port: options.port, ...(options.host ? { host: options.host } : {}) }, () => {
      server.off('error', failed);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : options.port);
    });
  });
