// The hub with a game that has no tick, on WebSocket alone: each input is answered by a state at once.
import { createServer } from 'node:http';
import { listen } from '../../../hub/transport/listen.ts';
import { WebSocketTransport } from '../../../hub/transport/websocket.ts';
import { counterHub } from '../counter.ts';

const server = createServer();
const transport = new WebSocketTransport();
transport.attach(server);
counterHub(transport.links$).start();
const port = await listen(server, { port: 0, host: '127.0.0.1', flag: '--port' });
process.stdout.write(`listening ${port}\n`);
process.on('SIGTERM', () => process.exit(0));
