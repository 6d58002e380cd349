import type { Controller } from '../controller.ts';
import { opcode, Status } from './codes.ts';
import type { Command } from './command.ts';
import { advertisingCommands } from './commands-advertising.ts';
import { basebandCommands } from './commands-baseband.ts';
import { connectionCommands } from './commands-connection.ts';
import { informationCommands } from './commands-information.ts';
import { scanningCommands } from './commands-scanning.ts';
import { commandComplete, commandStatus } from './events.ts';

/** Its answer is made from the table it stands in. */
const readSupportedCommands: Command = {
  name: 'Read Local Supported Commands',
  opcode: opcode(0x04, 0x0002),
  supported: [14, 4],
  length: 0,
  answer: 'complete',
  returns: 64,
  run: () => supportedCommands(),
};

const commands: ReadonlyMap<number, Command> = new Map(
  [
    ...basebandCommands,
    ...informationCommands,
    readSupportedCommands,
    ...advertisingCommands,
    ...scanningCommands,
    ...connectionCommands,
  ].map((command) => [command.opcode, command]),
);

/** Read Local Supported Commands: 64 bytes, a bit for each command in the table and for nothing else. */
function supportedCommands(): Buffer {
  const mask = Buffer.alloc(64);
  for (const { supported } of commands.values()) {
    if (supported) mask[supported[0]] = (mask[supported[0]] ?? 0) | (1 << supported[1]);
  }
  return mask;
}

/** Runs one H4 command packet and answers it with Command Complete or Command Status. */
export function runCommand(controller: Controller, packet: Buffer): void {
  const code = packet.readUInt16LE(1);
  const parameters = packet.subarray(4);
  const command = commands.get(code);
  if (!command) {
    controller.emit(commandStatus(code, Status.unknownCommand));
    return;
  }
  const sane = parameters.length === packet[3] && parameters.length === command.length;
  const result = sane ? command.run(controller, parameters) : Status.invalidParameters;
  if (command.answer === 'status') {
    // The status comes first, then what the command brought about (section 4.4).
    const [status, after] = typeof result === 'number' ? [result, undefined] : [Status.success, result];
    controller.emit(commandStatus(code, status));
    if (typeof after === 'function') after();
    return;
  }
  if (typeof result === 'function')
    throw new TypeError(`${command.name} must answer with its return parameters`);
  // A failed command still carries all its return parameters, as hosts read them unasked.
  const returns = Buffer.alloc(1 + command.returns);
  if (typeof result === 'number') {
    returns[0] = result;
    if (command.echoesHandle) parameters.copy(returns, 1, 0, 2);
  } else returns.set(result, 1);
  controller.emit(commandComplete(code, returns));
  command.afterwards?.(controller);
}
