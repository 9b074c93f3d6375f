//! Tests of the hub: the store's contract, the service on bytes, HTTP on real sockets, the
//! operator's functions.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

mod admin;
mod authority;
mod branch;
mod budgets;
mod contract;
mod demo;
mod home;
mod http;
mod invited;
mod kill;
mod languages;
mod letters;
mod paper;
mod phone_cli;
mod phone_office;
mod phone_settle;
mod pocket;
mod restore;
mod roster;
mod service;
mod together;
mod township;
mod transfer;
mod world;
