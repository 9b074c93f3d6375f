//! The core's tests that need more than one module.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, missing_docs)]

mod attempts;
mod authority;
mod budgets;
mod called;
mod check_in;
mod conflicts;
mod consent;
mod devices;
mod evaluation;
mod golden;
mod golden_transfer;
mod invited;
mod moves;
mod newer;
mod packing;
mod passes;
mod phones;
mod pingpong;
mod rebuild;
mod rules;
mod simulation;
mod simulation_found;
mod statements;
mod succession;
mod transfer;
