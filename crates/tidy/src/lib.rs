//! What a compiler cannot say about the repository, said by tests (a crate so that its tests compile nothing of ours).
//!
//! Every rule is a function from text to findings; a finding names the place and what to do. The rules are tried on small
//! bad inputs beside them; `tests/tidy.rs` holds the checkout to them. Not a lint plug-in: text and manifests are enough,
//! and it runs in seconds.

pub mod arrows;
pub mod checkout;
pub mod lines;
pub mod tree;
pub mod workspace;

/// One thing to put right: where, what is wrong, and what to do.
pub type Finding = String;

/// Fails with all findings at once, under the rule they break.
///
/// # Panics
/// When there is a finding: this is how a rule fails its test.
pub fn none_of(rule: &str, findings: Vec<Finding>) {
    assert!(findings.is_empty(), "\n{rule}\n  {}\n", findings.join("\n  "));
}
