import type { RoomView } from '../../../../protocol/room-view.ts';
import type { Phone, PhoneState } from './model.ts';

/** What every part of the phone's page is given. */
export interface PageProps {
  readonly phone: Phone;
  readonly state: PhoneState;
}

/** The same for somebody who is in the room. */
export interface RoomProps extends PageProps {
  readonly room: RoomView;
  /** This phone's number in the room. */
  readonly member: number;
}

/** @returns whether this phone may do what the host may. */
export const isHost = ({ room, member }: RoomProps): boolean => room.host === member;
