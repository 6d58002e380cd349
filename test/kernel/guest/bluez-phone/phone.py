"""A phone on BlueZ's own GATT client, over D-Bus: finds the hub, joins, plays and leaves. Prints its figures as one JSON line.

usage: phone.py ADAPTER CODE INPUTS"""

import json
import os
import struct
import sys
import time

import dbus
import dbus.mainloop.glib
from gi.repository import GLib

import frames

# The seals of the interop client, which was made from the same text.
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "interop"))
import sealed  # noqa: E402

BLUEZ = "org.bluez"
ADAPTER = "org.bluez.Adapter1"
DEVICE = "org.bluez.Device1"
CHARACTERISTIC = "org.bluez.GattCharacteristic1"
PROPERTIES = "org.freedesktop.DBus.Properties"
TIMEOUT_S = 120
TAG_BYTES = 8
STEP_MS = 200

adapter_name, code, wanted = sys.argv[1], sys.argv[2], int(sys.argv[3])

dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
bus = dbus.SystemBus()
loop = GLib.MainLoop()
manager = dbus.Interface(bus.get_object(BLUEZ, "/"), "org.freedesktop.DBus.ObjectManager")


def say(words):
    print(f"{time.monotonic():.2f} {words}", flush=True)


def wait(step, what):
    """Lets the main loop run until step() gives something."""
    end = time.monotonic() + TIMEOUT_S
    while True:
        found = step()
        if found:
            return found
        if time.monotonic() > end:
            raise SystemExit(f"{what}: not within {TIMEOUT_S} s")
        GLib.timeout_add(STEP_MS, loop.quit)
        loop.run()


def at(path, interface):
    return dbus.Interface(bus.get_object(BLUEZ, path), interface)


def objects(interface):
    """Path and properties of all that BlueZ has of one kind."""
    try:
        every = manager.GetManagedObjects()
    except dbus.DBusException:
        return []
    return [(path, every[path][interface]) for path in every if interface in every[path]]


class Player:
    def __init__(self, characteristics):
        self.characteristics = characteristics
        self.now = frames.CONTROL
        self.hub = self.welcome = self.game = None
        self.hello = self.run = self.end = None
        self.states = self.keyframes = self.applied = self.tick = 0
        self.sent = {}
        self.rtts = []
        self.acked_at = 0.0
        self.writes = []
        self.writing = False

    def listen(self, uuid):
        reassembler = frames.Reassembler()

        def changed(_interface, properties, _gone):
            if "Value" not in properties:
                return
            frame = reassembler.push(bytes(properties["Value"]))
            if frame:
                self.frame(frame)

        path = self.characteristics[uuid]
        bus.add_signal_receiver(changed, "PropertiesChanged", PROPERTIES, BLUEZ, path)
        at(path, CHARACTERISTIC).StartNotify(timeout=TIMEOUT_S)

    def write(self, frame):
        """One write at a time; with response on Control, without on the player characteristic (7.4). Sealed, once there are keys (13.6)."""
        self.writes.append(self.end.up.seal(frame) if self.end else frame)
        self.next_write()

    def next_write(self):
        if self.writing or not self.writes:
            return
        self.writing = True
        kind = "request" if self.now == frames.CONTROL else "command"
        at(self.characteristics[self.now], CHARACTERISTIC).WriteValue(
            dbus.Array(self.writes.pop(0), signature="y"),
            dbus.Dictionary({"type": kind}, signature="sv"),
            reply_handler=self.written,
            error_handler=self.not_written,
            timeout=TIMEOUT_S,
        )

    def written(self):
        self.writing = False
        self.next_write()

    def not_written(self, error):
        say(f"a write failed: {error}")
        sys.exit(1)

    def greet(self):
        self.hello = frames.hello()
        self.write(self.hello)

    def frame(self, frame):
        """What comes in the clear leads to keys (13.3); what comes then is sealed."""
        if self.end:
            return self.told(self.end.down.open(frame))
        if frame[0] == 0x4A:
            self.hub = frames.read_hub(frame)
            self.run = sealed.Join(self.hello, frame, "code", code)
            self.write(self.run.pake)
        elif frame[0] == 0x4B:
            self.write(self.run.confirm(frame, frames.join("BlueZ"), TAG_BYTES))
        elif frame[0] == 0x4C:
            welcome = self.run.end.finish(frame)
            self.end = self.run.end
            self.welcome = frames.read_welcome(welcome)
        elif frame[0] == 0x46:
            raise SystemExit(f"the hub refused: {frame.hex()}")

    def told(self, frame):
        kind = frame[0]
        if kind == 0x43:
            _epoch, self.game = frames.read_game(frame)
        elif kind == 0x44:
            self.keyframes += 1
            self.tick, applied = struct.unpack_from("<II", frame, 2)
            self.state(applied)
        elif kind == 0x45:
            low, age, applied = struct.unpack_from("<HBH", frame, 1)
            if (self.tick + age) & 0xFFFF != low:
                raise SystemExit(f"a delta against tick {low - age}, the last was {self.tick}")
            self.tick += age
            self.state(applied)
        elif kind == 0x21:
            self.write(frames.pong(frame[1:5]))
        elif kind == 0x46:
            raise SystemExit(f"the hub refused: {frame.hex()}")

    def state(self, applied):
        now = time.monotonic()
        self.states += 1
        self.applied = applied
        for sequence in [one for one in self.sent if one <= applied]:
            self.rtts.append(now - self.sent.pop(sequence))
        if now - self.acked_at >= 0.2:
            self.acked_at = now
            self.write(frames.ack(self.tick))

    def push(self, sequence):
        self.sent[sequence] = time.monotonic()
        self.write(frames.pad(sequence, 1 + sequence % 100))


adapter_path = wait(
    lambda: next((path for path, _ in objects(ADAPTER) if path.endswith(adapter_name)), None), "BlueZ's adapter"
)
wait(lambda: dict(objects(ADAPTER))[adapter_path]["Powered"] or at(adapter_path, PROPERTIES).Set(ADAPTER, "Powered", True), "power")
adapter = at(adapter_path, ADAPTER)
adapter.SetDiscoveryFilter(dbus.Dictionary({"UUIDs": dbus.Array([frames.SERVICE], "s"), "Transport": "le"}, "sv"))
began = time.monotonic()
adapter.StartDiscovery()
device_path, device = wait(
    lambda: next(((path, one) for path, one in objects(DEVICE) if frames.SERVICE in one["UUIDs"]), None), "the hub's advertisement"
)
discovered = time.monotonic()
advertised = bytes(device.get("ManufacturerData", {}).get(0xFFFF, b"")).decode()
name = wait(lambda: str(dict(objects(DEVICE))[device_path].get("Name", "")), "the name in the scan response")
adapter.StopDiscovery()
say(f"found {name} of room {advertised}")
connecting = time.monotonic()
at(device_path, DEVICE).Connect(timeout=TIMEOUT_S)
wait(lambda: dict(objects(DEVICE))[device_path]["ServicesResolved"], "its services")
characteristics = {str(one["UUID"]): path for path, one in objects(CHARACTERISTIC) if path.startswith(device_path)}
resolved = time.monotonic()
say(f"{len(characteristics)} characteristics")

info = frames.read_hub(bytes(at(characteristics[frames.INFO], CHARACTERISTIC).ReadValue({}, timeout=TIMEOUT_S)))
phone = Player(characteristics)
phone.listen(frames.CONTROL)
phone.greet()
wait(lambda: phone.welcome and not phone.writing, "the welcome")
say(f"welcome {phone.welcome}")
phone.listen(frames.player(phone.welcome["slot"]))
phone.now = frames.player(phone.welcome["slot"])
wait(lambda: phone.states > 0, "a state")
joined = time.monotonic()
for sequence in range(1, wanted + 1):
    phone.push(sequence)
    wait(lambda: sequence - phone.applied < 8, f"input {sequence} taken")
wait(lambda: phone.applied == wanted, "all inputs in a state")
seconds = time.monotonic() - joined
phone.write(frames.leave())
wait(lambda: not dict(objects(DEVICE))[device_path]["Connected"], "the end of the link")
print(
    json.dumps(
        {
            "name": name,
            "advertisedRoom": advertised,
            "info": info,
            "hub": phone.hub,
            "welcome": phone.welcome,
            "game": phone.game["id"],
            "characteristics": len(characteristics),
            "states": phone.states,
            "keyframes": phone.keyframes,
            "applied": phone.applied,
            "rtts": [rtt * 1000 for rtt in phone.rtts],
            "seconds": seconds,
            "discoverS": discovered - began,
            "connectS": resolved - connecting,
        }
    ),
    flush=True,
)
