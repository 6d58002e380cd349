import type { HubMessage, MessageName, MessageOf } from '../../../protocol/messages.ts';

/** What a hub said to a phone of a test, in order. */
export class Heard {
  readonly heard: HubMessage[] = [];

  /** The newest message of a kind. Throws if there was none. */
  last<N extends MessageName>(type: N): MessageOf<N> {
    const found = this.heard.findLast((message) => message.type === type);
    if (!found) throw new Error(`no ${type} among ${this.heard.map((message) => message.type).join(', ')}`);
    return found as MessageOf<N>;
  }

  count(type: MessageName): number {
    return this.heard.filter((message) => message.type === type).length;
  }
}
