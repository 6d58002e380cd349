// A stock bleno peripheral that sends back what it is written; the far end of the smoke suite.
const bleno = require('@abandonware/bleno');

const SERVICE = 'a1b20000c3d4e5f60718293a4b5c6d7e';
const ECHO = 'a1b20001c3d4e5f60718293a4b5c6d7e';

let notify = () => {};
const echo = new bleno.Characteristic({
  uuid: ECHO,
  properties: ['write', 'writeWithoutResponse', 'notify'],
  onSubscribe: (_maxValueSize, update) => {
    notify = update;
  },
  onWriteRequest: (data, _offset, _withoutResponse, done) => {
    done(bleno.Characteristic.RESULT_SUCCESS);
    notify(data);
  },
});

bleno.on('stateChange', (state) => {
  console.log(`state ${state}`);
  if (state === 'poweredOn') bleno.startAdvertising('smoke', [SERVICE]);
});
bleno.on('mtuChange', (mtu) => console.log(`mtu ${mtu}`));
bleno.on('advertisingStart', (error) => {
  if (error) throw error;
  bleno.setServices([new bleno.PrimaryService({ uuid: SERVICE, characteristics: [echo] })], () =>
    console.log('advertising'),
  );
});
