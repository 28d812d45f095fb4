//! Pictures: taken in, checked by content, made small by a job.
//!
//! What is stored and shown was decoded and encoded again by us, so nothing of the file that was handed in survives but
//! its pixels: no position, no camera, no second meaning of its bytes. The original goes when the sizes are made.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Limits, RgbImage, imageops::FilterType,
};
use store::{Claim, FileName};
use tokio::io::AsyncReadExt;
use types::{
    Code, JobId, MediaId, Problem, Right, ShopId,
    goods::{MAX_PICTURE, MediaState, Uploaded, WIDTHS},
};

use crate::{
    Ctx, Engine, Error, Result, audit,
    jobs::{self, Job},
};

/// A picture of more pixels is a mistake, or a bomb.
const MAX_PIXELS: u64 = 50_000_000;
const MAX_SIDE: u32 = 20_000;
/// What decoding one picture may take.
const MAX_MEMORY: u64 = 400 << 20;
/// Of 100; below it edges begin to show.
const QUALITY: u8 = 82;
/// A picture that no product shows is kept this long: the form it was put into may still be open.
const KEPT: chrono::TimeDelta = chrono::TimeDelta::hours(24);

fn url(shop: ShopId, id: MediaId) -> String {
    format!("/media/{shop}/{id}-1200.jpg")
}

/// Takes a picture in and queues the making of its sizes. JPEG, PNG or WebP, by content: what a browser calls it does not
/// matter.
pub async fn accept(cx: &Ctx, bytes: Vec<u8>) -> Result<Uploaded> {
    cx.may(Right::EditCatalogue)?;
    if bytes.len() > MAX_PICTURE {
        return Err(Problem::new(Code::TooLarge, "A picture may have at most 20 MB.").into());
    }
    if bytes.is_empty() {
        return Err(Error::invalid("The file is empty. Choose the picture again."));
    }
    if let Err(reason) = reader(&bytes).and_then(|reader| check_size(reader.into_dimensions())) {
        return Err(Error::invalid(reason));
    }
    let id = cx.id(MediaId::from_parts)?;
    let size = bytes.len();
    cx.engine.store().files().write(cx.shop.id, FileName::Picture(id), &mut bytes.as_slice(), size as u64).await?;
    let now = cx.now();
    let tx = cx.store.begin().await?;
    tx.media_add(id, now).await?;
    let job = Job::Thumbnail { media: id }.payload()?;
    tx.job_push(&jobs::media_lane(cx), job, now, cx.id(JobId::from_parts)?).await?;
    audit::note(cx, &tx, "picture.uploaded", id, serde_json::json!({ "bytes": size })).await?;
    tx.commit().await?;
    Ok(Uploaded { id, state: MediaState::Waiting, url: url(cx.shop.id, id), problem: String::new() })
}

/// How far a picture is.
pub async fn state(cx: &Ctx, id: MediaId) -> Result<Uploaded> {
    cx.may(Right::View)?;
    let (state, problem) = cx.store.media(id).await?.ok_or_else(Error::not_found)?;
    Ok(Uploaded { id, state, url: url(cx.shop.id, id), problem })
}

/// The bytes of a picture by the name in its address, such as `med_…-480.jpg`: a JPEG. Anybody may ask: shoppers see it.
pub async fn read(engine: &Engine, shop: &str, name: &str) -> Result<Vec<u8>> {
    let asked = || {
        let (id, width) = name.strip_suffix(".jpg")?.split_once('-')?;
        let width: u32 = width.parse().ok()?;
        let file = FileName::Media(id.parse().ok()?, *WIDTHS.iter().find(|known| **known == width)?);
        Some((shop.parse::<ShopId>().ok()?, file))
    };
    let (shop, file) = asked().ok_or_else(Error::not_found)?;
    let mut bytes = Vec::new();
    let mut open = engine.store().files().open(shop, file).await?;
    open.read_to_end(&mut bytes).await.map_err(|error| Error::internal("a picture cannot be read", error))?;
    Ok(bytes)
}

/// The job: decodes the picture and writes its sizes.
pub(crate) async fn make(cx: &Ctx, claim: &Claim, id: MediaId) -> Result<()> {
    let files = cx.engine.store().files();
    let known = cx.store.media(id).await?;
    if known.is_none_or(|(state, _)| state != MediaState::Waiting) {
        let tx = cx.store.begin().await?;
        tx.job_complete(claim, cx.now()).await?;
        return Ok(tx.commit_soft().await?);
    }
    let mut bytes = Vec::new();
    let mut original = files.open(cx.shop.id, FileName::Picture(id)).await?;
    original.read_to_end(&mut bytes).await.map_err(|error| Error::internal("a picture cannot be read", error))?;
    let made = tokio::task::spawn_blocking(move || sizes(&bytes))
        .await
        .unwrap_or_else(|_| Err("The picture could not be read. Save it anew as a JPEG and try again.".to_owned()));
    let (state, problem) = match made {
        Ok(made) => {
            for (width, jpeg) in made {
                let most = jpeg.len() as u64;
                files.write(cx.shop.id, FileName::Media(id, width), &mut jpeg.as_slice(), most).await?;
            }
            (MediaState::Ready, String::new())
        }
        Err(problem) => (MediaState::Failed, problem),
    };
    let tx = cx.store.begin().await?;
    tx.media_set(id, state, &problem).await?;
    tx.job_complete(claim, cx.now()).await?;
    tx.commit().await?;
    files.remove(cx.shop.id, FileName::Picture(id)).await?;
    Ok(())
}

/// A picture that cannot be made: says so.
pub(crate) async fn give_up(cx: &Ctx, id: MediaId) -> Result<()> {
    if cx.store.media(id).await?.is_none_or(|(state, _)| state != MediaState::Waiting) {
        return Ok(());
    }
    let tx = cx.store.begin().await?;
    tx.media_set(id, MediaState::Failed, "The picture could not be made. Please upload it again.").await?;
    Ok(tx.commit().await?)
}

/// Removes the pictures that no product shows.
pub(crate) async fn sweep(cx: &Ctx) -> Result<()> {
    for id in cx.store.media_unused(cx.now() - KEPT).await? {
        let files = cx.engine.store().files();
        for name in WIDTHS.map(|width| FileName::Media(id, width)).into_iter().chain([FileName::Picture(id)]) {
            files.remove(cx.shop.id, name).await?;
        }
        let tx = cx.store.begin().await?;
        tx.media_remove(id).await?;
        tx.commit_soft().await?;
    }
    Ok(())
}

fn reader(bytes: &[u8]) -> Result<ImageReader<Cursor<&[u8]>>, String> {
    let unreadable = "This is no picture we can read. Save it as a JPEG, PNG or WebP.";
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| unreadable.to_owned())?;
    if !matches!(reader.format(), Some(ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)) {
        return Err(unreadable.to_owned());
    }
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(MAX_SIDE), Some(MAX_SIDE));
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    Ok(reader)
}

fn check_size(size: image::ImageResult<(u32, u32)>) -> Result<(), String> {
    match size {
        Ok((width, height)) if u64::from(width) * u64::from(height) > MAX_PIXELS => {
            Err("The picture has more than 50 million pixels. Make it smaller and try again.".to_owned())
        }
        Ok((0, _) | (_, 0)) | Err(_) => Err("The picture is broken. Save it anew and try again.".to_owned()),
        Ok(_) => Ok(()),
    }
}

/// The picture in every width, upright, on white where it is transparent, never larger than it was.
fn sizes(bytes: &[u8]) -> Result<Vec<(u32, Vec<u8>)>, String> {
    let broken = |_| "The picture is broken. Save it anew and try again.".to_owned();
    let mut decoder = reader(bytes)?.into_decoder().map_err(broken)?;
    check_size(Ok(decoder.dimensions()))?;
    let upright = decoder.orientation().map_err(broken)?;
    // Wide colours stay true; a profile of another kind of colours would make them wrong.
    let profile = decoder.icc_profile().ok().flatten().filter(|profile| profile.get(16..20) == Some(b"RGB "));
    let mut picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    picture.apply_orientation(upright);
    let mut made = Vec::new();
    // From large to small: each is made of the one before.
    for width in WIDTHS.into_iter().rev() {
        let height = width * 5 / 4;
        if picture.width() > width || picture.height() > height {
            picture = picture.resize(width, height, FilterType::CatmullRom);
        }
        let flat = on_white(&picture);
        let mut jpeg = Vec::new();
        let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, QUALITY);
        if let Some(profile) = &profile {
            // An encoder without profiles shows the picture all the same.
            let _ = encoder.set_icc_profile(profile.clone());
        }
        encoder
            .write_image(flat.as_raw(), flat.width(), flat.height(), image::ExtendedColorType::Rgb8)
            .map_err(broken)?;
        made.push((width, jpeg));
    }
    Ok(made)
}

fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let picture = picture.to_rgba8();
    let mix =
        |value: u8, alpha: u8| ((u16::from(value) * u16::from(alpha) + 255 * (255 - u16::from(alpha))) / 255) as u8;
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [red, green, blue, alpha] = picture.get_pixel(x, y).0;
        image::Rgb([mix(red, alpha), mix(green, alpha), mix(blue, alpha)])
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn sizes_fit_four_by_five_and_are_never_enlarged() {
        let wide = DynamicImage::new_rgb8(1_500, 500);
        let made = sizes(&encoded(&wide, ImageFormat::Png)).unwrap();
        let found: Vec<(u32, (u32, u32))> = made
            .iter()
            .map(|(width, jpeg)| {
                let picture = image::load_from_memory_with_format(jpeg, ImageFormat::Jpeg).unwrap();
                (*width, (picture.width(), picture.height()))
            })
            .collect();
        assert_eq!(found, [(1_200, (1_200, 400)), (480, (480, 160)), (96, (96, 32))]);
        let small = sizes(&encoded(&DynamicImage::new_rgb8(40, 50), ImageFormat::WebP)).unwrap();
        assert!(small.iter().all(|(_, jpeg)| image::load_from_memory(jpeg).unwrap().width() == 40));
    }

    #[test]
    fn what_is_transparent_is_white() {
        let clear = DynamicImage::new_rgba8(8, 8);
        let (_, jpeg) = sizes(&encoded(&clear, ImageFormat::Png)).unwrap().remove(0);
        assert!(
            image::load_from_memory(&jpeg).unwrap().to_rgb8().pixels().all(|pixel| pixel.0.iter().all(|x| *x > 250))
        );
    }

    #[test]
    fn nothing_but_pixels_survives() {
        let mut bytes = encoded(&DynamicImage::new_rgb8(8, 8), ImageFormat::Jpeg);
        // A comment segment behind the start of the picture, as cameras and editors write them.
        let secret = b"GPS 48.2082 16.3738";
        let mut segment = vec![0xFF, 0xFE, 0, secret.len() as u8 + 2];
        segment.extend(secret);
        bytes.splice(2..2, segment);
        assert!(bytes.windows(secret.len()).any(|window| window == secret));
        for (_, jpeg) in sizes(&bytes).unwrap() {
            assert!(!jpeg.windows(secret.len()).any(|window| window == secret));
        }
    }

    #[test]
    fn what_is_no_picture_or_too_much_of_one_is_refused() {
        for bytes in
            [&b""[..], b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\xFF\xD8\xFF\xE0 and no more"]
        {
            assert!(sizes(bytes).is_err(), "{bytes:?}");
        }
        let mut bomb = encoded(&DynamicImage::new_rgb8(1, 1), ImageFormat::Png);
        // Width and height in the header of a PNG; its checksum follows.
        bomb[16..24].copy_from_slice(&[0, 0, 0x27, 0x10, 0, 0, 0x27, 0x10]);
        let sum = crc(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&sum.to_be_bytes());
        let refused = reader(&bomb).and_then(|reader| check_size(reader.into_dimensions())).unwrap_err();
        assert!(refused.contains("50 million"), "{refused}");
        assert!(sizes(&bomb).is_err());
    }

    /// CRC-32 as PNG has it (ISO 3309).
    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0u32, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 })
        })
    }
}
