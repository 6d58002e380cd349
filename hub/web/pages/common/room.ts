import type { RoomView } from '../../../../protocol/room-view.ts';

export type Member = RoomView['members'] extends ReadonlyMap<number, infer M> ? M : never;
export type MemberRow = readonly [number, Member];

/** Those who sit, by seat. */
export const seated = (room: RoomView): MemberRow[] =>
  [...room.members]
    .filter(([, m]) => m.seat !== undefined)
    .sort(([, a], [, b]) => (a.seat ?? 0) - (b.seat ?? 0));

/** Players who wait for a seat. */
export const queue = (room: RoomView): MemberRow[] =>
  [...room.members].filter(([, m]) => m.role === 'player' && m.seat === undefined);

/** Members with their points, the best first. */
export const ranking = (
  room: RoomView,
): { readonly member: number; readonly who: Member; readonly points: number }[] =>
  [...(room.result ?? [])]
    .flatMap(([member, points]) => {
      const who = room.members.get(member);
      return who ? [{ member, who, points }] : [];
    })
    .sort((a, b) => b.points - a.points);

/** The one winner, if there is one. */
export const winner = (room: RoomView): MemberRow | undefined => {
  const [first, second] = ranking(room);
  return first && (!second || first.points > second.points) ? [first.member, first.who] : undefined;
};
