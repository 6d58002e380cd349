// Bare ws echo: every message comes back at once.
import { WebSocketServer } from 'ws';
import { webServer } from './web-server.mjs';

const http = webServer();
const server = new WebSocketServer({ server: http, perMessageDeflate: false });
server.on('connection', (socket) => {
  socket._socket.setNoDelay(true);
  socket.on('message', (data) => socket.send(data));
});
http.listen(0, '127.0.0.1', () => console.log(`listening ${http.address().port}`));
