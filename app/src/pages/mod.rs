//! The pages of the dashboard.

pub mod home;
