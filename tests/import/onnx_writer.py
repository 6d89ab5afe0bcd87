# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the few protobuf messages of an ONNX file (onnx.proto), right or wrong as a test wants them."""
import struct

FLOAT, INT64, DOUBLE = 1, 7, 11


def varint(value):
    value &= (1 << 64) - 1
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def whole(field, value):
    return varint(field << 3) + varint(value)


def text(field, value):
    value = value.encode() if isinstance(value, str) else value
    return varint(field << 3 | 2) + varint(len(value)) + value


def real(field, value):
    return varint(field << 3 | 5) + struct.pack("<f", value)


def tensor(name, shape, values, kind=FLOAT, raw=True):
    code = {FLOAT: "f", INT64: "q", DOUBLE: "d"}[kind]
    body = b"".join(whole(1, size) for size in shape) + whole(2, kind)
    if raw:
        body += text(9, struct.pack("<%d%s" % (len(values), code), *values))
    elif kind == FLOAT:
        body += text(4, struct.pack("<%df" % len(values), *values))
    elif kind == DOUBLE:
        body += text(10, struct.pack("<%dd" % len(values), *values))
    else:
        body += text(7, b"".join(varint(value) for value in values))
    return body + text(8, name)


def attribute(name, value):
    body = text(1, name)
    if isinstance(value, bytes):  # a tensor
        return body + text(5, value) + whole(20, 4)
    if isinstance(value, str):
        return body + text(4, value) + whole(20, 3)
    if isinstance(value, float):
        return body + real(2, value) + whole(20, 1)
    return body + whole(3, value) + whole(20, 2)


def node(kind, inputs, outputs, name="", domain="", **attributes):
    body = b"".join(text(1, each) for each in inputs) + b"".join(text(2, each) for each in outputs)
    body += text(3, name or kind.lower() + "_" + outputs[0]) + text(4, kind)
    body += b"".join(text(5, attribute(key, value)) for key, value in attributes.items())
    return body + (text(7, domain) if domain else b"")


def value(name, shape, kind=FLOAT):
    dimensions = b"".join(
        text(1, text(2, size) if isinstance(size, str) else whole(1, size)) for size in shape
    )
    return text(1, name) + text(2, text(1, whole(1, kind) + text(2, dimensions)))


def graph(nodes, tensors, inputs, outputs):
    body = b"".join(text(1, each) for each in nodes) + text(2, "net")
    body += b"".join(text(5, each) for each in tensors)
    return body + b"".join(text(11, each) for each in inputs) + b"".join(text(12, each) for each in outputs)


def model(opset, graph_bytes, domains=()):
    body = whole(1, 8) + text(2, "twinwright tests") + text(7, graph_bytes)
    body += text(8, text(1, "") + whole(2, opset))
    return body + b"".join(text(8, text(1, domain) + whole(2, 1)) for domain in domains)
