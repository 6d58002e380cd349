import { limits } from './limits.ts';
import type { Message, MessageName, MessageOf } from './messages.ts';
import { COLOURS } from './room-view.ts';

type Command = MessageOf<'command'>['command'];

/** Commands that are about a member, and the one that has an argument: all others leave both empty. */
const aboutMember: ReadonlySet<Command> = new Set(['kick', 'mute', 'unmute', 'host']);
const withArgument: ReadonlySet<Command> = new Set(['game']);

/** What a message must be besides what the layout of its fields says (SPEC.md 4.1.6). */
const checks: { readonly [N in MessageName]?: (message: MessageOf<N>) => boolean } = {
  join: ({ colour }) => colour < COLOURS,
  input: ({ first }) => first > 0,
  command: ({ command, member, argument }) =>
    (member === 0 || aboutMember.has(command)) && (argument === '' || withArgument.has(command)),
  welcome: ({ slot }) => slot <= limits.slots,
  error: ({ code }) => code > 0,
};

/** @returns whether a reader takes this message, its fields being right by themselves. */
export const isConsistent = (message: Message): boolean => {
  const check = checks[message.type] as ((message: Message) => boolean) | undefined;
  return check?.(message) ?? true;
};
