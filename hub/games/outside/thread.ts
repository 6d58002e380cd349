import type { MessagePort } from 'node:worker_threads';
import type { Bounds } from './realm.ts';

/** What the thread of a game is given. */
export interface ThreadData {
  /** See {@link flags}. */
  readonly flags: Int32Array;
  readonly port: MessagePort;
  /** Source of an expression that is `realm(plainText(), bounds)`, run inside the realm of the game. */
  readonly realm: string;
  /** The rules as one script that leaves `partylineGame` behind. */
  readonly rules: string;
  /** Their name in stacks. */
  readonly fileName: string;
  readonly bounds: Bounds;
}

/** Places in the memory that both sides share: how many requests were made, how many answers given, whether the thread is there, and the step it is at. */
export const flags = { asked: 0, answered: 1, up: 2, step: 3 } as const;

/**
 * What the thread of a game does: it waits for a request, hands it to the realm of the game and gives the answer back. Its own loop never
 * turns, so nothing that the game leaves behind ever runs. Handed over as text, so it uses nothing from outside this function.
 */
export const thread = (load: NodeJS.Require): void => {
  const { workerData, receiveMessageOnPort } = load(
    'node:worker_threads',
  ) as typeof import('node:worker_threads');
  const { Script, createContext, constants } = load('node:vm') as typeof import('node:vm');
  const { flags, port, realm, rules, fileName, bounds } = workerData as ThreadData;

  // Should an object of this side ever be reached from inside, as an error that Node makes may be, there is nothing to be had here either:
  // nothing that leads to code or to Node, and nothing that could be changed.
  const { deleteProperty, getPrototypeOf, ownKeys } = Reflect;
  const { assign, create, freeze, getOwnPropertyDescriptor, getOwnPropertyNames } = Object;
  const { add, notify, store, wait } = Atomics;
  const fixed = new Set<object>();
  for (const name of getOwnPropertyNames(globalThis)) {
    const { value } = getOwnPropertyDescriptor(globalThis, name) ?? {};
    if (typeof value !== 'function' || typeof value.prototype !== 'object') continue;
    fixed.add(value as object).add(value.prototype as object);
  }
  for (const one of [() => {}, async () => {}, function* () {}, async function* () {}])
    fixed.add(getPrototypeOf(one) as object);
  const here: object = globalThis;
  for (const name of ownKeys(here)) deleteProperty(here, name);
  for (const one of fixed) {
    deleteProperty(one, 'constructor');
    freeze(one);
  }

  const context = createContext(constants.DONT_CONTEXTIFY as unknown as object, {
    codeGeneration: { strings: false, wasm: false },
    microtaskMode: 'afterEvaluate',
  });
  const serve = new Script(realm, { filename: 'partyline:realm' }).runInContext(context) as (
    text: string,
    thrown?: { readonly by: unknown },
  ) => unknown;
  store(flags, 2, 1);
  notify(flags, 2);
  let failure: unknown;
  try {
    new Script(rules, { filename: fileName }).runInContext(context, { displayErrors: false });
  } catch (error) {
    // Told by its own realm. The holder is made for that alone, and has nothing of this side.
    failure = serve('', assign(create(null), { by: error }));
  }

  for (let done = 0; ; done += 1) {
    wait(flags, 0, done);
    const asked = receiveMessageOnPort(port) as { readonly message: string } | undefined;
    if (!asked) continue;
    let answer: unknown;
    try {
      // Each step is counted, so that whoever stops a loop knows what it was in.
      for (let step = 0; step <= 3; step += 1) {
        store(flags, 3, step);
        answer = failure ?? serve(asked.message);
        if (answer !== '') break;
      }
    } catch {
      // Nothing that was thrown in there is looked at out here.
    }
    port.postMessage(typeof answer === 'string' && answer.length <= bounds.answerLetters ? answer : '');
    add(flags, 1, 1);
    notify(flags, 1);
  }
};
