"""The frames a phone needs, written by hand from protocol/SPEC.md and from nothing else of the project."""

import json
import struct

SERVICE = "7a1c0001-5e0b-4d6f-9a37-c2f81b64d05e"
INFO = "7a1c0002-5e0b-4d6f-9a37-c2f81b64d05e"
CONTROL = "7a1c0003-5e0b-4d6f-9a37-c2f81b64d05e"

PLAYER_ROLE = 0
LEFT_Y = 0x02


def player(slot):
    """UUID of a player characteristic, slot 1..16 (7.1)."""
    return f"7a1c{0x0100 + slot:04x}-5e0b-4d6f-9a37-c2f81b64d05e"


def text(words):
    """Text as a length and UTF-8 (2.4); here always below 128 bytes, so the length is one byte."""
    data = words.encode()
    return bytes([len(data)]) + data


def hello():
    """Version 2 and no older one: the link is to be sealed (13.2.1)."""
    return struct.pack("<BBBI", 0x01, 2, 2, 0) + text("bluez-phone")


def join(name):
    """What stands sealed in `confirm` (13.3.6): no code and no host key."""
    return b"\x02" + text("") + text(name) + bytes([PLAYER_ROLE, 5]) + text("")


def pad(sequence, left_y):
    """One input: a pad whose left stick is pushed to -127..127, not 0 (5.3)."""
    return struct.pack("<BIBBb", 0x04, sequence, 1, LEFT_Y, left_y)


def ack(tick):
    return struct.pack("<BI", 0x05, tick)


def pong(stamp):
    return b"\x22" + stamp


def leave():
    return b"\x0a"


def varint(data, at):
    """An unsigned LEB128 number (2.2) and where it ends."""
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def read_text(data, at):
    length, at = varint(data, at)
    return data[at : at + length].decode(), at + length


def read_hub(frame):
    """Message 0x4a, and 0x41, which is the value of Info: it has the same fields but the share."""
    kind, version, _features, mtu, slots, seats, code_needed = struct.unpack_from("<BBIHBHB", frame)
    if kind not in (0x41, 0x4A):
        raise ValueError(f"not the message hub: {frame.hex()}")
    room, at = read_text(frame, struct.calcsize("<BBIHBHB"))
    name, at = read_text(frame, at)
    game, at = read_text(frame, at)
    return {
        "version": version,
        "mtu": mtu,
        "slots": slots,
        "seats": seats,
        "codeNeeded": code_needed == 1,
        "room": room,
        "name": name,
        "game": game,
    }


def read_welcome(frame):
    member, slot, resumed, _host = struct.unpack_from("<HBBB", frame, 1)
    grace, mtu, applied = struct.unpack_from("<IHI", frame, 22)
    return {"member": member, "slot": slot, "resumed": resumed, "grace": grace, "mtu": mtu, "applied": applied}


def read_game(frame):
    words, _at = read_text(frame, 2)
    return frame[1], json.loads(words)


class Reassembler:
    """Values of one characteristic to frames (3.3)."""

    def __init__(self):
        self.parts = []

    def push(self, value):
        """The frame that this value completes, or None."""
        if value[0] < 0x80:
            if self.parts:
                raise ValueError("a whole frame among fragments")
            return value
        if value[0] & 0x3F != len(self.parts) % 64:
            raise ValueError(f"fragment {value[0]:02x} after {len(self.parts)} others")
        self.parts.append(value[1:])
        if not value[0] & 0x40:
            return None
        frame, self.parts = b"".join(self.parts), []
        return frame
