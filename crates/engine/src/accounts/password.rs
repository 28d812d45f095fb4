//! Passwords: what is accepted, and how it is kept (argon2id).

use std::{collections::BTreeSet, sync::LazyLock};

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};

use crate::{Engine, Error, Result};

/// 46 MiB, one pass: about 33 ms of a core.
const MEMORY: u32 = 47_104;
const SHORTEST: usize = 8;
const LONGEST: usize = 128;

/// What the most used are made of; nobody's choice is safe among them.
static COMMON: LazyLock<BTreeSet<&str>> =
    LazyLock::new(|| include_str!("../../data/passwords.txt").lines().filter(|line| !line.starts_with('#')).collect());

/// No rules of composition: length, and not what everybody would try first.
pub(super) fn check(password: &str, own: &[&str]) -> Result<()> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(Error::wrong("password", "Use at least 8 characters. A few words in a row are good."));
    }
    if length > LONGEST {
        return Err(Error::wrong("password", "Use at most 128 characters."));
    }
    let folded = password.to_lowercase();
    if is_common(&folded) {
        return Err(Error::wrong("password", "This password is one of those most used. Choose another."));
    }
    if own.iter().any(|own| !own.is_empty() && folded == own.trim().to_lowercase()) {
        return Err(Error::wrong("password", "This is your own name or address. Choose another."));
    }
    Ok(())
}

/// A common word with digits and signs around it, in any of the usual disguises; a walk over the alphabet, the digits or
/// the keyboard; one short piece again and again; or hardly more than digits.
fn is_common(folded: &str) -> bool {
    let bare = folded.trim_matches(|c: char| !c.is_alphabetic());
    let plain: String = bare
        .chars()
        .map(|c| match c {
            '0' => 'o',
            '1' | '!' => 'i',
            '3' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            c => c,
        })
        .collect();
    let chars: Vec<char> = folded.chars().collect();
    let repeated = (1..=chars.len().min(8) / 2 + 1)
        .any(|length| length < chars.len() && chars.iter().enumerate().all(|(at, c)| *c == chars[at % length]));
    let steps = chars.windows(2).filter(|pair| beside(pair[0], pair[1])).count();
    let walk = steps * 4 >= (chars.len() - 1) * 3;
    let digits = chars.iter().filter(|c| c.is_ascii_digit()).count();
    let few = digits + 1 >= chars.len() && chars.len() < 12;
    repeated || walk || few || is_worded(bare) || is_worded(&plain)
}

/// Whether the second key is where a finger goes after the first without a thought.
fn beside(one: char, other: char) -> bool {
    const KEYS: [&str; 4] = ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"];
    let place = |key: char| KEYS.iter().enumerate().find_map(|(row, keys)| Some((row, keys.find(key)?)));
    let near = || {
        let ((row, column), (other_row, other_column)) = (place(one)?, place(other)?);
        Some(row.abs_diff(other_row) <= 1 && column.abs_diff(other_column) <= 1)
    };
    (one as u32).abs_diff(other as u32) <= 1 || near().unwrap_or_default()
}

/// A common word, cut short, backwards, or with a letter or two at its side; or two of them ("qwertyqwerty").
fn is_worded(text: &str) -> bool {
    let begun = |text: &str| COMMON.range(text..).next().is_some_and(|word| word.starts_with(text));
    let backwards: String = text.chars().rev().collect();
    let parts = (1..text.len()).filter(|at| text.is_char_boundary(*at)).map(|at| text.split_at(at));
    let stray = |part: &str| part.chars().count() <= 2;
    let mut parted = parts.map(|(first, rest)| {
        let (a, b) = (COMMON.contains(first), COMMON.contains(rest));
        (a && b) || (a && first.len() >= 4 && stray(rest)) || (b && rest.len() >= 4 && stray(first))
    });
    let whole = COMMON.contains(text) || COMMON.contains(backwards.as_str());
    whole || (text.len() >= 6 && begun(text)) || parted.any(|common| common)
}

fn argon2() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY, 1, 1, None).map_err(|error| Error::internal("argon2", error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// In PHC form.
pub(super) async fn hash(engine: &Engine, password: &str) -> Result<String> {
    let password = password.to_owned();
    alone(engine, move || {
        let hash = argon2()?.hash_password(password.as_bytes());
        Ok(hash.map_err(|error| Error::internal("argon2", error.to_string()))?.to_string())
    })
    .await
}

/// Whether the password is the one of `known`; takes as long when there is none.
pub(super) async fn verify(engine: &Engine, password: &str, known: Option<String>) -> Result<bool> {
    let password: String = password.chars().take(LONGEST + 1).collect();
    alone(engine, move || {
        let Some(known) = known else {
            argon2()?
                .hash_password(password.as_bytes())
                .map_err(|error| Error::internal("argon2", error.to_string()))?;
            return Ok(false);
        };
        let known = PasswordHash::new(&known).map_err(|error| Error::internal("a password", error.to_string()))?;
        Ok(argon2()?.verify_password(password.as_bytes(), &known).is_ok())
    })
    .await
}

/// One at a time, off the threads that answer.
async fn alone<T: Send + 'static>(engine: &Engine, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let _turn =
        engine.inner.doors.hashing.acquire().await.map_err(|error| Error::internal("the turn to hash", error))?;
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::internal("argon2", error))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_would_try_is_refused() {
        for (password, fits) in [
            ("short", false),
            ("password", false),
            ("Password1", false),
            ("12345678", false),
            ("aaaaaaaaaaaa", false),
            ("abcabcabc", false),
            ("87654321", false),
            ("19840101", false),
            ("dragon2024!", false),
            ("P@ssw0rd", false),
            ("1qwerty1", false),
            ("iloveyoubaby", false),
            ("Sunshine-99", false),
            ("1qaz2wsx", false),
            ("q1w2e3r4t5", false),
            ("asdf1234", false),
            ("drowssap", false),
            ("Liverpoo", false),
            ("xbrooklyn7", false),
            ("bigdaddy", false),
            ("gartenzaun", true),
            ("correct horse battery", true),
            ("purple otter 12", true),
            ("k7#vQ2m!pX", true),
            ("ines@orchard.example", false),
            ("pear tree by the lane", true),
            ("ключ от сада", true),
        ] {
            assert_eq!(check(password, &["ines@orchard.example"]).is_ok(), fits, "{password}");
        }
        let long = |length: u32| (0..length).filter_map(|at| char::from_u32(0x4e00 + at * 37)).collect::<String>();
        assert!(check(&long(128), &[]).is_ok());
        assert!(check(&long(129), &[]).is_err());
    }
}
