//! Tests of the hub: the store's contract, the service on bytes, HTTP on real sockets, the
//! operator's functions.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

mod access;
mod admin;
mod authority;
mod branch;
mod budgets;
mod called;
mod consent;
mod contract;
mod demo;
mod erasure;
mod home;
mod http;
mod invited;
mod key_sheet;
mod kill;
mod languages;
mod letters;
mod limits;
mod openapi;
mod paper;
mod passes;
mod phone_access;
mod phone_cli;
mod phone_office;
mod phone_settle;
mod phones;
mod pocket;
mod reads;
mod restore;
mod roster;
mod service;
mod socket;
mod succession;
mod tls;
mod together;
mod tokens;
mod township;
mod transfer;
mod world;
