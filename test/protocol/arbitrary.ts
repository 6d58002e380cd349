import fc, { type Arbitrary } from 'fast-check';
import { BUTTONS, type Input } from '../../protocol/inputs.ts';
import { limits } from '../../protocol/limits.ts';
import { type Message, type MessageName, messages } from '../../protocol/messages.ts';

const utf8 = new TextEncoder();
const axis = fc.integer({ min: -127, max: 127 });

/** Any input that may be sent. */
const inputs: Arbitrary<Input> = fc.oneof(
  fc.record({
    kind: fc.constant('pad' as const),
    buttons: fc.integer({ min: 0, max: 2 ** BUTTONS - 1 }),
    axes: fc.tuple(axis, axis, axis, axis),
  }),
  fc.record({ kind: fc.constant('move' as const), bytes: fc.uint8Array({ maxLength: limits.moveBytes }) }),
);

const texts = (maxBytes: number): Arbitrary<string> =>
  fc
    .string({ unit: 'binary', maxLength: Math.min(maxBytes, 400) })
    .filter((value) => utf8.encode(value).length <= maxBytes);

/** Values of a field, from the words of its layout: the same words that SPEC.md prints. */
const valuesOf = (layout: string): Arbitrary<unknown> => {
  const [, size] = /^(?:text|raw)\((\d+)\)$/.exec(layout) ?? [];
  const [, item, most] = /^list\((.*), (\d+)\)$/.exec(layout) ?? [];
  if (layout.startsWith('u8 of ')) return fc.constantFrom(...layout.slice(6).split('|'));
  if (layout === 'u8') return fc.integer({ min: 0, max: 0xff });
  if (layout === 'u16') return fc.integer({ min: 0, max: 0xffff });
  if (layout === 'u32') return fc.integer({ min: 0, max: 0xffff_ffff });
  if (layout === 'bool') return fc.boolean();
  if (layout === 'rest') return fc.uint8Array({ maxLength: 300 });
  if (layout === 'input') return inputs;
  if (layout.startsWith('text')) return texts(Number(size));
  if (layout.startsWith('raw')) return fc.uint8Array({ minLength: Number(size), maxLength: Number(size) });
  if (item) return fc.array(valuesOf(item), { maxLength: Number(most) });
  throw new Error(`no values known for ${layout}`);
};

/** The same with what does not fit the other fields taken back to what does (SPEC.md 4.1.6). */
const mended = (message: Message): Message => {
  switch (message.type) {
    case 'join':
      return { ...message, colour: message.colour % 16 };
    case 'input':
      return { ...message, first: Math.max(1, message.first) };
    case 'command':
      return {
        ...message,
        member: ['kick', 'mute', 'unmute', 'host'].includes(message.command) ? message.member : 0,
        argument: message.command === 'game' ? message.argument : '',
      };
    case 'welcome':
      return { ...message, slot: message.slot % 17 };
    case 'error':
      return { ...message, code: Math.max(1, message.code) };
    default:
      return message;
  }
};

/** Any message of this name. */
export const messagesOf = (name: MessageName): Arbitrary<Message> =>
  (
    fc.record({
      type: fc.constant(name),
      ...Object.fromEntries(
        Object.entries(messages[name].fields).map(([field, { layout }]) => [field, valuesOf(layout)]),
      ),
    }) as unknown as Arbitrary<Message>
  ).map(mended);
