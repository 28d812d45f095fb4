//! Files beside the database: imports as they were handed in, media.
//!
//! A file's name is made from ids, never from what somebody typed, so no path can lead out of its folder. A file is
//! written under a temporary name, synced, then renamed: it is there whole or not at all.

use std::path::{Path, PathBuf};

use tokio::{
    fs::{self, File},
    io::{AsyncRead, AsyncWriteExt},
};
use types::{ImportId, MediaId, ShopId};

use crate::error::{Error, Result};

#[derive(Debug, Clone)]
pub struct Files {
    root: PathBuf,
}

/// Names one file of one shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileName {
    /// What was handed in for an import.
    Import(ImportId),
    /// The same while it is being sent.
    ImportUpload(ImportId),
    /// The rows of an import that failed, ready to be corrected and handed in again.
    ImportFailed(ImportId),
    /// A picture as it was handed in, until its sizes are made.
    Picture(MediaId),
    /// A picture in one width, in pixels, as a JPEG.
    Media(MediaId, u32),
}

impl FileName {
    fn under(self, shop: ShopId) -> PathBuf {
        let (folder, name) = match self {
            FileName::Import(id) => ("imports", id.to_string()),
            FileName::ImportUpload(id) => ("imports", format!("{id}-upload")),
            FileName::ImportFailed(id) => ("imports", format!("{id}-failed.csv")),
            FileName::Picture(id) => ("media", format!("{id}-original")),
            FileName::Media(id, width) => ("media", format!("{id}-{width}.jpg")),
        };
        [folder, &shop.to_string(), &name].iter().collect()
    }
}

impl Files {
    pub(crate) fn new(data_dir: &Path) -> Self {
        Self { root: data_dir.to_owned() }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Where the file lies, for those who must hand a path on.
    pub fn path(&self, shop: ShopId, name: FileName) -> PathBuf {
        self.root.join(name.under(shop))
    }

    /// Stores everything `from` yields; how many bytes. An existing file is replaced whole. More than `limit` bytes are
    /// refused with [`Error::Invalid`] and nothing is kept.
    pub async fn write(
        &self,
        shop: ShopId,
        name: FileName,
        from: &mut (impl AsyncRead + Unpin),
        limit: u64,
    ) -> Result<u64> {
        let path = self.path(shop, name);
        let folder = path.parent().unwrap_or(&self.root).to_owned();
        fs::create_dir_all(&folder).await.map_err(Error::disk("a folder for files cannot be made"))?;
        let mut random = [0; 16];
        getrandom::fill(&mut random).map_err(|error| Error::disk("no randomness")(std::io::Error::other(error)))?;
        let temporary = folder.join(format!(".{}", hex::encode(random)));
        let written = write_whole(&temporary, from, limit).await;
        let renamed = match &written {
            Ok(_) => fs::rename(&temporary, &path).await.map_err(Error::disk("a file cannot be renamed")),
            Err(_) => Ok(()),
        };
        if written.is_err() || renamed.is_err() {
            // Nothing more can be done about a leftover; its name can never be asked for.
            fs::remove_file(&temporary).await.ok();
        }
        renamed?;
        let written = written?;
        sync_folder(folder).await?;
        Ok(written)
    }

    /// [`Error::NotFound`] when there is none.
    pub async fn open(&self, shop: ShopId, name: FileName) -> Result<File> {
        File::open(self.path(shop, name)).await.map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Error::NotFound,
            _ => Error::disk("a file cannot be opened")(error),
        })
    }

    /// Whether there was one.
    pub async fn remove(&self, shop: ShopId, name: FileName) -> Result<bool> {
        match fs::remove_file(self.path(shop, name)).await {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(Error::disk("a file cannot be removed")(error)),
        }
    }
}

async fn write_whole(path: &Path, from: &mut (impl AsyncRead + Unpin), limit: u64) -> Result<u64> {
    use tokio::io::AsyncReadExt;
    let mut file = File::create_new(path).await.map_err(Error::disk("a file cannot be made"))?;
    let written = tokio::io::copy(&mut from.take(limit.saturating_add(1)), &mut file)
        .await
        .map_err(Error::disk("a file cannot be written"))?;
    if written > limit {
        return Err(Error::Invalid(format!("the file is larger than {limit} bytes")));
    }
    file.flush().await.map_err(Error::disk("a file cannot be written"))?;
    file.sync_all().await.map_err(Error::disk("a file cannot be synced"))?;
    Ok(written)
}

/// A rename is on the disk when its folder is.
pub(crate) async fn sync_folder(folder: PathBuf) -> Result<()> {
    let synced = tokio::task::spawn_blocking(move || std::fs::File::open(folder)?.sync_all()).await;
    synced.unwrap_or_else(|error| Err(std::io::Error::other(error))).map_err(Error::disk("a folder cannot be synced"))
}
