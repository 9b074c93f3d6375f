//! The hub: an actix-web shell round the core, and the command line `drokpa`.
//!
//! * [`store`] keeps what was accepted; [`service`] answers sync requests out of it;
//! * [`routes`] is HTTP, [`auth`] says who may read over it, [`serve`] starts and stops it;
//! * [`admin`] is what an operator does, as plain functions; [`cli`] gives them a command line;
//! * [`mod@print`] makes pages for paper;
//! * [`client`] is the phone's way to the hub.

#![deny(missing_docs)]

pub mod admin;
pub mod app_files;
pub mod auth;
pub mod cli;
pub mod client;
pub mod clock;
pub mod demo;
pub mod error;
pub mod keys;
pub mod lock;
pub mod metrics;
pub mod print;
mod recent;
pub mod routes;
pub mod sealed;
pub mod serve;
pub mod service;
pub mod state;
pub mod store;
pub mod tls;
