import { overUnixSocket } from '../../../phone-sim/radio/air-client.ts';
import { installVirtualHci } from '../../../phone-sim/radio/install.ts';

// The hub as it is, whose hci0 is a controller of an air in another process: the air outlives it, as a real one does.
const air = process.env.PARTYLINE_TEST_AIR;
if (!air) throw new Error('PARTYLINE_TEST_AIR: socket of the air');
installVirtualHci().add(0, overUnixSocket(air));
await import('../../../hub/main.ts');
