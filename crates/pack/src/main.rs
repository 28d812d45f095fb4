//! Makes the site folder that lies beside the binary: names the built files by their content, joins the style, and
//! compresses what is text. A crate because it is a program of the build, so that the build needs no tool but Rust.
//!
//! `pack STAGE SITE [--compress]`: STAGE has `pkg/` (wasm and scripts), `style/` (with `<name>.order`) and `public/`.

use std::{
    fs, io,
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Kinds of files that are worth compressing; pictures and fonts are compressed already.
const TEXT: &[&str] = &["css", "csv", "html", "js", "json", "svg", "txt", "wasm"];

fn main() -> ExitCode {
    let mut folders = Vec::new();
    let mut compressing = false;
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--compress" => compressing = true,
            _ => folders.push(PathBuf::from(argument)),
        }
    }
    let [stage, site] = folders.as_slice() else {
        eprintln!("usage: pack STAGE SITE [--compress]");
        return ExitCode::from(2);
    };
    match pack(stage, site, compressing) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("pack: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Builds beside the old folder and takes its place, so that a stale file never stands next to a new one.
fn pack(stage: &Path, site: &Path, compressing: bool) -> io::Result<()> {
    let fresh = site.with_extension("new");
    if fresh.exists() {
        fs::remove_dir_all(&fresh)?;
    }
    copy(&stage.join("public"), &fresh)?;
    for script in files(&fresh)?.iter().filter(|file| file.extension().is_some_and(|end| end == "js")) {
        fs::write(script, bare(&fs::read_to_string(script)?))?;
    }
    let pkg = fresh.join("pkg");
    fs::create_dir_all(&pkg)?;
    let mut names = String::new();
    let mut keep = |plain: &str, content: &[u8]| {
        let hashed = hashed(plain, content);
        names.push_str(&format!("{plain} {hashed}\n"));
        fs::write(pkg.join(hashed), content)
    };
    for file in files(&stage.join("pkg"))? {
        keep(&name(&file), &fs::read(&file)?)?;
    }
    for order in files(&stage.join("style"))?.iter().filter(|file| file.extension().is_some_and(|end| end == "order")) {
        let plain = name(order).replace(".order", ".css");
        keep(&plain, join(order)?.as_bytes())?;
    }
    fs::write(pkg.join("names.txt"), &names)?;
    if compressing {
        compress(&fresh)?;
    }
    if site.exists() {
        fs::remove_dir_all(site)?;
    }
    fs::rename(&fresh, site)
}

/// The style sheets named in an order file, one after the other, without comments and line breaks.
fn join(order: &Path) -> io::Result<String> {
    let folder = order.parent().unwrap_or(Path::new("."));
    let mut sheet = String::new();
    for line in
        fs::read_to_string(order)?.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let path = folder.join(line);
        let text =
            fs::read_to_string(&path).map_err(|error| io::Error::other(format!("{}: {error}", path.display())))?;
        sheet.push_str(&squeeze(&text));
        sheet.push('\n');
    }
    Ok(sheet)
}

/// A style sheet without comments, indentation and line breaks. Text in quotes is left alone.
fn squeeze(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut quote = None;
    let mut rest = css;
    while let Some(c) = rest.chars().next() {
        if quote.is_none() && rest.starts_with("/*") {
            rest = rest.find("*/").map_or("", |end| &rest[end + 2..]);
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match (quote, c) {
            (Some(mark), _) if c == mark => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            _ => {}
        }
        if quote.is_none() && c.is_whitespace() {
            let joins = out.chars().last().is_none_or(|last| matches!(last, ' ' | '{' | '}' | ';' | ','));
            if !joins && !rest.trim_start().starts_with(['{', '}', ';']) {
                out.push(' ');
            }
        } else {
            out.push(c);
        }
    }
    out.trim_end().to_owned()
}

/// A script without indentation and lines of comment; what stands in the lines is left as it was written.
fn bare(script: &str) -> String {
    let lines = script.lines().map(str::trim_start).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// `chat.css` → `chat.1a2b3c4d5e6f7a8b.css`; `names.txt` tells the server.
fn hashed(plain: &str, content: &[u8]) -> String {
    let (stem, end) = plain.rsplit_once('.').unwrap_or((plain, ""));
    format!("{stem}.{:016x}.{end}", fnv(content))
}

/// FNV-1a, 64 bits (Fowler, Noll, Vo): it tells versions apart, it guards nothing.
fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

fn compress(folder: &Path) -> io::Result<()> {
    for file in walk(folder)? {
        let end = file.extension().and_then(|end| end.to_str()).unwrap_or_default();
        let content = fs::read(&file)?;
        if !TEXT.contains(&end) || content.len() < 512 || name(&file) == "names.txt" {
            continue;
        }
        let mut brotli = Vec::new();
        let settings = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
        brotli::BrotliCompress(&mut content.as_slice(), &mut brotli, &settings)?;
        fs::write(with_end(&file, "br"), brotli)?;
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gzip.write_all(&content)?;
        fs::write(with_end(&file, "gz"), gzip.finish()?)?;
    }
    Ok(())
}

fn with_end(file: &Path, end: &str) -> PathBuf {
    file.with_file_name(format!("{}.{end}", name(file)))
}

fn name(file: &Path) -> String {
    file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Files directly in a folder, by name; none when there is no folder.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if folder.is_dir() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_file() {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// All files below a folder.
fn walk(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = files(folder)?;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(walk(&path)?);
        }
    }
    Ok(found)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    if !from.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let target = to.join(name(&path));
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            fs::copy(&path, target)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_loses_nothing_that_means_something() {
        for (css, expected) in [
            ("a {\n  color: red;\n  b{x: y}\n}\n", "a{color: red;b{x: y}}"),
            ("/* c */a, b {x: \"a  /* b */ {\"}", "a,b{x: \"a  /* b */ {\"}"),
            (".a .b > .c{x: calc(1px - 2px)}", ".a .b > .c{x: calc(1px - 2px)}"),
            (":is(a, b) .c{}", ":is(a,b) .c{}"),
            ("/* open", ""),
        ] {
            assert_eq!(squeeze(css), expected);
        }
    }

    #[test]
    fn a_script_keeps_its_lines() {
        assert_eq!(bare("/*! v */\n  // why\n  var a = 'b  // c';\n\n"), "/*! v */\nvar a = 'b  // c';\n");
    }

    #[test]
    fn a_name_changes_with_the_content() {
        assert_ne!(hashed("a.css", b"1"), hashed("a.css", b"2"));
        assert_eq!(hashed("chat_bg.wasm", b""), "chat_bg.cbf29ce484222325.wasm");
    }

    #[test]
    fn a_packed_folder_has_no_leftovers() {
        let root = std::env::temp_dir().join(format!("pack-{}", std::process::id()));
        let (stage, site) = (root.join("stage"), root.join("site"));
        for (path, text) in [
            ("public/widget.js", "x".repeat(600)),
            ("pkg/chat.js", "y".to_owned()),
            ("style/a.css", "a {b: c}".to_owned()),
            ("style/chat.order", "# all\na.css\n".to_owned()),
        ] {
            let path = stage.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        fs::create_dir_all(&site).unwrap();
        fs::write(site.join("old.br"), "old").unwrap();
        pack(&stage, &site, true).unwrap();
        assert!(!site.join("old.br").exists());
        assert!(site.join("widget.js.br").exists() && site.join("widget.js.gz").exists());
        let names = fs::read_to_string(site.join("pkg/names.txt")).unwrap();
        let style = names.lines().find_map(|line| line.strip_prefix("chat.css ")).unwrap();
        assert_eq!(fs::read_to_string(site.join("pkg").join(style)).unwrap(), "a{b: c}\n");
        fs::remove_dir_all(&root).unwrap();
    }
}
