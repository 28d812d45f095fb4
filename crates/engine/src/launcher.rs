//! How a shop's widget looks, and whether it is installed.
