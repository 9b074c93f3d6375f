//! QR codes as pictures: the texts of `wire/qr.rs` drawn as PNG or SVG, and found again in grey
//! pixels or a PNG. Called by hosts that have no camera library of their own. What a picture holds
//! is not trusted here; its size is bounded before anything is unpacked.

use crate::code::Code;
use crate::wire::qr::Size;
use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};
use quircs::Quirc;
use std::fmt::Write as _;

/// Light squares around a code, so that a scanner finds its edge (ISO/IEC 18004: four).
const QUIET: u32 = 4;
/// Most pixels of a picture that is read: a large phone camera's.
pub const PIXELS_MAX: u64 = 50_000_000;
/// Most bytes that a picture may take in memory while it is unpacked.
const UNPACKED_BYTES_MAX: usize = 256 * 1024 * 1024;
/// The version up to which a code that is printed stays easy to scan.
const PRINTED_VERSION: u8 = 15;

/// A code as squares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Squares {
    /// Squares of a side, without the light edge.
    pub side: u32,
    /// Row by row, true for dark.
    dark: Vec<bool>,
}

/// Draws the text of one code, no larger than `size`.
///
/// # Errors
/// [`Code::TransferTooLarge`] where it does not fit; [`Code::TransferMalformed`] for characters
/// that no code of this app has.
pub fn draw(text: &str, size: Size) -> Result<Squares, Code> {
    squares(text, QrCodeEcc::Low, size.version())
}

/// Draws a code for paper: with more error correction, because paper gets dirty and folded.
///
/// # Errors
/// As [`draw`].
pub fn draw_for_paper(text: &str) -> Result<Squares, Code> {
    squares(text, QrCodeEcc::Medium, PRINTED_VERSION)
}

fn squares(text: &str, correction: QrCodeEcc, version: u8) -> Result<Squares, Code> {
    if !QrSegment::is_alphanumeric(text) {
        return Err(Code::TransferMalformed);
    }
    let segment = [QrSegment::make_alphanumeric(text)];
    let (least, most) = (Version::new(1), Version::new(version));
    let code = QrCode::encode_segments_advanced(&segment, correction, least, most, None, true)
        .map_err(|_| Code::TransferTooLarge)?;
    let side = code.size();
    let places = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
    Ok(Squares {
        side: side.unsigned_abs(),
        dark: places.map(|(x, y)| code.get_module(x, y)).collect(),
    })
}

impl Squares {
    /// True for a dark square; everything outside is light.
    #[must_use]
    pub fn is_dark(&self, x: u32, y: u32) -> bool {
        let inside = x < self.side && y < self.side;
        inside && self.dark.get((y * self.side + x) as usize).is_some_and(|dark| *dark)
    }

    /// A black and white PNG, each square `pixels` wide.
    ///
    /// # Errors
    /// [`Code::TransferTooLarge`] for a picture of more than [`PIXELS_MAX`] pixels.
    pub fn png(&self, pixels: u32) -> Result<Vec<u8>, Code> {
        let failed = |_| Code::Internal;
        let width = (self.side + 2 * QUIET).saturating_mul(pixels.max(1));
        if u64::from(width) * u64::from(width) > PIXELS_MAX {
            return Err(Code::TransferTooLarge);
        }
        let row_bytes = width.div_ceil(8) as usize;
        let mut data = vec![0xff_u8; row_bytes * width as usize];
        for (y, row) in (0_u32..).zip(data.chunks_mut(row_bytes)) {
            for x in 0..width {
                let square = |at: u32| (at / pixels.max(1)).wrapping_sub(QUIET);
                if self.is_dark(square(x), square(y))
                    && let Some(byte) = row.get_mut((x / 8) as usize)
                {
                    *byte &= !(0x80 >> (x % 8));
                }
            }
        }
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, width, width);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        let mut writer = encoder.write_header().map_err(failed)?;
        writer.write_image_data(&data).map_err(failed)?;
        writer.finish().map_err(failed)?;
        Ok(out)
    }

    /// An SVG element without a size of its own: the page says how large it is.
    #[must_use]
    pub fn svg(&self) -> String {
        let side = self.side + 2 * QUIET;
        let mut path = String::new();
        for y in 0..self.side {
            let mut x = 0;
            while x < self.side {
                let run = (x..self.side).take_while(|at| self.is_dark(*at, y)).count() as u32;
                if run > 0 {
                    // Writing into a String cannot fail.
                    let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
                }
                x += run.max(1);
            }
        }
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" \
             shape-rendering=\"crispEdges\"><path d=\"M0 0h{side}v{side}H0z\" fill=\"#fff\"/>\
             <path d=\"{path}\" fill=\"#000\"/></svg>"
        )
    }
}

/// The texts of all codes that are found in grey pixels, row by row, 0 for black. What is no text
/// of a code is passed over.
#[must_use]
pub fn texts_in(pixels: &[u8], width: usize) -> Vec<String> {
    let height = pixels.len().checked_div(width).unwrap_or(0);
    if height == 0 || (width as u64) * (height as u64) > PIXELS_MAX {
        return Vec::new();
    }
    // A last row that breaks off is no row.
    let Some(whole) = pixels.get(..width * height) else { return Vec::new() };
    let mut quirc = Quirc::default();
    let found = quirc.identify(width, height, whole);
    let read = found.filter_map(|code| code.ok()?.decode().ok());
    read.filter_map(|data| String::from_utf8(data.payload).ok()).collect()
}

/// The texts of all codes in a PNG.
///
/// # Errors
/// [`Code::QrUnreadable`] for what is no PNG, is too large, or has no code in it.
pub fn texts_in_png(bytes: &[u8]) -> Result<Vec<String>, Code> {
    let bad = Code::QrUnreadable;
    let limits = png::Limits { bytes: UNPACKED_BYTES_MAX };
    let mut decoder = png::Decoder::new_with_limits(std::io::Cursor::new(bytes), limits);
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(|_| bad)?;
    let (width, height) = reader.info().size();
    if u64::from(width) * u64::from(height) > PIXELS_MAX {
        return Err(bad);
    }
    let size = reader.output_buffer_size().filter(|size| *size <= UNPACKED_BYTES_MAX).ok_or(bad)?;
    let mut data = vec![0; size];
    let frame = reader.next_frame(&mut data).map_err(|_| bad)?;
    let samples = frame.color_type.samples();
    let mut grey = Vec::with_capacity(width as usize * height as usize);
    for pixel in data.get(..frame.buffer_size()).unwrap_or_default().chunks_exact(samples) {
        grey.push(shade(pixel));
    }
    let texts = texts_in(&grey, width as usize);
    if texts.is_empty() { Err(bad) } else { Ok(texts) }
}

/// How bright a pixel is; what shines through counts as paper.
fn shade(pixel: &[u8]) -> u8 {
    let over_paper = |grey: u32, alpha: u8| {
        let alpha = u32::from(alpha);
        ((grey * alpha + 255 * (255 - alpha)) / 255) as u8
    };
    // Weights of ITU-R BT.601.
    let luma =
        |r: u8, g: u8, b: u8| (u32::from(r) * 299 + u32::from(g) * 587 + u32::from(b) * 114) / 1000;
    match *pixel {
        [grey] => grey,
        [grey, alpha] => over_paper(u32::from(grey), alpha),
        [r, g, b] => luma(r, g, b) as u8,
        [r, g, b, alpha] => over_paper(luma(r, g, b), alpha),
        _ => 0xff,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::qr::codes;
    use proptest::prelude::*;

    fn content(length: usize) -> Vec<u8> {
        (0..length as u32).map(|at| at.wrapping_mul(2_654_435_761).to_be_bytes()[0] | 1).collect()
    }

    #[test]
    fn what_is_drawn_is_read_again_and_no_code_is_larger_than_its_size() {
        for (size, side) in [(Size::Small, 77), (Size::Large, 97)] {
            let texts = codes(&content(size.bytes()), size).unwrap();
            let squares = draw(&texts[0], size).unwrap();
            assert_eq!(squares.side, side, "version {}", size.version());
            for pixels in [2, 5] {
                let png = squares.png(pixels).unwrap();
                assert_eq!(texts_in_png(&png), Ok(texts.clone()));
            }
        }
        let larger = "0".repeat(1250);
        assert_eq!(draw(&larger, Size::Large), Err(Code::TransferTooLarge));
        assert_eq!(draw("ཀ", Size::Large), Err(Code::TransferMalformed));
    }

    #[test]
    fn two_codes_side_by_side_on_a_grey_photo_are_both_read() {
        let texts = codes(&content(900), Size::Small).unwrap();
        let squares: Vec<Squares> =
            texts.iter().map(|text| draw(text, Size::Small).unwrap()).collect();
        let (side, pixels) = (squares[0].side as usize + 8, 4);
        let width = 2 * side * pixels;
        let mut grey = Vec::new();
        for y in 0..side * pixels {
            for x in 0..width {
                let of = &squares[x / (side * pixels)];
                let at = |place: usize| ((place / pixels) as u32).wrapping_sub(QUIET);
                let dark = of.is_dark(at(x % (side * pixels)), at(y));
                grey.push(if dark { 60 } else { 190 });
            }
        }
        let mut found = texts_in(&grey, width);
        found.sort();
        let mut wanted = texts;
        wanted.sort();
        assert_eq!(found, wanted);
    }

    #[test]
    fn colours_and_glass_are_read_as_grey() {
        assert_eq!(shade(&[7]), 7);
        assert_eq!(shade(&[0, 0]), 255);
        assert_eq!(shade(&[255, 255, 255]), 255);
        assert_eq!(shade(&[0, 0, 0, 255]), 0);
    }

    #[test]
    fn what_is_no_picture_or_too_large_is_refused() {
        let png = draw("DK:ABC", Size::Small).unwrap().png(3).unwrap();
        for bytes in [&b""[..], b"\x89PNG", &png[..png.len() / 2], b"GIF89a"] {
            assert_eq!(texts_in_png(bytes), Err(Code::QrUnreadable));
        }
        // The head says 60,000 by 60,000; nothing is allocated for it.
        let mut huge = png.clone();
        huge[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
        assert_eq!(texts_in_png(&huge), Err(Code::QrUnreadable));
        assert_eq!(draw("DK:ABC", Size::Small).unwrap().png(9000), Err(Code::TransferTooLarge));
    }

    #[test]
    fn a_code_for_paper_is_an_svg_that_says_the_same() {
        let squares = draw_for_paper("DK:BB8").unwrap();
        let svg = squares.svg();
        let darks = squares.dark.iter().filter(|dark| **dark).count();
        let runs = svg.split("v1h-").skip(1).filter_map(|rest| rest.split('z').next());
        let drawn: usize = runs.map(|length| length.parse::<usize>().unwrap()).sum();
        assert_eq!(drawn, darks);
        assert!(darks > 100 && svg.contains("viewBox=\"0 0 29 29\""), "{svg}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn spoilt_pictures_are_read_or_not_and_never_wrong(
            spots in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..400),
        ) {
            let text = codes(&content(200), Size::Small).unwrap().remove(0);
            let squares = draw(&text, Size::Small).unwrap();
            let (pixels, width) = (3_u32, ((squares.side + 2 * QUIET) * 3) as usize);
            let mut grey: Vec<u8> = (0..width * width)
                .map(|at| {
                    let place = |at: usize| (at as u32 / pixels).wrapping_sub(QUIET);
                    if squares.is_dark(place(at % width), place(at / width)) { 0 } else { 255 }
                })
                .collect();
            for (at, shade) in spots {
                let at = at.index(grey.len());
                grey[at] = shade;
            }
            for found in texts_in(&grey, width) {
                prop_assert_eq!(&found, &text);
            }
        }

        #[test]
        fn corners_of_codes_anywhere_are_no_code_and_no_trap(
            corners in proptest::collection::vec((0_usize..180, 0_usize..180, 1_usize..9), 2..9),
            spots in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..900),
        ) {
            let width = 200;
            let mut grey = vec![255_u8; width * width];
            for (left, top, square) in corners {
                for (y, x) in (0..7 * square).flat_map(|y| (0..7 * square).map(move |x| (y, x))) {
                    let edge = |at: usize| (at / square).min(6 - at / square);
                    // Dark outside, light, and dark within: what a scanner looks for.
                    let dark = edge(x).min(edge(y)) != 1;
                    if top + y < width && left + x < width {
                        grey[(top + y) * width + left + x] = if dark { 0 } else { 255 };
                    }
                }
            }
            for (at, shade) in spots {
                let at = at.index(grey.len());
                grey[at] = shade;
            }
            prop_assert!(texts_in(&grey, width).is_empty());
        }

        #[test]
        fn noise_is_no_code(
            noise in proptest::collection::vec(any::<u8>(), 0..4000), width in 0_usize..80,
        ) {
            prop_assert!(texts_in(&noise, width).is_empty());
        }
    }
}
