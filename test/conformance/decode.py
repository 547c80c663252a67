"""Reads certificates with Python's zlib and the package cbor2, one HC1 text a line from standard input, and writes what
it found as JSON, one object a line. Shares nothing with the program that it judges; it checks no signature."""

import json
import sys
import zlib

import cbor2

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def base45(text):
    """RFC 9285 section 4.4."""
    values = [ALPHABET.index(sign) for sign in text]
    found = bytearray()
    for at in range(0, len(values), 3):
        group = values[at : at + 3]
        number = sum(value * 45**place for place, value in enumerate(group))
        found += number.to_bytes(len(group) - 1, "big")
    return bytes(found)


def read(hc1):
    assert hc1.startswith("HC1:")
    message = cbor2.loads(zlib.decompress(base45(hc1[4:])))
    assert message.tag == 18
    protected, unprotected, payload, signature = message.value
    header = {**unprotected, **cbor2.loads(protected)}
    claims = cbor2.loads(payload)
    return {
        "alg": header[1],
        "keyId": header[4].hex(),
        "issuer": claims[1],
        "issuedAt": claims[6],
        "expiresAt": claims[4],
        "certificate": claims[-260][1],
        "signed": cbor2.dumps(["Signature1", protected, b"", payload]).hex(),
        "signature": signature.hex(),
    }


for line in sys.stdin:
    print(json.dumps(read(line.rstrip("\r\n"))))
