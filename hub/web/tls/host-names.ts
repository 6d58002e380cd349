/** Names and addresses by which phones open the hub. */
export interface HostNames {
  readonly dns: readonly string[];
  readonly ips: readonly string[];
}
