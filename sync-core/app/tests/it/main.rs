//! The facade over the real core and a hub in memory: what every app does, through plain types
//! only. What the bytes between phone and hub hold is tested in the core.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod app;
mod carrying;
mod office;
mod syncing;
