import { Status } from './hci/codes.ts';
import { type ConnectionParameters, connectionUpdateComplete, dataLengthChange } from './hci/events.ts';
import type { Link } from './link.ts';
import type { LinkEnd } from './link-end.ts';

/** Connection events before new parameters are in force: the least "instant" that is allowed (Vol 6 Part B 5.1.1). */
const instantEvents = 6;

/** LL_TERMINATE_IND from `end`: the peer's host learns `reason`, the asking host "terminated by local host". */
export function terminate(end: LinkEnd, reason: number): void {
  const { link } = end;
  end.ending = true;
  // It goes before data that is not on the air yet; that data is flushed when the sides close.
  end.sendControl(2, (at) => {
    link.close(end.peer, reason, at);
    link.close(end, Status.localHostEnded, at);
  });
}

/** LL_CONNECTION_UPDATE_IND from the central; one at a time, see `Link.updating`. */
export function updateConnection(link: Link, next: ConnectionParameters): void {
  link.updating = true;
  link.central.sendControl(12, (at) => {
    const instant = at + instantEvents * link.interval;
    link.air.schedule(instant, () => {
      link.updating = false;
      for (const end of link.ends) {
        if (end.open) end.controller.emit(connectionUpdateComplete(Status.success, end.handle, next));
      }
      link.air.trace('update', link.central, { interval: next.interval }, instant);
      link.applyParameters(next, instant);
    });
  });
}

/** Data length procedure: each side sends what it wants and the peer can take (Vol 6 Part B section 5.1.9). */
export function setDataLength(link: Link): void {
  const before = link.ends.map((end) => end.txOctets);
  for (const end of link.ends) {
    end.txOctets = Math.min(end.wantedOctets, end.peer.controller.config.maxOctets);
  }
  if (link.ends.every((end, i) => end.txOctets === before[i])) return;
  for (const end of link.ends) {
    end.controller.emit(dataLengthChange(end.handle, end.txOctets, end.peer.txOctets));
  }
}
