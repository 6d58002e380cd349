import { spawnSync } from 'node:child_process';

/** Mounts of its own for one process, without being root outside. `later` is done once the file `trigger` is there. */
export const within = (mounts: string, later = 'true', trigger = '/dev/null'): readonly string[] => [
  'unshare',
  '-Umr',
  'bash',
  '-c',
  `${mounts} && { { until [ -e '${trigger}' ]; do sleep 0.1; done; ${later}; } >/dev/null 2>&1 & exec "$@"; }`,
  'bash',
];

/** Whether this machine lets somebody who is not root mount things for themselves. */
export const mayMount = (): boolean => {
  const [command = '', ...args] = within('mount -t tmpfs -o size=64k tmpfs /mnt');
  return spawnSync(command, [...args, 'true']).status === 0;
};

/** Allows a process so many open files. */
export const withDescriptors = (count: number): readonly string[] => [
  'bash',
  '-c',
  `ulimit -n ${count} && exec "$@"`,
  'bash',
];
