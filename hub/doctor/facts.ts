/** All that the checks judge. Probes fill it on a real machine, tests by hand. */
export interface Facts {
  /** Without the leading v. */
  readonly nodeVersion: string;
  readonly module: ModuleFacts;
  /** `undefined` when the module does not load, as nothing else can ask. */
  readonly socketError: string | null | undefined;
  readonly adapters: readonly AdapterFacts[];
  /** Programs with a Bluetooth socket open. Those of other users are seen by root only. */
  readonly holders: readonly HolderFacts[];
  readonly bluetoothdPid: number | null;
  readonly rights: RightsFacts;
  readonly pi: PiFacts | null;
  readonly ports: readonly PortFacts[];
  /** IPv4 addresses that phones in the same network can reach. */
  readonly addresses: readonly string[];
  /** What the system said when UDP port 5353 was opened beside other programs, for the name partyline.local; `null` = it may be. */
  readonly mdnsError: string | null;
  readonly clock: ClockFacts;
}

/** The compiled package that talks to the kernel. */
export type ModuleFacts =
  | { readonly state: 'loads' }
  | { readonly state: 'missing' }
  | { readonly state: 'broken'; readonly reason: string };

export interface AdapterFacts {
  /** hci0 */
  readonly name: string;
  /**
   * `managed` = the kernel's management interface answers for it; `unmanaged` = it does not: a program has it in user channel
   * mode, or it never came up; `unknown` = the kernel cannot be asked.
   */
  readonly use: 'managed' | 'unmanaged' | 'unknown';
  readonly address: string | null;
  readonly powered: boolean;
  readonly lowEnergy: boolean;
  readonly rfkill: 'off' | 'soft' | 'hard';
}

export interface HolderFacts {
  readonly pid: number;
  /** The program's name, such as bluetoothd. */
  readonly program: string;
  readonly isHub: boolean;
}

export interface RightsFacts {
  readonly user: string;
  /** Root: nothing of other users' programs is hidden. */
  readonly isRoot: boolean;
  readonly netAdmin: boolean;
  readonly netRaw: boolean;
  /** Whether the service made by scripts/install-pi is on this machine. */
  readonly serviceInstalled: boolean;
}

export interface PiFacts {
  readonly model: string;
  /** Path of the boot configuration that switches Bluetooth off, if one does. */
  readonly disabledIn: string | null;
}

export interface PortFacts {
  readonly about: 'web port' | 'tcp port';
  readonly flag: '--port' | '--tcp-port';
  readonly port: number;
  /** `hub` = a Partyline hub answers there. */
  readonly state: 'free' | 'hub' | 'taken' | 'forbidden';
  /** "nginx (pid 12)" where it can be told. */
  readonly holder: string | null;
}

/** Times in milliseconds since 1970. */
export interface ClockFacts {
  readonly now: number;
  /** When this software was built: the clock can never be before it. */
  readonly builtAt: number;
  /** `null` where the machine does not tell. */
  readonly synchronised: boolean | null;
}
