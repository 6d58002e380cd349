"""Checks the vectors of sealed links (test/vectors) with the independent implementation beside this file.

Usage: check_vectors.py DIRECTORY. Prints how many were checked; ends with 1 at the first that is not so.
"""

import json
import os
import sys

import ristretto255
import sealed

checked = 0


def same(name, found, expected):
    global checked
    if found != expected:
        sys.exit('%s: %s instead of %s' % (name, found, expected))
    checked += 1


def refuses(name, act):
    global checked
    try:
        act()
    except sealed.BadSeal:
        checked += 1
        return
    sys.exit('%s: was taken' % name)


def read(file):
    with open(os.path.join(sys.argv[1], file), encoding='utf-8') as text:
        return json.load(text)


def hexed(values):
    return {name: bytes.fromhex(value) for name, value in values.items()}


def check_cpace():
    vectors = read('cpace.json')
    run = hexed(vectors['run'])
    point = sealed.generator(run['PRS'], run['CI'], run['sid'])
    for own, share, other in ('ya', 'Ya', 'Yb'), ('yb', 'Yb', 'Ya'):
        factor = int.from_bytes(run[own], 'little')
        same(share, ristretto255.encode(ristretto255.multiply(factor, point)), run[share])
        same('K', sealed.common_point(factor, run[other]), run['K'])
    sent = (run[name] for name in ('Ya', 'ADa', 'Yb', 'ADb'))
    same('ISK', sealed.cpace_key(run['sid'], run['K'], *sent), run['ISK'])
    factor = int.from_bytes(bytes.fromhex(vectors['multiply']['scalar']), 'little')
    for one in vectors['multiply']['accepted']:
        same(one['name'], sealed.common_point(factor, bytes.fromhex(one['point'])).hex(), one['product'])
    for one in vectors['multiply']['refused']:
        refuses(one['name'], lambda: sealed.common_point(factor, bytes.fromhex(one['point'])))


def check_sealed():
    vectors = read('sealed.json')

    def direction(one):
        return sealed.Direction((bytes.fromhex(one['stream']), bytes.fromhex(one['mac'])), one['tagBytes'])

    for one in vectors['accepted']:
        up, down = direction(one), direction(one)
        same(one['name'], [up.seal(bytes.fromhex(frame)).hex() for frame in one['frames']], one['sealed'])
        same(one['name'], [down.open(bytes.fromhex(frame)).hex() for frame in one['sealed']], one['frames'])
    for one in vectors['refused']:
        down = direction(one)
        *before, last = (bytes.fromhex(frame) for frame in one['sealed'])
        for frame in before:
            down.open(frame)
        refuses(one['name'], lambda: down.open(last))


def check_keys(name, keys, expected):
    found = {
        'phoneTag': keys.phone_tag,
        'hubTag': keys.hub_tag,
        'phoneStream': keys.phone[0],
        'phoneMac': keys.phone[1],
        'hubStream': keys.hub[0],
        'hubMac': keys.hub[1],
    }
    same(name, found, hexed(expected))


def check_talk(vector, end, frames):
    """Frames behind the handshake: what a phone says is sealed again, what a hub says is opened; both as often as they come."""
    for told in frames:
        direction = end.down if told['from'] == 'hub' else end.up
        number, block, left = direction.number, direction.block, direction.left
        frame = direction.open(bytes.fromhex(told['frame']))
        direction.number, direction.block, direction.left = number, block, left
        same(vector['name'], direction.seal(frame).hex(), told['frame'])


def check_handshakes():
    vectors = read('handshake.json')
    for vector in vectors['joins']:
        name, tag_bytes = vector['name'], 8 if vector['link'] == 'ble' else 16
        hello, hub, pake, pake_share, confirm, confirmed = (bytes.fromhex(one['frame']) for one in vector['frames'][:6])
        same(name, sealed.x25519(bytes.fromhex(vector['hubSecret']), sealed.BASE), hub[-32:])
        join = sealed.Join(hello, hub, vector['proof'], vector['secret'], bytes.fromhex(vector['phoneRandom']))
        same(name, join.sid.hex(), vector['sid'])
        same(name, join.pake, pake)
        # What is told to the hub is read out of the vector's own frame, so that this file needs no codec.
        probe = sealed.Join(hello, hub, vector['proof'], vector['secret'], bytes.fromhex(vector['phoneRandom']))
        probe.confirm(pake_share, b'\x02', tag_bytes)
        told = sealed.Direction(probe.end.keys.phone, tag_bytes).open(confirm[17:])
        same(name, join.confirm(pake_share, told, tag_bytes), confirm)
        same(name, join.key.hex(), vector['isk'])
        check_keys(name, join.end.keys, vector['keys'])
        same(name, join.end.finish(confirmed)[0], 0x42)
        check_talk(vector, join.end, vector['frames'][6:])
    for vector in vectors['resumes']:
        name, tag_bytes = vector['name'], 8 if vector['link'] == 'ble' else 16
        hello, hub, unlock, confirmed = (bytes.fromhex(one['frame']) for one in vector['frames'][:4])
        resume = sealed.Resume(
            hello,
            hub,
            bytes.fromhex(vector['token']),
            vector['epoch'],
            vector['tick'],
            tag_bytes,
            bytes.fromhex(vector['phoneSecret']),
        )
        same(name, resume.unlock, unlock)
        check_keys(name, resume.end.keys, vector['keys'])
        same(name, resume.end.finish(confirmed)[0], 0x42)
        check_talk(vector, resume.end, vector['frames'][4:])


check_cpace()
check_sealed()
check_handshakes()
print('%d values as they must be' % checked)
