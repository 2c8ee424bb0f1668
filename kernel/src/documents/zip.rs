//! What a zip file says it holds. Nothing is unpacked but one small entry, within a bound, so a
//! bomb stays a file; names that climb out of a folder are refused though nobody follows them
//! here (abuse case A20).

use std::io::Read as _;

/// Entries in a file, and bytes when unpacked, that an honest document stays below.
const MOST_ENTRIES: usize = 5000;
const MOST_UNPACKED: u64 = 500 * 1024 * 1024;
/// Bytes of an entry that is looked into.
const MOST_LOOKED_AT: u64 = 256 * 1024;

/// An entry, as the directory at the end of the file describes it.
struct Entry<'a> {
    name: &'a str,
    /// 0 stored, 8 deflated.
    method: u16,
    packed: usize,
    offset: usize,
}

/// The entries of a zip file that is what it seems.
pub(super) struct Zip<'a> {
    bytes: &'a [u8],
    entries: Vec<Entry<'a>>,
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?)).ok()
}

impl<'a> Zip<'a> {
    /// Reads the directory. `None` when the file is damaged, encrypted, larger inside than any
    /// document, or arranged as no document is: with something before its first entry, between
    /// its last and the directory's end, or behind it.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        if !bytes.starts_with(b"PK\x03\x04") {
            return None;
        }
        let end = find_end(bytes)?;
        let count = usize::from(u16_at(bytes, end + 10)?);
        let (size, start) = (u32_at(bytes, end + 12)?, u32_at(bytes, end + 16)?);
        if count == 0 || count > MOST_ENTRIES || start.checked_add(size)? != end {
            return None;
        }
        let (mut at, mut unpacked) = (start, 0u64);
        let mut entries: Vec<Entry<'a>> = Vec::with_capacity(count);
        for _ in 0..count {
            let (entry, size, next) = read_entry(bytes, at)?;
            unpacked += size;
            entries.push(entry);
            at = next;
        }
        let mut names: Vec<String> = entries.iter().map(|e| e.name.to_lowercase()).collect();
        names.sort_unstable();
        names.dedup();
        let sound = at == end
            && unpacked <= MOST_UNPACKED
            && names.len() == entries.len()
            && entries.iter().any(|entry| entry.offset == 0);
        sound.then_some(Self { bytes, entries })
    }

    /// Whether an entry has this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name == name)
    }

    /// Whether any entry's name, in small letters, is of this kind.
    pub(super) fn any(&self, is: impl Fn(&str) -> bool) -> bool {
        self.entries.iter().any(|entry| is(&entry.name.to_lowercase()))
    }

    /// An entry's content, when it is small and sound.
    pub(super) fn content(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entries.iter().find(|entry| entry.name == name)?;
        let header = entry.offset;
        if self.bytes.get(header..header + 4)? != b"PK\x03\x04" {
            return None;
        }
        let name_length = usize::from(u16_at(self.bytes, header + 26)?);
        let extra = usize::from(u16_at(self.bytes, header + 28)?);
        let start = header + 30 + name_length + extra;
        let packed = self.bytes.get(start..start.checked_add(entry.packed)?)?;
        let mut out = Vec::new();
        match entry.method {
            0 => packed.take(MOST_LOOKED_AT + 1).read_to_end(&mut out).ok()?,
            8 => flate2::read::DeflateDecoder::new(packed)
                .take(MOST_LOOKED_AT + 1)
                .read_to_end(&mut out)
                .ok()?,
            _ => return None,
        };
        (out.len() as u64 <= MOST_LOOKED_AT).then_some(out)
    }
}

/// The end of the directory: the last thing in the file but for a comment that ends it.
fn find_end(bytes: &[u8]) -> Option<usize> {
    let last = bytes.len().checked_sub(22)?;
    let first = last.saturating_sub(usize::from(u16::MAX));
    (first..=last).rev().find(|at| {
        bytes[*at..].starts_with(b"PK\x05\x06")
            && u16_at(bytes, at + 20)
                .is_some_and(|comment| at + 22 + usize::from(comment) == bytes.len())
    })
}

/// One entry of the directory, its size unpacked, and where the next begins.
fn read_entry(bytes: &[u8], at: usize) -> Option<(Entry<'_>, u64, usize)> {
    if bytes.get(at..at + 4)? != b"PK\x01\x02" {
        return None;
    }
    let (flags, method) = (u16_at(bytes, at + 8)?, u16_at(bytes, at + 10)?);
    let (packed, unpacked) = (u32_at(bytes, at + 20)?, u32_at(bytes, at + 24)?);
    let name_length = usize::from(u16_at(bytes, at + 28)?);
    let rest = usize::from(u16_at(bytes, at + 30)?) + usize::from(u16_at(bytes, at + 32)?);
    let offset = u32_at(bytes, at + 42)?;
    let name = std::str::from_utf8(bytes.get(at + 46..at + 46 + name_length)?).ok()?;
    let climbs = name.starts_with('/')
        || name.contains(['\\', ':', '\0'])
        || name.split('/').any(|part| part == "..");
    // Bit 0 of the flags: encrypted, so that nobody can say what it is.
    if flags & 1 == 1 || climbs || packed > bytes.len() {
        return None;
    }
    let entry = Entry { name, method, packed, offset };
    Some((entry, u64::try_from(unpacked).ok()?, at + 46 + name_length + rest))
}
