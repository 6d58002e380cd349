"""A whole client for sealed links over TCP, written from protocol/SPEC.md alone: joins, says a line, loses its link, goes on, leaves.

Usage: tcp_client.py HOST PORT PROOF SECRET NAME, PROOF one of code, secret, hostKey. Ends with one line of JSON.
"""

import json
import socket
import sys

from sealed import Join, Resume, varint

HUB_ERROR, WELCOME, GAME, KEYFRAME, SAID, PING = 0x46, 0x42, 0x43, 0x44, 0x47, 0x21
TAG_BYTES = 16


class Refused(Exception):
    pass


class Link:
    """One TCP connection: frames behind their lengths (3.2), and seals once there are keys."""

    def __init__(self, host, port):
        self.socket = socket.create_connection((host, port), timeout=10)
        self.stream = self.socket.makefile('rb')
        self.end = None

    def send(self, frame):
        sealed = self.end.up.seal(frame) if self.end else frame
        self.socket.sendall(varint(len(sealed)) + sealed)

    def receive(self):
        length = shift = 0
        while True:
            byte = self.stream.read(1)
            if not byte:
                raise Refused('the hub closed the connection')
            length |= (byte[0] & 0x7F) << shift
            shift += 7
            if byte[0] < 0x80:
                break
        frame = self.stream.read(length)
        frame = self.end.down.open(frame) if self.end else frame
        if frame[0] == HUB_ERROR:
            raise Refused('%d: %s' % (frame[1], frame[7:].decode()))
        return frame

    def until(self, number):
        """The next frame of this kind; pings are answered on the way (10.8)."""
        while True:
            frame = self.receive()
            if frame[0] == PING:
                self.send(b'\x22' + frame[1:])
            elif frame[0] == number:
                return frame

    def greet(self):
        name = b'python'
        hello = bytes([0x01, 2, 2]) + (1).to_bytes(4, 'little') + varint(len(name)) + name
        self.send(hello)
        return hello, self.receive()


def text(words):
    data = words.encode()
    return varint(len(data)) + data


def join(link, proof, secret, name):
    run = Join(*link.greet(), proof, secret)
    link.send(run.pake)
    told = bytes([0x02]) + text('') + text(name) + bytes([0, 3]) + text('')
    confirm = run.confirm(link.receive(), told, TAG_BYTES)
    link.send(confirm)
    welcome = run.end.finish(link.receive())
    link.end = run.end
    return welcome


def resume(link, token):
    run = Resume(*link.greet(), token, 0, 0, TAG_BYTES)
    link.send(run.unlock)
    welcome = run.end.finish(link.receive())
    link.end = run.end
    return welcome


def member_of(welcome):
    return int.from_bytes(welcome[1:3], 'little')


def token_of(welcome):
    return welcome[6:22]


def main(host, port, proof, secret, name):
    first = Link(host, int(port))
    welcome = join(first, proof, secret, name)
    game = first.until(GAME)
    keyframe = first.until(KEYFRAME)
    first.send(b'\x06' + text('Hello from Python'))
    said = first.until(SAID)
    first.socket.close()
    second = Link(host, int(port))
    again = resume(second, token_of(welcome))
    second.until(KEYFRAME)
    second.send(b'\x0a')
    return {
        'member': member_of(welcome),
        'resumedAs': member_of(again),
        'resumed': again[4] == 1,
        'newToken': token_of(again) != token_of(welcome),
        'epoch': game[1],
        'tick': int.from_bytes(keyframe[2:6], 'little'),
        'said': said[4:].decode(),
    }


try:
    print(json.dumps(main(*sys.argv[1:])))
except Refused as refusal:
    print(json.dumps({'refused': str(refusal)}))
