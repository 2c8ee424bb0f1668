#!/usr/bin/env python3
"""Verifies an exported record. Written from docs/record-format.md, with the standard library only.

    python3 verify.py BUNDLE [--key HEX]... [--witness FILE]... [--receipt TEXT]...

Exit code 0: every check passed; 3: the record is not whole; 2: the question was wrong."""
import argparse, base64, hashlib, json, re, struct, sys

MAX_LINE, MAX_NOTE, MAX_RECEIPT, MAX_FINDINGS, U64 = 16777216, 4096, 1024, 100, 2**64
NUM, INT = r"(0|[1-9][0-9]{0,19})", r"(0|-?[1-9][0-9]{0,18})"
ORIGIN, HEX32 = r"([!#-*,-\[\]-~]{1,200})", r"([0-9a-f]{64})"
B64 = "((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)"
HEADER = re.compile(r'\{"format":"yousaid\.record","version":1,"origin":"' + ORIGIN + r'","body":"([0-9a-f]{32})",'
                    r'"keys":\[((?:"[0-9a-f]{64}"(?:,"[0-9a-f]{64}"){0,63})?)\]\}\n')
ENTRY = re.compile(rf'\{{"sequence":{NUM},"entry":"{B64}",(?:"salt":"{B64}","content":"{B64}"|"erased":true)\}}\n')
NOTE_LINE = re.compile(r'\{"note":"((?:[^"\\\x00-\x1f\ud800-\udfff]|\\n)*)"\}\n')
TRAILER = re.compile(rf'\{{"size":{NUM},"root":"{B64}","sha256":"{HEX32}"\}}\n')
REASON, SIGNATURE = r"([!#-\[\]-~](?:[ !#-\[\]-~]{0,98}[!#-\[\]-~])?)", "\u2014 ([^ \n]*) ([^\n]*)\n"
NOTE = re.compile(rf"({ORIGIN}\n{NUM}\n{B64}\ntime {INT}\nreason {REASON}\n)\n((?:{SIGNATURE})+)")
RECEIPT = re.compile(rf"yousaid-receipt-1 {ORIGIN} {NUM} {INT} {HEX32} {B64}")
NAME = re.compile(rb"[!-~]{1,64}")

class Refused(Exception):  # for notes and receipts the message is the end of the finding's code
    pass

# Ed25519 (RFC 8032), points as X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z.
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
def plus(a, b):
    m, n = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    t, z = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = n - m, z - t, z + t, n + m
    return e * f % P, g * h % P, f * g % P, e * h % P
def times(scalar, point):
    result = (0, 1, 1, 0)
    for bit in bin(scalar)[2:]:
        result = plus(result, result)
        result = plus(result, point) if bit == "1" else result
    return result
def is_small(point):
    return pack(times(8, point)) == pack((0, 1, 1, 0))
def pack(point):
    x, y = (value * pow(point[2], -1, P) % P for value in point[:2])
    return (y | (x & 1) << 255).to_bytes(32, "little")
def unpack(data):
    """The point these bytes encode; None if they encode none, or one not fit for a public key."""
    sign, y = divmod(int.from_bytes(data, "little"), 2**255)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * pow(2, (P - 1) // 4, P) % P
    point = (x if x & 1 == sign else P - x, y, 1, (x if x & 1 == sign else P - x) * y % P)
    return None if y >= P or (x * x - square) % P or is_small(point) else point
BASE = unpack((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
def verifies(key, message, signature):
    x, y, z, t = unpack(key)
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    k = int.from_bytes(hashlib.sha512(r + key + message).digest(), "little") % L
    point = plus(times(s, BASE), times(k, (P - x, y, z, P - t)))
    return s < L and pack(point) == r and not is_small(point)
def public_key(text):
    key = bytes.fromhex(text)
    if not re.fullmatch(HEX32, text) or unpack(key) is None:
        raise ValueError(text)
    return key

# Refusals, numbers, base64, hashes, the tree, the entry
def refuse():
    raise Refused("format")
def number(text, low=0, high=U64):
    return int(text) if low <= int(text) < high else refuse()
def from_base64(text, length=None):
    data = base64.b64decode(text)
    return data if base64.b64encode(data).decode() == text and length in (None, len(data)) else refuse()
def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()
def decode(data):
    """Body, sequence, time, commitment and kind of an entry."""
    if len(data) < 86 or data[:4] != b"YSE1":
        raise Refused("it is too short or starts with other bytes")
    _, body, sequence, time, _, committed = struct.unpack(">H16sQq16s32s", data[4:86])
    names, at = [], 86
    for _ in range(3):
        end = at + 1 + (data[at] if at < len(data) else 0)
        names, at = names + [data[at + 1:end]], end
    if at != len(data) or not all(map(NAME.fullmatch, names)):
        raise Refused("a name is not in the form, or bytes are left over")
    return body, sequence, time, committed, names[0]
def depth(value):
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)
def checked(text):
    return int(text) if int(float(text)) >= 0 and re.fullmatch(NUM, text) else 0.5  # fails if infinite
def erased_sequence(content):
    """The member `erases` of a JSON object, or None if that is not an unsigned number."""
    try:
        value = json.loads(content.decode(), parse_constant=checked, parse_float=checked, parse_int=checked)
        json.dumps(value, ensure_ascii=False).encode()  # refuses half a surrogate pair
        found = value.get("erases") if isinstance(value, dict) and depth(value) < 128 else None
    except (ValueError, OverflowError, RecursionError):
        return None
    return found if type(found) is int and found < U64 else None

# Signed notes and receipts
def check_stamp(stamp, origin, message, keys):
    """Whether a trusted key signed; False if the stamp names none of them."""
    data = from_base64(stamp, 68) if re.fullmatch(B64, stamp) else refuse()
    named = [key for key in keys if sha(origin.encode(), b"\n\x01", key)[:4] == data[:4]]
    if named and not any(verifies(key, message, data[4:]) for key in named):
        raise Refused("signature")
    return bool(named)
def open_note(text, keys):
    """Origin, size, root and reason of a checkpoint."""
    match = NOTE.fullmatch(text)
    if not match or len(text.encode()) > MAX_NOTE:
        refuse()
    signed, origin, size, root, _, reason = match.groups()[:6]
    size, root, _ = number(size), from_base64(root, 32), number(match[5], -2**63, 2**63)
    stamps = [stamp for name, stamp in re.findall(SIGNATURE, match[7]) if name == origin]
    if not any([check_stamp(stamp, origin, signed.encode(), keys) for stamp in stamps]):
        raise Refused("key")
    return origin, size, root, reason
def open_receipt(text, keys):
    """Origin, sequence, leaf and time of a receipt."""
    words = re.sub(r"[ \t\r\n]+", " ", text).strip(" ")
    match = RECEIPT.fullmatch(words)
    if not match or len(text.encode()) > MAX_RECEIPT:
        refuse()
    sequence, time = number(match[2]), number(match[3], -2**63, 2**63)
    signed = "".join(word + "\n" for word in words.split(" ")[:5])
    if not check_stamp(match[5], match[1], signed.encode(), keys):
        raise Refused("key")
    return match[1], sequence, bytes.fromhex(match[4]), time

class Verifier:
    def __init__(self, keys):
        self.origin, self.body, self.keys, self.size, self.peaks = "", b"", keys, 0, []
        self.expected, self.last_time, self.compared = 0, None, None
        self.held, self.receipts, self.missing, self.explained = {}, {}, set(), set()
        self.vouched, self.blame, self.suspected = 0, 0, False
        self.findings, self.total, self.first_bad = [], 0, None
    def add(self, place, code, says, marked=False):
        self.total += 1
        if marked and not self.suspected:
            self.blame, self.suspected = place, True
        if place is not None:
            self.first_bad = place if self.first_bad is None else min(place, self.first_bad)
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(f"finding {'-' if place is None else place} {code} {says}")
    def append(self, leaf):
        bits, self.size = self.size, self.size + 1
        while bits & 1:
            leaf, bits = sha(b"\x01", self.peaks.pop(), leaf), bits >> 1
        self.peaks.append(leaf)
    def root(self):
        root = self.peaks[-1] if self.peaks else sha()
        for peak in self.peaks[-2::-1]:
            root = sha(b"\x01", peak, root)
        return root
    def opened(self, what, opener, text):
        try:
            origin, *rest = opener(text, self.keys)
        except Refused as error:
            return self.add(None, f"{what}-{error}", f"a {what} was not accepted")
        return rest if origin == self.origin else self.add(None, f"{what}-origin", f"it is for {origin}")
    def checkpoint(self, text):
        if not (opened := self.opened("note", open_note, text)):
            return
        size, root, reason = opened
        count = re.fullmatch(NUM, reason[6:]) if reason.startswith("close:") else None
        if reason.startswith("close:") and (not count or int(count[1]) >= U64):
            self.add(None, "close-count", "a closing checkpoint commits to no count")
        if size < self.size:
            return self.add(self.blame, "note-late", f"a checkpoint of {size} entries comes after more")
        held = self.held.setdefault(size, [])
        if any(other != root for other in held):
            self.add(None, "fork", f"two signed checkpoints of {size} entries have different roots")
        held.append(root)
    def receipt(self, text):
        if opened := self.opened("receipt", open_receipt, text):
            self.receipts.setdefault(opened[0], []).append(opened[1:])
    def compare(self):
        n, blame = self.size, self.blame
        for signed in self.held.pop(n, []):
            self.compared = n
            if signed == self.root():
                self.vouched, self.blame, self.suspected = n, n, False
            else:
                self.add(blame, "root", f"the first {n} entries are not those that were signed")
    def entry(self, stated, data, salt, content):
        self.compare()
        n, leaf, kind = self.size, sha(b"\x00", data), None
        try:
            body, sequence, time, committed, kind = decode(data)
        except Refused as error:
            sequence, time, self.expected = n, None, min(self.expected + 1, U64 - 1)
            self.add(n, "entry-format", f"entry {n} cannot be read: {error}", True)
        else:
            if not sequence == self.expected == stated:
                self.add(n, "sequence", f"entry {sequence} stands in place {n}, expected {self.expected}", True)
            if body != self.body:
                self.add(n, "body", f"entry {n} belongs to another body", True)
            if self.last_time is not None and time < self.last_time:
                self.add(n, "time", f"entry {n} is earlier than the one before it", True)
            self.expected, self.last_time = min(sequence + 1, U64 - 1), time
        for promised in self.receipts.pop(n, []):
            if promised[0] != leaf or kind is not None and promised[1] != time:
                self.add(n, "receipt", f"entry {n} is not the one a receipt was given for", True)
        if content is None:
            self.missing.add(sequence)
        elif kind is not None:
            if len(salt) != 32 or sha(b"yousaid.record/commitment/1\n", salt, content) != committed:
                self.add(n, "commitment", f"salt and content of entry {n} are not what it commits to")
            elif kind == b"record.erased":
                self.erasing(n, sequence, erased_sequence(content))
        self.append(leaf)
    def erasing(self, n, sequence, erased):
        if erased is None or erased >= sequence:
            self.add(n, "erasure", f"entry {n} does not name an earlier entry that it erases")
        elif erased in self.missing:
            self.missing.remove(erased)
            self.explained.add(erased)
        elif erased not in self.explained:
            self.add(erased, "erasure-undone", f"entry {n} erased entry {erased}, whose content is here")
    def trailer(self, size, root, whole):
        self.compare()
        if size != self.size:
            self.add(min(size, self.size), "trailer", f"it says {size} entries; there are {self.size}")
        elif root != self.root():
            self.add(self.blame, "trailer", "it has another root")
        if not whole:
            self.add(None, "checksum", "the file's bytes are not those its trailer sums up")
    def finish(self):
        self.compare()
        if self.size and self.compared != self.size:
            self.add(self.vouched, "unclosed", f"no trusted checkpoint commits to all {self.size} entries")
        for place in sorted(self.missing):
            self.add(place, "content-missing", f"no later entry records the erasure of entry {place}")
        for what in [f"{n} entries" for n in sorted(self.held)] + [f"entry {n}" for n in sorted(self.receipts)]:
            self.add(self.size, "truncated", f"a signature covers {what}; there are {self.size} entries")

# The bundle
def read_line(file):
    return file.readline(MAX_LINE).decode(errors="surrogateescape")
def read_lines(file, seen, verifier):
    while line := read_line(file):
        if match := ENTRY.fullmatch(line):
            salt, content = (None if part is None else from_base64(part) for part in match.group(3, 4))
            verifier.entry(number(match[1]), from_base64(match[2]), salt, content)
        elif match := NOTE_LINE.fullmatch(line):
            verifier.checkpoint(match[1].replace("\\n", "\n"))
        elif match := TRAILER.fullmatch(line):
            verifier.trailer(number(match[1]), from_base64(match[2], 32), seen.hexdigest() == match[3])
            return read_line(file) and refuse()
        else:
            refuse()
        seen.update(line.encode())
    verifier.add(verifier.size, "trailer", "the file ends without a trailer")
def verify(file, keys, witnessed, receipts):
    line, verifier = read_line(file), Verifier(keys)
    match = HEADER.fullmatch(line)
    own_keys = [bytes.fromhex(key) for key in re.findall(HEX32, match[3])] if match else []
    if not match or not all(map(unpack, own_keys)):
        verifier.add(None, "header", "the first line is not a bundle's header")
        return verifier
    verifier.origin, verifier.body, verifier.keys = match[1], bytes.fromhex(match[2]), keys or own_keys
    for note in witnessed:
        verifier.checkpoint(note)
    for receipt in receipts:
        verifier.receipt(receipt)
    try:
        read_lines(file, hashlib.sha256(line.encode()), verifier)
        verifier.finish()
    except Refused:
        verifier.add(verifier.size, "line", f"after {verifier.size} entries a line is not in its form")
    return verifier
def main():
    parser = argparse.ArgumentParser(description="Verifies an exported record.")
    parser.add_argument("bundle", type=argparse.FileType("rb"))
    parser.add_argument("--key", action="append", default=[], type=public_key, help="64 hex digits")
    parser.add_argument("--witness", action="append", default=[], type=argparse.FileType("rb"), help="a note's file")
    parser.add_argument("--receipt", action="append", default=[], help="the text of a receipt")
    asked = parser.parse_args()
    witnessed = [file.read().decode(errors="replace") for file in asked.witness]
    verifier = verify(asked.bundle, asked.key, witnessed, asked.receipt)
    if not asked.key:
        print("no key was given: signatures were checked with the bundle's own keys only")
    print(f"entries {verifier.size}\nroot {verifier.root().hex()}\nvouched {verifier.vouched}")
    print(f"first bad {'none' if verifier.first_bad is None else verifier.first_bad}")
    print("\n".join(verifier.findings + [f"findings {verifier.total}"]))
    sys.exit(3 if verifier.total else 0)

main()
