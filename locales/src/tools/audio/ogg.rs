//! The head and the length of an Ogg Opus file (RFC 3533, RFC 7845), enough to say whether a
//! recording can be used. Called by the pack; it reads no sound, allocates nothing by what a file
//! says, and must never panic on any bytes.

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sound {
    /// Channels of sound.
    pub(super) channels: u8,
    /// How long it plays, in milliseconds.
    pub(super) ms: u64,
}

/// One page of the container.
struct Page<'a> {
    granule: u64,
    body: &'a [u8],
}

/// Opus counts in samples of 48 kHz, whatever was recorded.
const SAMPLES_PER_MS: u64 = 48;

/// Reads all pages of a file.
pub(super) fn measure(file: &[u8]) -> Result<Sound, &'static str> {
    let mut rest = file;
    let mut head = None;
    let mut last = 0;
    while !rest.is_empty() {
        let (page, after) = page(rest)?;
        if head.is_none() {
            head = Some(opus_head(page.body).ok_or("no Ogg Opus")?);
        }
        // A page on which no packet ends has no time.
        if page.granule != u64::MAX {
            last = page.granule;
        }
        rest = after;
    }
    let (channels, skipped) = head.ok_or("no Ogg Opus")?;
    Ok(Sound { channels, ms: last.saturating_sub(skipped) / SAMPLES_PER_MS })
}

fn page(bytes: &[u8]) -> Result<(Page<'_>, &[u8]), &'static str> {
    let head = bytes.get(..27).filter(|head| head.starts_with(b"OggS\0")).ok_or("no Ogg Opus")?;
    let number = |at: usize| head.get(at..at + 8).and_then(|eight| eight.try_into().ok());
    let granule = number(6).map_or(0, u64::from_le_bytes);
    let segments = usize::from(*head.last().unwrap_or(&0));
    let lengths = bytes.get(27..27 + segments).ok_or("the file breaks off")?;
    let length: usize = lengths.iter().map(|length| usize::from(*length)).sum();
    let end = 27 + segments + length;
    let whole = bytes.get(..end).ok_or("the file breaks off")?;
    let told = head.get(22..26).and_then(|four| four.try_into().ok()).map(u32::from_le_bytes);
    if told != Some(checksum(whole)) {
        return Err("the file is damaged");
    }
    let body = whole.get(27 + segments..).unwrap_or_default();
    Ok((Page { granule, body }, bytes.get(end..).unwrap_or_default()))
}

/// Channels, and the samples at the beginning that are not played.
fn opus_head(body: &[u8]) -> Option<(u8, u64)> {
    let rest = body.strip_prefix(b"OpusHead")?;
    let [_version, channels, low, high, ..] = rest else { return None };
    Some((*channels, u64::from(u16::from_le_bytes([*low, *high]))))
}

/// The checksum of a page, with zeros in its own place.
fn checksum(page: &[u8]) -> u32 {
    let mut sum = 0_u32;
    for (at, byte) in page.iter().enumerate() {
        let byte = if (22..26).contains(&at) { 0 } else { *byte };
        sum ^= u32::from(byte) << 24;
        for _ in 0..8 {
            sum = if sum & 0x8000_0000 == 0 { sum << 1 } else { (sum << 1) ^ 0x04c1_1db7 };
        }
    }
    sum
}

/// A file of silence, for tests: packets of 20 milliseconds each.
#[cfg(test)]
pub(super) fn silence(channels: u8, packets: u64) -> Vec<u8> {
    const SKIPPED: u16 = 312;
    let page = |flags: u8, granule: u64, number: u32, body: &[u8]| {
        let mut page = b"OggS\0".to_vec();
        page.push(flags);
        page.extend(granule.to_le_bytes());
        page.extend(7_u32.to_le_bytes());
        page.extend(number.to_le_bytes());
        page.extend([0; 4]);
        page.push(1);
        page.push(u8::try_from(body.len()).unwrap());
        page.extend(body);
        let sum = checksum(&page);
        page.splice(22..26, sum.to_le_bytes());
        page
    };
    let mut head = b"OpusHead\x01".to_vec();
    head.push(channels);
    head.extend(SKIPPED.to_le_bytes());
    head.extend(48_000_u32.to_le_bytes());
    head.extend([0, 0, 0]);
    let mut tags = b"OpusTags".to_vec();
    tags.extend([0; 8]);
    let mut file = [page(2, 0, 0, &head), page(0, 0, 1, &tags)].concat();
    for packet in 1..=packets {
        let granule = packet * 20 * SAMPLES_PER_MS + u64::from(SKIPPED);
        let flags = if packet == packets { 4 } else { 0 };
        // Three bytes of CELT silence.
        let body = [0xF8, 0xFF, 0xFE];
        file.extend(page(flags, granule, 1 + u32::try_from(packet).unwrap(), &body));
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_is_that_of_all_packets() {
        assert_eq!(measure(&silence(1, 50)), Ok(Sound { channels: 1, ms: 1000 }));
        assert_eq!(measure(&silence(2, 1)), Ok(Sound { channels: 2, ms: 20 }));
    }

    #[test]
    fn every_cut_and_every_flipped_bit_ends_in_a_word_or_in_another_length() {
        let file = silence(1, 3);
        for end in 0..file.len() {
            if let Ok(sound) = measure(&file[..end]) {
                assert!(sound.ms < 60, "{end}");
            }
        }
        for at in 0..file.len() {
            let mut flipped = file.clone();
            flipped[at] ^= 1;
            assert!(measure(&flipped).is_err(), "{at}");
        }
    }
}
