//! What a phone reads as JSON: who looked at its member's record. What is asked, and what an answer
//! means, is [`AccessQuery`]'s; this moves the bytes, and nothing is kept here.

use super::exchange::send;
use super::{Link, SyncError};
use drokpa_app::{Access, AccessQuery};
use drokpa_core::phone::Phone;
use drokpa_core::time::Seconds;

/// Fetches who looked at the record of the phone's member, the newest first. `now` is the device's
/// clock; a phone that never synced may not know the hub's and is refused with
/// `clock_window`.
///
/// # Errors
/// [`SyncError`]; it may be repeated.
pub async fn access_log(
    link: &mut Link,
    phone: &Phone,
    now: Seconds,
) -> Result<Vec<Access>, SyncError> {
    let mut query = AccessQuery::default();
    while let Some(ask) = query.next(phone, now.0).map_err(|error| error.core())? {
        let body = send(link, ask).await?;
        query.take(200, &body).map_err(|error| error.core())?;
    }
    Ok(query.into_rows())
}
