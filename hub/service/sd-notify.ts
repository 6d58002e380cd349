import { execFile } from 'node:child_process';
import { writeSync } from 'node:fs';

/**
 * What the hub says to systemd when it runs as a service (sd_notify(3)): that it is ready, that it lives, that it ends.
 * Without systemd every call does nothing.
 */
export interface ServiceManager {
  /** The start is over: systemd counts the service as up from here. From now on it is also told, in time, that the hub lives. */
  ready(status: string): void;
  /** The stop has begun; no word that the hub lives any more. */
  stopping(): void;
}

export interface ServiceOptions {
  /** NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID are read. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly pid: number;
  /** Sends variables such as READY=1; rejects when systemd could not be told. */
  readonly send: (variables: readonly string[]) => Promise<void>;
  /** Calls `action` every `ms` until the returned function is called. */
  readonly every: (ms: number, action: () => void) => () => void;
  /** A message that did not arrive. */
  readonly failed: (error: unknown) => void;
}

/** Told three times in each watchdog time, so that one late or lost message does not end the hub. */
const WORDS_PER_WATCHDOG = 3;

/** Milliseconds between two signs of life, or `null` if systemd does not ask for any of this process. */
function signInterval({ env, pid }: ServiceOptions): number | null {
  const microseconds = Number(env.WATCHDOG_USEC);
  const forUs = env.WATCHDOG_PID === undefined || Number(env.WATCHDOG_PID) === pid;
  if (!forUs || !Number.isFinite(microseconds) || microseconds <= 0) return null;
  return microseconds / 1000 / WORDS_PER_WATCHDOG;
}

/** The service manager that started this process, or a silent one. */
export function createServiceManager(options: ServiceOptions): ServiceManager {
  if (!options.env.NOTIFY_SOCKET) return { ready: () => undefined, stopping: () => undefined };
  let underWay = false;
  const tell = (variables: readonly string[]): Promise<void> => options.send(variables).catch(options.failed);
  /** One at a time: if systemd is slow, signs of life must not pile up. */
  const sign = (): void => {
    if (underWay) return;
    underWay = true;
    void tell(['WATCHDOG=1']).finally(() => {
      underWay = false;
    });
  };
  let stopSigns = (): void => undefined;
  return {
    ready(status) {
      void tell(['READY=1', `STATUS=${status.replaceAll('\n', ' ')}`]);
      const interval = signInterval(options);
      if (interval !== null) stopSigns = options.every(interval, sign);
    },
    stopping() {
      stopSigns();
      void tell(['STOPPING=1']);
    },
  };
}

/** A machine under load answers late; the next sign of life waits for it. */
const SEND_TIMEOUT_MS = 20_000;

/** Over the socket that scripts/with-notify-socket has opened: Node cannot open one of that kind, but one write is one message. */
const sendByDescriptor =
  (descriptor: number) =>
  async (variables: readonly string[]): Promise<void> => {
    writeSync(descriptor, variables.join('\n'));
  };

/**
 * Through the program systemd-notify, for units that do not use that. They need NotifyAccess=all; the program waits until systemd has
 * read the message, so that its sender can still be told.
 */
const sendByProgram = (variables: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    execFile('systemd-notify', [...variables], { timeout: SEND_TIMEOUT_MS }, (error) =>
      error ? reject(error) : resolve(),
    );
  });

const everyUnreferenced = (ms: number, action: () => void): (() => void) => {
  const timer = setInterval(action, ms).unref();
  return () => clearInterval(timer);
};

/** @returns how messages are sent, as far as whoever started the process has prepared it. */
const senderOf = ({ PARTYLINE_NOTIFY_FD }: NodeJS.ProcessEnv): ServiceOptions['send'] =>
  /^\d{1,3}$/.test(PARTYLINE_NOTIFY_FD ?? '') ? sendByDescriptor(Number(PARTYLINE_NOTIFY_FD)) : sendByProgram;

/** For the process itself, with its own environment and clock. */
export const systemdManager = (failed: (error: unknown) => void): ServiceManager =>
  createServiceManager({
    env: process.env,
    pid: process.pid,
    send: senderOf(process.env),
    every: everyUnreferenced,
    failed,
  });
