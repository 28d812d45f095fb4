//! Pictures that were uploaded.
