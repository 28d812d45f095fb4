//! Words: normalising, cutting, stemming, hashing.

/// A 64-bit hash of a text, the same on every build and machine (FNV-1a, parameters from the FNV reference page).
pub fn text_hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}
