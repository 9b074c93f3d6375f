//! Tests of the hub: the store's contract, the service on bytes, HTTP on real sockets, the
//! operator's functions.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

mod admin;
mod budgets;
mod contract;
mod demo;
mod http;
mod kill;
mod phone_cli;
mod pocket;
mod service;
mod together;
mod township;
mod world;
