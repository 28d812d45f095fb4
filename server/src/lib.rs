//! Serves: settings, routes, workers and the command line of the one program. A library so that tests can hold the router
//! in their hands; `main.rs` is the program.

pub mod cli;
pub mod config;
pub mod http;
mod present;
pub mod routes;
pub mod session;
pub mod state;
pub mod worker;
