//! Tests of the hub: the store's contract, the service on bytes, HTTP on real sockets, the
//! operator's functions.
#![allow(missing_docs)]

mod contract;
mod service;
mod together;
mod world;
