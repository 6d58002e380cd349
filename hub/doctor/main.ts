import { Command, InvalidArgumentError, Option } from 'commander';
import { checkAll } from './checks/all.ts';
import { probeBluetooth } from './probes/bluetooth.ts';
import { probeMachine } from './probes/machine.ts';
import { probeNetwork } from './probes/network.ts';
import { hasFailure, inJson, inWords } from './report.ts';

interface Flags {
  readonly json?: true;
  readonly port: number;
  readonly tcpPort: number;
}

function portNumber(words: string): number {
  const port = Number(words);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new InvalidArgumentError('It must be a port number of 0 to 65535.');
  }
  return port;
}

const { json, port, tcpPort } = new Command('doctor')
  .description('Looks at all that the hub needs of this machine and says how to mend what is wrong.')
  .option('--json', 'one JSON line for a program')
  .addOption(
    new Option('--port <port>', 'of the web pages').env('PARTYLINE_PORT').argParser(portNumber).default(8080),
  )
  .addOption(
    new Option('--tcp-port <port>', 'for makers')
      .env('PARTYLINE_TCP_PORT')
      .argParser(portNumber)
      .default(8081),
  )
  .parse()
  .opts<Flags>();

const findings = checkAll({
  ...probeMachine(),
  ...(await probeBluetooth()),
  ...(await probeNetwork({ web: port, tcp: tcpPort })),
});
process.stdout.write(json ? inJson(findings) : inWords(findings));
// The exit code is set, not called for: what was written to a pipe must all arrive.
process.exitCode = hasFailure(findings) ? 1 : 0;
