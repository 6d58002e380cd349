// Colyseus with its schema: patches at the same rate, integers of the smallest types, no seat reservation limits in the way.
import { Room, Server } from '@colyseus/core';
import { Encoder, schema } from '@colyseus/schema';
import { WebSocketTransport } from '@colyseus/ws-transport';
import { webServer } from './web-server.mjs';

// The default is too small for a whole state of a few hundred players, and growing it costs a copy at every patch.
Encoder.BUFFER_SIZE = 512 * 1024;

const Player = schema({ x: 'uint16', y: 'uint16', seq: 'uint16' });
const State = schema({ players: { map: Player } });

class Arena extends Room {
  onCreate() {
    this.autoDispose = false;
    this.maxClients = 2000;
    this.state = new State();
    this.setPatchRate(33);
    this.onMessage('i', (client, { seq, dx, dy }) => {
      const player = this.state.players.get(client.userData);
      player.seq = seq;
      player.x = Math.min(999, Math.max(0, player.x + dx));
      player.y = Math.min(999, Math.max(0, player.y + dy));
    });
  }
  onJoin(client) {
    client.userData = String(this.clients.length);
    while (this.state.players.has(client.userData)) client.userData += 'x';
    const player = new Player();
    player.x = 500;
    player.y = 500;
    player.seq = 0;
    this.state.players.set(client.userData, player);
    client.send('you', client.userData);
  }
  onLeave(client) {
    this.state.players.delete(client.userData);
  }
}

const http = webServer();
const server = new Server({ transport: new WebSocketTransport({ server: http }), greet: false });
server.define('arena', Arena);
await server.listen(0, '127.0.0.1');
console.log(`listening ${http.address().port}`);
