import type { LinkClosed } from '../port.ts';

/** Reasons of a disconnection (Core specification 5.4, Vol 1 Part F section 1.3) by which the phone itself said goodbye, or this side did. */
const reasons: Readonly<Record<number, LinkClosed>> = {
  8: { cause: 'lost', detail: 'supervision timeout' },
  19: { cause: 'left', detail: 'the phone disconnected' },
  20: { cause: 'left', detail: 'the phone is short of resources' },
  21: { cause: 'left', detail: 'the phone switches off' },
  22: { cause: 'hub', detail: 'disconnected by the hub' },
  34: { cause: 'lost', detail: 'link layer response timeout' },
  62: { cause: 'lost', detail: 'the connection was never established' },
};

/** @param reason of an HCI Disconnection Complete event */
export const closedBy = (reason: number): LinkClosed =>
  reasons[reason] ?? { cause: 'lost', detail: `HCI reason 0x${reason.toString(16).padStart(2, '0')}` };

/** HCI status "Unspecified Error", for want of one that says that there was no answer. */
export const NO_ANSWER = 0x1f;
