"""Sealed links as section 13 of protocol/SPEC.md writes them, from that text and nothing but Python's own library."""

import hashlib
import hmac
import os

import ristretto255


class BadSeal(Exception):
    """Something is not what whoever has the keys would have sent."""


def varint(n):
    out = bytearray()
    while n >= 0x80:
        out.append(n & 0x7F | 0x80)
        n >>= 7
    return bytes(out + bytes([n]))


def lv(*parts):
    return b''.join(varint(len(part)) + part for part in parts)


# 13.1.2: what the text takes from elsewhere


def sha256(data):
    return hashlib.sha256(data).digest()


def mac(key, data):
    return hmac.new(key, data, 'sha256').digest()


def expand(key, info, length):
    out, block = b'', b''
    while len(out) < length:
        block = mac(key, block + info + bytes([len(out) // 32 + 1]))
        out += block
    return out[:length]


def extract(salt, secret):
    return mac(salt, secret)


BASE = (9).to_bytes(32, 'little')


def x25519(secret, point):
    """RFC 7748."""
    p = ristretto255.P
    k = int.from_bytes(secret, 'little') & ~7 & (1 << 254) - 1 | 1 << 254
    u = int.from_bytes(point, 'little') & (1 << 255) - 1
    x1, x2, z2, x3, z3 = u, 1, 0, u, 1
    for bit in range(254, -1, -1):
        swap = k >> bit & 1
        if swap:
            x2, z2, x3, z3 = x3, z3, x2, z2
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        aa, bb, da, cb = a * a % p, b * b % p, d * a % p, c * b % p
        e = aa - bb
        x3, z3 = (da + cb) ** 2 % p, x1 * (da - cb) ** 2 % p
        x2, z2 = aa * bb % p, e * (aa + 121665 * e) % p
        if swap:
            x2, z2, x3, z3 = x3, z3, x2, z2
    common = (x2 * pow(z2, p - 2, p) % p).to_bytes(32, 'little')
    if common == bytes(32):
        raise BadSeal('a share of low order')
    return common


def chacha20_block(key, number):
    """RFC 8439, with a nonce of zeros."""
    words = [0x61707865, 0x3320646E, 0x79622D32, 0x6B206574]
    words += [int.from_bytes(key[at : at + 4], 'little') for at in range(0, 32, 4)]
    words += [number, 0, 0, 0]
    s = list(words)

    def turn(at, by, frm, step):
        s[at] = s[at] + s[by] & 0xFFFFFFFF
        mixed = s[frm] ^ s[at]
        s[frm] = (mixed << step | mixed >> 32 - step) & 0xFFFFFFFF

    def quarter(a, b, c, d):
        turn(a, b, d, 16), turn(c, d, b, 12), turn(a, b, d, 8), turn(c, d, b, 7)

    for _ in range(10):
        quarter(0, 4, 8, 12), quarter(1, 5, 9, 13), quarter(2, 6, 10, 14), quarter(3, 7, 11, 15)
        quarter(0, 5, 10, 15), quarter(1, 6, 11, 12), quarter(2, 7, 8, 13), quarter(3, 4, 9, 14)
    return b''.join((x + y & 0xFFFFFFFF).to_bytes(4, 'little') for x, y in zip(s, words))


# 13.3: CPace


def generator(secret, channel, sid):
    dsi = b'CPaceRistretto255'
    zeros = bytes(max(0, 109 - len(lv(secret))))
    return ristretto255.derive(hashlib.sha512(lv(dsi, secret, zeros, channel, sid)).digest())


def scalar(random):
    return int.from_bytes(random, 'little') % (1 << 252)


def common_point(own, share):
    point = ristretto255.decode(share)
    common = point and ristretto255.encode(ristretto255.multiply(own, point))
    if not common or share == bytes(32) or common == bytes(32):
        raise BadSeal('a share that is none')
    return common


def cpace_key(sid, common, phone_share, phone_data, hub_share, hub_data):
    return hashlib.sha512(
        lv(b'CPaceRistretto255_ISK', sid, common) + lv(phone_share, phone_data, hub_share, hub_data)
    ).digest()


# 13.4, 13.6: keys and frames


class Keys:
    def __init__(self, salt, secret, transcript):
        out = expand(extract(salt, secret), b'partyline.v2 keys' + transcript, 160)
        self.phone_tag, self.hub_tag = out[:16], out[16:32]
        self.phone = out[32:64], out[64:96]
        self.hub = out[96:128], out[128:160]


class Direction:
    """One direction of one link: seals what is sent on it, or opens what comes."""

    def __init__(self, keys, tag_bytes):
        self.stream, self.mac = keys
        self.tag_bytes = tag_bytes
        self.number = 0
        self.block = 0
        self.left = b''

    def _xor(self, data):
        while len(self.left) < len(data):
            self.left += chacha20_block(self.stream, self.block)
            self.block += 1
        piece, self.left = self.left[: len(data)], self.left[len(data) :]
        mixed = bytes(a ^ b for a, b in zip(data, piece))
        return bytes([mixed[0] & 0x7F]) + mixed[1:]

    def _tag(self, text):
        return mac(self.mac, self.number.to_bytes(4, 'little') + text)[: self.tag_bytes]

    def seal(self, frame):
        text = self._xor(frame)
        sealed = text + self._tag(text)
        self.number += 1
        return sealed

    def open(self, sealed):
        text, tag = sealed[: -self.tag_bytes], sealed[-self.tag_bytes :]
        if len(sealed) <= self.tag_bytes or not hmac.compare_digest(tag, self._tag(text)):
            raise BadSeal('frame %d' % self.number)
        frame = self._xor(text)
        self.number += 1
        return frame


class PhoneEnd:
    """A phone's end of a sealed link."""

    def __init__(self, keys, tag_bytes):
        self.keys = keys
        self.up, self.down = Direction(keys.phone, tag_bytes), Direction(keys.hub, tag_bytes)

    def finish(self, confirmed):
        """Takes the message `confirmed`. @returns the welcome that is in it."""
        if confirmed[0] != 0x4C or not hmac.compare_digest(confirmed[1:17], self.keys.hub_tag):
            raise BadSeal('the hub does not know the secret')
        return self.down.open(confirmed[17:])


class Join:
    """A phone's join: send `pake`, give the answer to `confirm` and send what it returns, give the answer to `end.finish`."""

    PROOFS = {'code': 0, 'secret': 1, 'hostKey': 2}

    def __init__(self, hello, hub, proof, secret, random=None):
        self.greeting = hello, hub
        self.sid = sha256(lv(hello, hub))
        channel = b'partyline.v2 ' + proof.encode()
        self.scalar = scalar(random or os.urandom(32))
        self.share = ristretto255.encode(
            ristretto255.multiply(self.scalar, generator(secret.encode(), channel, self.sid))
        )
        self.pake = bytes([0x0C, self.PROOFS[proof]]) + self.share
        self.key = self.end = None

    def confirm(self, pake_share, join, tag_bytes):
        if len(pake_share) != 33 or pake_share[0] != 0x4B:
            raise BadSeal('no share')
        other = pake_share[1:]
        common = common_point(self.scalar, other)
        self.key = cpace_key(self.sid, common, self.share, b'phone', other, b'hub')
        keys = Keys(b'', self.key, sha256(lv(*self.greeting, self.pake, pake_share)))
        self.end = PhoneEnd(keys, tag_bytes)
        return b'\x0d' + keys.phone_tag + self.end.up.seal(join)


class Resume:
    """A phone that goes on: send `unlock`, give the answer to `end.finish`."""

    def __init__(self, hello, hub, token, epoch, tick, tag_bytes, random=None):
        secret = random or os.urandom(32)
        token_id = expand(extract(b'', token), b'partyline.v2 token id', 8)
        head = b'\x0e' + token_id + x25519(secret, BASE) + bytes([epoch]) + tick.to_bytes(4, 'little')
        # The hub's share is the last field of its greeting.
        common = x25519(secret, hub[-32:])
        keys = Keys(token, common, sha256(lv(hello, hub, head)))
        self.end = PhoneEnd(keys, tag_bytes)
        self.unlock = head + keys.phone_tag
