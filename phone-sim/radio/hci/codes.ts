/** Error codes, Bluetooth Core 5.4 Vol 1 Part F section 1.3. */
export const Status = {
  success: 0x00,
  unknownCommand: 0x01,
  unknownConnection: 0x02,
  memoryCapacity: 0x07,
  supervisionTimeout: 0x08,
  connectionLimit: 0x09,
  connectionExists: 0x0b,
  commandDisallowed: 0x0c,
  unsupportedParameter: 0x11,
  invalidParameters: 0x12,
  remoteUserEnded: 0x13,
  localHostEnded: 0x16,
  unsupportedRemoteFeature: 0x1a,
  controllerBusy: 0x3a,
} as const;

/** Event codes, Vol 4 Part E section 7.7. */
export const EventCode = {
  disconnectionComplete: 0x05,
  readRemoteVersionComplete: 0x0c,
  commandComplete: 0x0e,
  commandStatus: 0x0f,
  numberOfCompletedPackets: 0x13,
  dataBufferOverflow: 0x1a,
  leMeta: 0x3e,
} as const;

/** LE subevent codes, Vol 4 Part E section 7.7.65. */
export const LeEvent = {
  connectionComplete: 0x01,
  advertisingReport: 0x02,
  connectionUpdateComplete: 0x03,
  readRemoteFeaturesComplete: 0x04,
  dataLengthChange: 0x07,
} as const;

/** Event types of an LE Advertising Report, Vol 4 Part E section 7.7.65.2. */
export const ReportType = {
  connectable: 0x00,
  directed: 0x01,
  scannable: 0x02,
  nonConnectable: 0x03,
  scanResponse: 0x04,
} as const;

/** Opcode of a command: group (OGF) and command (OCF), Vol 4 Part E section 5.4.1. */
export function opcode(ogf: number, ocf: number): number {
  return (ogf << 10) | ocf;
}

export const resetOpcode = opcode(0x03, 0x0003);

export const Role = { central: 0, peripheral: 1 } as const;
export type Role = (typeof Role)[keyof typeof Role];

/** What the radio says of itself: 5.0 (0x09), and "for use in tests only" as its manufacturer (0xffff). */
export const Version = { hci: 0x09, manufacturer: 0xffff, subversion: 0x0001 } as const;

/** LE features, Vol 6 Part B section 4.6: peripheral-initiated features exchange (3), data packet length (5). */
export const leFeatures = Uint8Array.of((1 << 3) | (1 << 5), 0, 0, 0, 0, 0, 0, 0);
