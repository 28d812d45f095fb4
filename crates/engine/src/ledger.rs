//! What language models cost, and what they may.
