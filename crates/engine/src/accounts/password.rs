//! Passwords: what is accepted, and how it is kept (argon2id).

use std::{collections::HashSet, sync::LazyLock};

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
static COMMON: LazyLock<HashSet<&str>> =
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

/// A common word with digits and signs around it, in any of the usual disguises; a run of the alphabet or the digits; one
/// short piece again and again; or hardly more than digits.
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
    let steps = chars.windows(2).map(|pair| pair[1] as i64 - pair[0] as i64);
    let run = steps.clone().all(|step| step == 1) || steps.clone().all(|step| step == -1);
    let digits = chars.iter().filter(|c| c.is_ascii_digit()).count();
    let few = digits + 1 >= chars.len() && chars.len() < 12;
    // Two at a time: "qwertyqwerty", "iloveyoubaby".
    let halves = || (3..bare.len()).filter(|at| bare.is_char_boundary(*at)).map(|at| bare.split_at(at));
    let two = |(a, b): (&str, &str)| COMMON.contains(a) && COMMON.contains(b);
    repeated || run || few || COMMON.contains(bare) || COMMON.contains(plain.as_str()) || halves().any(two)
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
