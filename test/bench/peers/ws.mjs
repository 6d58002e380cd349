// Bare ws: what one writes in an afternoon. Every tick one full snapshot for all, packed by hand: 8 bytes a player.
import { WebSocketServer } from 'ws';
import { webServer } from './web-server.mjs';

const TICK_MS = 33;
const players = new Map();
let next = 1;

const http = webServer();
const server = new WebSocketServer({ server: http, perMessageDeflate: false });
server.on('connection', (socket) => {
  const player = { id: next++, x: 500, y: 500, seq: 0 };
  players.set(socket, player);
  socket._socket.setNoDelay(true);
  const id = Buffer.alloc(3);
  id.writeUInt8(0, 0);
  id.writeUInt16LE(player.id, 1);
  socket.send(id);
  socket.on('message', (data) => {
    // u16 seq, i8 dx, i8 dy
    if (data.length !== 4) return;
    player.seq = data.readUInt16LE(0);
    player.x = Math.min(999, Math.max(0, player.x + data.readInt8(2)));
    player.y = Math.min(999, Math.max(0, player.y + data.readInt8(3)));
  });
  socket.on('close', () => players.delete(socket));
});

setInterval(() => {
  const state = Buffer.allocUnsafe(3 + players.size * 8);
  state.writeUInt8(1, 0);
  state.writeUInt16LE(players.size, 1);
  let at = 3;
  for (const { id, x, y, seq } of players.values()) {
    state.writeUInt16LE(id, at);
    state.writeUInt16LE(x, at + 2);
    state.writeUInt16LE(y, at + 4);
    state.writeUInt16LE(seq, at + 6);
    at += 8;
  }
  for (const socket of players.keys()) socket.send(state);
}, TICK_MS);

http.listen(0, '127.0.0.1', () => console.log(`listening ${http.address().port}`));
