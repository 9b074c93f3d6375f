//! Who may read over HTTP. A device that proved its key, or an operator on the hub's machine, gets
//! a bearer token for minutes ([`token`], under keys of its own: [`keys`]); each address says in
//! its handler's type what it takes to be answered ([`permission`]); and before all of that, how
//! much may come from one place ([`limits`]). Entries are not authorised here: signatures alone do
//! that.

pub mod keys;
pub mod limits;
pub mod permission;
mod provider;
pub mod token;

pub use keys::TokenKeys;
pub use limits::Limits;
pub use permission::{Permission, Permit, Reach};
pub use token::Bearer;
