// Makes kernel adapters out of virtual controllers: each connection to a Unix socket that speaks H4 becomes one hciN.
// usage: vhci-bridge.mjs SOCKET [N]      prints "attached hci1 hci2 ..." once all are there
//
// /dev/vhci (module hci_vhci; drivers/bluetooth/hci_vhci.c in Linux): write ff 00 to make an adapter, the answer is
// ff 00 and its index in 16 bits little endian; from then on every read and every write is one H4 packet.
import { spawn } from 'node:child_process';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { connect } from 'node:net';

const [socketPath, count = '1'] = process.argv.slice(2);
if (socketPath === undefined) {
  console.error('usage: vhci-bridge SOCKET [N]');
  process.exit(2);
}

const VENDOR = 0xff;
/** File descriptor in bad state: there is an adapter already. */
const EBADFD = 77;

/** H4 packet types (Core Specification vol 4 part A 2): header length and how to find the payload's length. */
const H4 = new Map([
  [0x01, { header: 4, payload: (b, at) => b[at + 3] }],
  [0x02, { header: 5, payload: (b, at) => b.readUInt16LE(at + 3) }],
  [0x03, { header: 4, payload: (b, at) => b[at + 3] }],
  [0x04, { header: 3, payload: (b, at) => b[at + 2] }],
  [0x05, { header: 5, payload: (b, at) => b.readUInt16LE(at + 3) & 0x3fff }],
  [VENDOR, { header: 4, payload: () => 0 }],
]);

/** Cuts a byte stream into H4 packets. Returns a function that takes chunks and calls `onPacket` for each whole packet. */
function cutter(onPacket) {
  let kept = Buffer.alloc(0);
  return (chunk) => {
    kept = kept.length === 0 ? chunk : Buffer.concat([kept, chunk]);
    let at = 0;
    while (at < kept.length) {
      const kind = H4.get(kept[at]);
      if (kind === undefined) throw new Error(`not an H4 packet type: ${kept[at]}`);
      if (kept.length - at < kind.header) break;
      const length = kind.header + kind.payload(kept, at);
      if (kept.length - at < length) break;
      onPacket(kept.subarray(at, at + length));
      at += length;
    }
    kept = kept.subarray(at);
  };
}

/** One adapter on one connection; resolves to its name. `onLost` is called when either side ends. */
function attach(path, onLost) {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('error', reject);
    socket.once('connect', () => {
      const fd = openSync('/dev/vhci', constants.O_RDWR);
      // A read of this device waits in the kernel and cannot be taken back, and libuv has no other way to read it: so a
      // child does the reading, on the same open file. Ending the child and closing ours is what unplugs the adapter;
      // setpriv ends it even when we are killed.
      const reader = spawn('setpriv', ['--pdeathsig', 'KILL', 'cat'], { stdio: [fd, 'pipe', 'ignore'] });
      // Only now, for the kernel gives a new adapter two seconds to answer, and starting a program can take that long here.
      // An open vhci that was asked nothing for a second has made its adapter by itself.
      try {
        writeSync(fd, Buffer.from([VENDOR, 0x00]));
      } catch (error) {
        if (error.errno !== -EBADFD) throw error;
      }
      const lost = () => {
        reader.kill('SIGKILL');
        socket.destroy();
      };
      reader.once('exit', () => {
        closeSync(fd);
        lost();
        onLost();
      });
      socket.once('close', lost);
      socket.on(
        'data',
        cutter((packet) => {
          try {
            writeSync(fd, packet);
          } catch (error) {
            // The kernel refuses packets of types it does not know, and any while the adapter goes away.
            console.error(`kernel refused a packet of type ${packet[0]}: ${error.code}`);
          }
        }),
      );
      reader.stdout.on(
        'data',
        cutter((packet) => {
          if (packet[0] === VENDOR) resolve(`hci${packet.readUInt16LE(2)}`);
          else socket.write(packet);
        }),
      );
    });
  });
}

let left = Number(count);
const gone = () => {
  left -= 1;
  console.log('detached');
  if (left === 0) process.exit(0);
};
const names = [];
// One after the other, so that the n-th connection is the n-th name.
for (let i = 0; i < Number(count); i++) names.push(await attach(socketPath, gone));
console.log(`attached ${names.join(' ')}`);
