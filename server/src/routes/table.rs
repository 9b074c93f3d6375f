//! The table of addresses: all there are. [`super::app`] registers what stands here and nothing
//! else; guards, the OpenAPI document and the tests of access derive from it.

use super::route::Route;
use super::{
    audit, branch_devices, devices, docs, enrolments, healthz, imports, invites, messages, metrics,
    openapi, publications, queue, readyz, revocation, rules, standing, standings, sync, tokens,
};
use std::sync::LazyLock;

/// All addresses.
pub(super) static ROUTES: LazyLock<Vec<Route>> = LazyLock::new(|| {
    vec![
        sync::route(),
        enrolments::route(),
        tokens::route(),
        messages::route(),
        publications::get_route(),
        publications::put_route(),
        rules::route(),
        standings::route(),
        queue::route(),
        standing::route(),
        audit::route(),
        devices::route(),
        branch_devices::route(),
        invites::route(),
        revocation::route(),
        imports::post_route(),
        imports::list_route(),
        imports::one_route(),
        healthz::route(),
        readyz::route(),
        metrics::route(),
        openapi::route(),
        docs::route(),
    ]
});
