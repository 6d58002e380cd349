import { limits } from '../../protocol/limits.ts';
import type { HubMessage, MessageOf, PhoneMessage } from '../../protocol/messages.ts';
import { allows, mayCommand, messageLevel } from '../room/rights.ts';
import { isMoveOf, noMove } from './moves.ts';
import { cleanText } from './names.ts';
import type { LinkEntry, Session } from './session.ts';
import type { SessionRegistry } from './session-registry.ts';

/** What is sent on the way into the room. */
type EnteringMessage = Extract<
  PhoneMessage,
  { type: 'hello' | 'join' | 'resume' | 'pake' | 'confirm' | 'unlock' }
>;
/** What only somebody who has joined may send. */
type MemberMessage = Exclude<PhoneMessage, EnteringMessage | { type: 'ping' | 'pong' }>;

const entering: ReadonlySet<PhoneMessage['type']> = new Set<EnteringMessage['type']>([
  'hello',
  'join',
  'resume',
  'pake',
  'confirm',
  'unlock',
]);

export const isEntering = (message: PhoneMessage): message is EnteringMessage => entering.has(message.type);

/** Commands cost a fifth of a chat line. */
const COMMAND_COST = 0.2;

const input = (
  registry: SessionRegistry,
  entry: LinkEntry,
  session: Session,
  { first, inputs }: MessageOf<'input'>,
  now: number,
): void => {
  // Nothing is dropped: the phone comes back and sends again what was not acknowledged.
  if (!session.inputs.take(now, inputs.length))
    return registry.refuse(entry, 'tooFast', 'inputs come too fast', 0, now, true);
  const before = session.order.duplicates;
  const ready = session.order.accept(first, inputs);
  registry.counters.inputsDuplicate += session.order.duplicates - before;
  registry.counters.inputsAccepted += ready.length;
  const { member } = session;
  let bad = 0;
  for (const { sequence, input } of ready) {
    const isBad = input.kind === 'move' && !isMove(registry, input.bytes);
    if (isBad) bad += 1;
    // It has its number: to drop it would leave a gap, or cost what came before it.
    registry.room({ type: 'input', member, sequence, input: isBad ? noMove : input });
  }
  if (bad > 0) registry.refuse(entry, 'badMove', `${bad} moves that the game does not know`, 0, now);
};

const isMove = ({ options }: SessionRegistry, bytes: Uint8Array): boolean =>
  isMoveOf(options.room().game.controller.controls, bytes, options.shared());

const talk = (
  registry: SessionRegistry,
  entry: LinkEntry,
  session: Session,
  message: MessageOf<'chat'> | MessageOf<'emote'>,
  now: number,
): void => {
  const { member } = session;
  if (registry.foreseen.members.get(member)?.muted) return registry.refuse(entry, 'muted', 'muted', 0, now);
  if (!session.talk.take(now) || !session.source.mayTalk(now, 1))
    return registry.refuse(entry, 'tooFast', `${message.type} comes too fast`, 0, now);
  const said: HubMessage =
    message.type === 'chat'
      ? { type: 'said', member, text: cleanText(message.text, limits.chatBytes) }
      : { type: 'showed', member, emote: message.emote };
  if (said.type === 'said' && said.text === '') return;
  for (const { route } of registry.sessions.values()) if (route) registry.send(route, said);
};

const kick = (registry: SessionRegistry, member: number, now: number): void => {
  const victim = registry.sessions.get(member);
  if (!victim) return;
  registry.grudges.kick(victim.source, victim.typed);
  for (const one of [...victim.links]) registry.end(one, 'kicked', 'kicked by the host');
  registry.forget(victim, now);
};

/** What must hold when whom it is about comes again. */
const remember = (
  { grudges, sessions }: SessionRegistry,
  { command: given, member }: MessageOf<'command'>,
): void => {
  if (given === 'unlock') grudges.forgive();
  const about = sessions.get(member);
  if (given === 'mute' && about) grudges.mute(about.source, about.typed);
  if (given === 'unmute' && about) grudges.unmute(about.source, about.typed);
};

const command = (
  registry: SessionRegistry,
  entry: LinkEntry,
  session: Session,
  message: MessageOf<'command'>,
  now: number,
): void => {
  const { member } = session;
  const { room, catalogue, rehearse } = registry.options;
  if (!session.talk.take(now, COMMAND_COST))
    return registry.refuse(entry, 'tooFast', 'commands come too fast', 0, now);
  if (!mayCommand(registry.foreseen, member, message.command))
    return registry.refuse(entry, 'notAllowed', `command ${message.command}`, 0, now);
  if (message.command === 'game' && !catalogue.has(message.argument))
    return registry.refuse(entry, 'noSuchGame', 'unknown game', 0, now);
  if (message.command === 'game' && room().aside.has(message.argument))
    return registry.refuse(entry, 'noSuchGame', 'a game that was put aside', 0, now);
  const chosen = message.command === 'game' ? catalogue.get(message.argument) : undefined;
  const words = chosen && rehearse?.(chosen);
  if (words !== undefined) {
    registry.refuse(entry, 'noSuchGame', words, 0, now);
    return registry.room({ type: 'fault', game: message.argument, words });
  }
  if (message.command === 'kick') return kick(registry, message.member, now);
  if (message.command === 'newCode') {
    registry.options.gate.invitation.renew();
    return registry.tellInvitation();
  }
  remember(registry, message);
  return registry.move({
    type: 'command',
    member,
    command: message.command,
    target: message.member,
    argument: message.argument,
  });
};

/** What somebody in the room sends. @throws ProtocolError where the message is against the rules; the caller tells the phone. */
export const handleJoined = (
  registry: SessionRegistry,
  entry: LinkEntry,
  session: Session,
  message: MemberMessage,
  now: number,
): void => {
  const level = session.role === 'player' ? 'player' : 'watcher';
  if (!allows(level, messageLevel[message.type]))
    return registry.refuse(entry, 'notAllowed', `${message.type} by a ${level}`, 0, now);
  switch (message.type) {
    case 'input':
      return input(registry, entry, session, message, now);
    case 'ack':
      return registry.acknowledged(session, entry);
    case 'resync':
      // A whole state costs a hub the most of all that a phone may ask for.
      if (!session.resyncs.take(now))
        return registry.refuse(entry, 'tooFast', 'resyncs come too fast', 0, now);
      return registry.push({ type: 'resync', link: entry.link });
    case 'leave':
      for (const one of [...session.links]) registry.end(one, undefined, 'left');
      return registry.forget(session, now);
    case 'unreadable':
      return registry.options.unreadable?.(cleanText(message.reason, limits.reasonBytes));
    case 'chat':
    case 'emote':
      return talk(registry, entry, session, message, now);
    case 'command':
      return command(registry, entry, session, message, now);
  }
};
