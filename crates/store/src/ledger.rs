//! What calls of language models cost.
