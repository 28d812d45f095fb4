//! The pages of the dashboard, one file each.

pub mod account;
pub mod analytics;
pub mod audit;
pub mod collections;
pub mod conversations;
pub mod executions;
pub mod home;
pub mod imports;
pub mod inspector;
pub mod invite;
pub mod launcher;
pub mod login;
pub mod members;
pub mod password;
pub mod product;
pub mod products;
pub mod replies;
pub mod settings;
pub mod signup;
pub mod tester;
