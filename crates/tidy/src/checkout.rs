//! The files of the checkout, as the rules read them: text only, without what is built, fetched or generated.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// One text file.
#[derive(Debug, Clone)]
pub struct File {
    /// From the root, with `/`.
    pub path: String,
    pub text: String,
}

impl File {
    /// The part of the name after the last dot; empty for a script without one.
    pub fn extension(&self) -> &str {
        self.name().rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// The name without its folders.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// Whether people write it: source, style and scripts, not data, tables or lock files.
    pub fn is_source(&self) -> bool {
        match self.extension() {
            "rs" | "ts" | "js" | "mjs" | "css" | "sh" | "py" => true,
            "" => self.text.starts_with("#!"),
            _ => false,
        }
    }
}

/// What is never ours to read.
const SKIPPED: [&str; 7] = [".git", "target", "node_modules", ".venv", "__pycache__", "pictures", "fonts"];

/// The checkout's root: two folders above this crate.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap_or(Path::new(".")).to_path_buf()
}

/// All text files below `root`, by path. What is not UTF-8 (pictures, fonts, the model's graph) is left out.
///
/// # Errors
/// When a folder or a file cannot be read.
pub fn files(root: &Path) -> io::Result<Vec<File>> {
    let mut found = Vec::new();
    let mut waiting = vec![root.to_path_buf()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            // `data` in the root is a running shop's own folder.
            if SKIPPED.contains(&name.as_str()) || (folder == root && name == "data") {
                continue;
            }
            let kind = entry.file_type()?;
            if kind.is_dir() {
                waiting.push(entry.path());
            } else if kind.is_file() {
                let Ok(text) = String::from_utf8(fs::read(entry.path())?) else { continue };
                let path =
                    entry.path().strip_prefix(root).unwrap_or(&entry.path()).to_string_lossy().replace('\\', "/");
                found.push(File { path, text });
            }
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(found)
}
