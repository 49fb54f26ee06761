#!/usr/bin/env python3
"""A program for limner's provider exec: paints a plain square. See `limner help exec`."""

import json
import random
import struct
import sys
import zlib


def png(width, height, colour):
    row = b"\0" + bytes(colour) * width
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(row * height)),
        (b"IEND", b""),
    ]
    signature = b"\x89PNG\r\n\x1a\n"
    return signature + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def refusal(code, message):
    return {"error": {"code": code, "message": message, "charged": "no"}}


def answer(request):
    if request["protocol"] != 1:
        return refusal("generation_failed", "this program speaks protocol 1")
    if request["operation"] != "generate":
        return refusal("unsupported_model", "this program only generates")
    generator = random.Random(f"{request['prompt']} {request.get('seed')}")
    images = []
    for number in range(request["count"]):
        name = f"{number}.png"
        colour = [generator.randrange(256) for _ in range(3)]
        with open(name, "wb") as file:
            file.write(png(request["width"], request["height"], colour))
        images.append({"file": name})
    return {"images": images}


json.dump(answer(json.load(sys.stdin)), sys.stdout)
