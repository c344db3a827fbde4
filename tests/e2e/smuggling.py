"""Requests that two HTTP implementations may read differently, each with a whole request hidden behind or inside it."""
import json
from typing import NamedTuple

from harness import KEY

TO = "+31612345678"


def whole(reference, to=TO):
    """The bytes of a request that sends a message, as a well-behaved client writes them."""
    body = json.dumps({"to": to, "message": "Hi", "reference": reference}).encode()
    return (f"POST /send HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {KEY}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n").encode() + body


SMUGGLED = whole("smuggled")


class Variant(NamedTuple):
    label: str
    data: bytes
    # Nothing is wrong with it: SMUGGLED behind it is just the next request.
    clean: bool = False


def request(fields, body=b"", start="POST /send HTTP/1.1", host="Host: a\r\n"):
    return f"{start}\r\n{host}Authorization: Bearer {KEY}\r\nContent-Type: application/json\r\n{fields}\r\n".encode("latin-1") + body


def chunk(data, size=None):
    return (size if size is not None else f"{len(data):x}").encode() + b"\r\n" + data + b"\r\n"


END = b"0\r\n\r\n"
CHUNKED = "Transfer-Encoding: chunked\r\n"

CODINGS = ["chunked", "Chunked", "xchunked", "chunked, identity", "identity", "gzip, chunked", "chunked;q=1", '"chunked"', "chunked,",
           ",chunked", "\tchunked", "chunked\t", "\x0bchunked", "\x00chunked", "", "cow", "chunked, chunked"]

# Ways to write the field so that one reader sees it and another does not.
SPELLINGS = {
    "a blank before the colon": "Transfer-Encoding : chunked\r\n",
    "a tab before the colon": "Transfer-Encoding\t: chunked\r\n",
    "an underscore": "Transfer_Encoding: chunked\r\n",
    "a folded name": "X: y\r\n Transfer-Encoding: chunked\r\n",
    "a folded value": "Transfer-Encoding:\r\n chunked\r\n",
    "a bare LF in front": "X: y\nTransfer-Encoding: chunked\r\n",
    "a bare CR in front": "X: y\rTransfer-Encoding: chunked\r\n",
    "a bare LF behind": "Transfer-Encoding: chunked\n",
    "NUL in the name": "Transfer-\x00Encoding: chunked\r\n",
    "a second one": "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
    "a second one first": "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n",
    "named as a hop's own": "Connection: Transfer-Encoding\r\nTransfer-Encoding: chunked\r\n",
}

LENGTHS = {
    "two equal": "Content-Length: 0\r\nContent-Length: 0\r\n",
    "two that differ": f"Content-Length: 0\r\nContent-Length: {len(SMUGGLED)}\r\n",
    "two that differ, the long one first": f"Content-Length: {len(SMUGGLED)}\r\nContent-Length: 0\r\n",
    "a list": "Content-Length: 0, 0\r\n",
    "plus": "Content-Length: +0\r\n",
    "minus": "Content-Length: -0\r\n",
    "hexadecimal": f"Content-Length: 0x{len(SMUGGLED):x}\r\n",
    "two words": f"Content-Length: 0 {len(SMUGGLED)}\r\n",
    "a semicolon": "Content-Length: 0;\r\n",
    "64 bits and one more": "Content-Length: 18446744073709551616\r\n",
    "empty": "Content-Length:\r\n",
    "a blank before the colon": "Content-Length : 0\r\n",
    "an underscore": "Content_Length: 0\r\n",
    "folded": "X: y\r\n Content-Length: 0\r\n",
    "a folded value": "Content-Length:\r\n 0\r\n",
    "NUL behind": "Content-Length: 0\x00\r\n",
    "none": "",
}

# What is wrong with the chunks themselves, for a reader that takes chunks.
CHUNKS = {
    "an extension": b"1;x=y\r\nz\r\n" + END,
    "an extension with a bare LF": b"1;x\ny\r\nz\r\n" + END,
    "0x": b"0x1\r\nz\r\n" + END,
    "a blank before the size": b" 1\r\nz\r\n" + END,
    "a negative size": b"-1\r\nz\r\n" + END,
    "a size beyond 64 bits": b"10000000000000001\r\nz\r\n" + END,
    "no line break behind the data": b"1\r\nz0\r\n\r\n",
    "bare LFs": b"1\nz\n0\n\n",
    "a trailer with a key": b"0\r\nAuthorization: Bearer another\r\nContent-Length: 5\r\nHost: b\r\n\r\n",
    "a trailer that never ends": b"0\r\nX: y\r\n",
    "a request in the data": chunk(SMUGGLED) + END,
    "a request in the trailer": b"0\r\n" + SMUGGLED,
}


def variants():
    empty = "Content-Length: 0\r\n"
    for coding in CODINGS:
        yield Variant(f"coding {coding!r}", request(f"Transfer-Encoding: {coding}\r\n", END))
        yield Variant(f"coding {coding!r} with a length", request(f"Transfer-Encoding: {coding}\r\n{empty}", END))
    for label, field in SPELLINGS.items():
        # Only a gateway interface of old makes a hyphen of an underscore; here it is a field that nobody knows.
        unknown = label == "an underscore"
        yield Variant(f"coding with {label}, a length in front", request("Content-Length: 5\r\n" + field, END), unknown)
        yield Variant(f"coding with {label}, a length behind", request(field + "Content-Length: 5\r\n", END), unknown)
    for label, field in LENGTHS.items():
        yield Variant(f"length: {label}", request(field))
        yield Variant(f"length on GET: {label}", request(field, start="GET /account HTTP/1.1"), label in ("none", "an underscore"))
    for label, body in CHUNKS.items():
        yield Variant(f"chunks: {label}", request(CHUNKED, body))
        yield Variant(f"chunks of GET: {label}", request(CHUNKED, body, start="GET /account HTTP/1.1"))
    length = f"Content-Length: {len(SMUGGLED)}\r\n"
    yield Variant("a body that is a request", request(length, SMUGGLED), True)
    yield Variant("a body on GET that is a request", request(length, SMUGGLED, start="GET /account HTTP/1.1"), True)
    yield Variant("a body that is announced with Expect", request(length + "Expect: 100-continue\r\n", SMUGGLED), True)
    yield Variant("a length that is named as a hop's own", request(f"Connection: Content-Length\r\n{length}", SMUGGLED), True)
    yield Variant("HTTP/1.0 with a coding", request(CHUNKED, END, start="POST /send HTTP/1.0"))
    yield Variant("HTTP/0.9", b"GET /account\r\n")
    yield Variant("HTTP/2 preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
    yield Variant("upgrade to HTTP/2", request(f"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n{empty}"),
                  True)
    yield Variant("upgrade to a web socket", request(f"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n{empty}"),
                  True)
    yield Variant("two Hosts", request(f"Host: b\r\n{empty}"))
    yield Variant("no Host", request(empty, host=""))
    yield Variant("a target of another Host", request(empty, start="POST http://b/send HTTP/1.1"))
    yield Variant("a line break in the target", request(empty, start="POST /send\x0bHTTP/1.1"))
    yield Variant("CONNECT", request(empty, start="CONNECT a:80 HTTP/1.1"))
    yield Variant("TRACE", request(empty, start="TRACE /send HTTP/1.1"))
