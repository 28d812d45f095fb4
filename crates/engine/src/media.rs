//! Pictures: taken in, checked by content, made small by a job.
