//! Which mind answers: the shop's language model when there is one and it may, else the local one.
