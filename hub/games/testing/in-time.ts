import { runInThisContext } from 'node:vm';

const waiting = Symbol.for('partyline.inTime');

/** Runs something that may never come back, such as the rules of a game. @throws an Error that names it if it takes longer than `ms`. */
export const inTime = <T>(what: string, ms: number, act: () => T): T => {
  let result: T | undefined;
  Object.assign(globalThis, {
    [waiting]: () => {
      result = act();
    },
  });
  try {
    // Only the engine itself can stop a loop that never ends.
    runInThisContext("globalThis[Symbol.for('partyline.inTime')]()", { timeout: ms });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
      throw new Error(`${what} did not end within ${ms} ms: is there a loop in it that never ends?`);
    throw error;
  } finally {
    Reflect.deleteProperty(globalThis, waiting);
  }
  return result as T;
};
