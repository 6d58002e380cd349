import { connect } from 'node:net';
import { H4Parser, PacketType } from './h4.ts';
import type { ControllerSource } from './transport.ts';

const maxUnsent = 1 << 20;

/**
 * Controllers of an air served on a Unix socket (see `AirServer`): each opening is a connection of its own. Packets sent
 * before the connection stands are kept; a connection that cannot be made or breaks ends in `closed` with the reason.
 */
export function overUnixSocket(path: string): ControllerSource {
  return (handlers) => {
    const parser = new H4Parser([PacketType.event, PacketType.acl]);
    const socket = connect(path);
    let reason: Error | null = new Error(`the air at ${path} closed the connection`);
    socket.on('data', (chunk) => {
      try {
        for (const packet of parser.push(chunk)) handlers.packet(packet);
      } catch (error) {
        reason = error instanceof Error ? error : new Error(String(error));
        socket.destroy();
      }
    });
    socket.on('error', (error) => {
      if (reason)
        reason = new Error(
          `no air at ${path}: ${error.message}. Start one with: ./scripts/play --radio virtual`,
        );
    });
    socket.on('close', () => handlers.closed(reason));
    return {
      send: (packet) => {
        if (socket.destroyed) return;
        if (socket.writableLength > maxUnsent) {
          reason = new Error(`the air at ${path} does not read`);
          socket.destroy();
        } else socket.write(packet);
      },
      close: () => {
        reason = null;
        // What was written still goes out, a disconnection for example.
        socket.end();
      },
    };
  };
}
