//! How the widget looks and where it may stand.
