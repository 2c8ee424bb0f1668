//! Pictures are encoded anew, so that what a camera wrote beside them (place, time, serial number)
//! and whatever else was hidden in the file is gone (abuse cases A08 and A19).

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits};

use super::content::Kind;

/// Pixels along a side, at most: four times what a telephone takes.
const MOST_PIXELS: u32 = 16_384;
/// Bytes that decoding may take, at most.
const MOST_MEMORY: u64 = 400 * 1024 * 1024;
/// Of a hundred: no difference that an eye would see.
const JPEG_QUALITY: u8 = 90;

const DAMAGED: &str = "document-damaged";
const TOO_LARGE: &str = "document-picture-too-large";

/// The picture without anything beside it, upright as its camera meant it, and what it is now: a
/// WebP becomes a JPEG, or a PNG where it is see-through. The key of the words that refuse it when
/// it is damaged or larger than 16,384 pixels along a side. Of moving pictures, the first.
pub(super) fn anew(kind: Kind, bytes: &[u8]) -> Result<(Kind, Vec<u8>), &'static str> {
    let format = match kind {
        Kind::Png => ImageFormat::Png,
        Kind::Jpeg => ImageFormat::Jpeg,
        Kind::Webp => ImageFormat::WebP,
        _ => return Ok((kind, bytes.to_vec())),
    };
    let picture = decode(format, bytes).map_err(|error| match error {
        image::ImageError::Limits(_) => TOO_LARGE,
        _ => DAMAGED,
    })?;
    let kind = match kind {
        Kind::Webp if picture.color().has_alpha() => Kind::Png,
        Kind::Webp => Kind::Jpeg,
        other => other,
    };
    encode(kind, &picture).map(|bytes| (kind, bytes)).map_err(|_| DAMAGED)
}

fn decode(format: ImageFormat, bytes: &[u8]) -> image::ImageResult<DynamicImage> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_PIXELS);
    limits.max_image_height = Some(MOST_PIXELS);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    // A picture whose orientation cannot be read is taken as it lies.
    let turned = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(turned);
    Ok(picture)
}

fn encode(kind: Kind, picture: &DynamicImage) -> image::ImageResult<Vec<u8>> {
    let mut out = Cursor::new(Vec::new());
    match kind {
        Kind::Jpeg => {
            picture.write_with_encoder(JpegEncoder::new_with_quality(&mut out, JPEG_QUALITY))?;
        }
        _ => picture.write_to(&mut out, ImageFormat::Png)?,
    }
    Ok(out.into_inner())
}
