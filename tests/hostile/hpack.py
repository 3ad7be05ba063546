# SPDX-License-Identifier: MIT
"""HPACK (RFC 7541): an encoder that only ever writes literals, and a decoder that reads whatever a client may send."""

# Appendix A. The names of the fields whose value is empty stand alone.
STATIC = [(b":authority", b""), (b":method", b"GET"), (b":method", b"POST"), (b":path", b"/"),
          (b":path", b"/index.html"), (b":scheme", b"http"), (b":scheme", b"https"), (b":status", b"200"),
          (b":status", b"204"), (b":status", b"206"), (b":status", b"304"), (b":status", b"400"), (b":status", b"404"),
          (b":status", b"500"), (b"accept-charset", b""), (b"accept-encoding", b"gzip, deflate")]
STATIC += [(name, b"") for name in (
    b"accept-language accept-ranges accept access-control-allow-origin age allow authorization cache-control "
    b"content-disposition content-encoding content-language content-length content-location content-range "
    b"content-type cookie date etag expect expires from host if-match if-modified-since if-none-match if-range "
    b"if-unmodified-since last-modified link location max-forwards proxy-authenticate proxy-authorization range "
    b"referer refresh retry-after server set-cookie strict-transport-security transfer-encoding user-agent vary via "
    b"www-authenticate").split()]

# Appendix B by the number of bits a symbol takes, 0 to 255. The code is canonical: of equal lengths, the next symbol
# has the next number.
LENGTHS = [
    13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28,
    28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12,
    10, 13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, 15, 5, 6,
    5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28, 20, 22, 20, 20, 22,
    22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, 22, 21,
    20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22,
    23, 26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26,
    28, 27, 27, 27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27,
    28, 27, 27, 27, 27, 27, 26]


def _codes():
    """(length, code) to symbol."""
    made, code, before = {}, 0, 5
    for length, symbol in sorted((length, symbol) for symbol, length in enumerate(LENGTHS)):
        code <<= length - before
        made[length, code] = symbol
        code, before = code + 1, length
    return made


CODES = _codes()


def unhuffman(data):
    out, code, length = bytearray(), 0, 0
    for byte in data:
        for bit in range(7, -1, -1):
            code, length = code << 1 | byte >> bit & 1, length + 1
            if (length, code) in CODES:
                out.append(CODES[length, code])
                code, length = 0, 0
    if length > 7 or code != (1 << length) - 1:
        raise ValueError("Huffman padding")
    return bytes(out)


def integer(value, bits, first=0):
    """Section 5.1; `first` has what stands above the prefix."""
    most = (1 << bits) - 1
    if value < most:
        return bytes([first | value])
    out, value = bytearray([first | most]), value - most
    while value >= 128:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes(out) + bytes([value])


def literal(name, value):
    """A field that enters no table (section 6.2.2)."""
    return b"\0" + integer(len(name), 7) + name + integer(len(value), 7) + value


def indexed_literal(name, value):
    """A field that enters the dynamic table (section 6.2.1)."""
    return b"\x40" + integer(len(name), 7) + name + integer(len(value), 7) + value


def encode(fields):
    return b"".join(literal(name, value) for name, value in fields)


class Decoder:
    """One connection's; raises ValueError or IndexError for what is no HPACK."""

    def __init__(self, most_bytes=4096):
        self.table, self.most_bytes = [], most_bytes

    def decode(self, block):
        self.block, self.at, fields = block, 0, []
        while self.at < len(block):
            first = block[self.at]
            if first & 0x80:
                fields.append(self._entry(self._integer(7)))
            elif first & 0xe0 == 0x20:
                self.most_bytes = self._integer(5)
                self._shrink()
            else:
                keeps = first & 0x40
                index = self._integer(6 if keeps else 4)
                name = self._entry(index)[0] if index else self._string()
                fields.append((name, self._string()))
                if keeps:
                    self.table.insert(0, fields[-1])
                    self._shrink()
        return fields

    def _entry(self, index):
        if not index:
            raise ValueError("index 0")
        return STATIC[index - 1] if index <= len(STATIC) else self.table[index - len(STATIC) - 1]

    def _integer(self, bits):
        most = (1 << bits) - 1
        value, self.at = self.block[self.at] & most, self.at + 1
        shift = 0
        while value >= most or shift:
            byte, self.at = self.block[self.at], self.at + 1
            value, shift = value + ((byte & 127) << shift), shift + 7
            if byte < 128:
                break
        return value

    def _string(self):
        coded = self.block[self.at] & 0x80
        length = self._integer(7)
        if self.at + length > len(self.block):
            raise ValueError("string beyond the block")
        text, self.at = self.block[self.at:self.at + length], self.at + length
        return unhuffman(text) if coded else text

    def _shrink(self):
        while sum(len(name) + len(value) + 32 for name, value in self.table) > self.most_bytes:
            self.table.pop()
