// socket.io 4 as its guide shows it: JSON objects, WebSocket only, no compression.
import { Server } from 'socket.io';
import { webServer } from './web-server.mjs';

const TICK_MS = 33;
const http = webServer();
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false });
const players = new Map();
let next = 1;

io.on('connection', (socket) => {
  const player = { id: next++, x: 500, y: 500, seq: 0 };
  players.set(socket.id, player);
  socket.emit('you', player.id);
  socket.on('input', ({ seq, dx, dy }) => {
    player.seq = seq;
    player.x = Math.min(999, Math.max(0, player.x + dx));
    player.y = Math.min(999, Math.max(0, player.y + dy));
  });
  socket.on('disconnect', () => players.delete(socket.id));
});

setInterval(() => io.emit('state', [...players.values()]), TICK_MS);

http.listen(0, '127.0.0.1', () => console.log(`listening ${http.address().port}`));
