//! The socket under the client: every byte that passes is counted, heads and bodies alike, and
//! for the demo and the tests the link can be cut after a chosen number of bytes. Used by
//! [`super::Link`] only.

use std::io::{Error, ErrorKind, Result};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// Where a connection breaks. The link dies right after so many bytes went in that direction;
/// what was sent until then may arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Cut {
    /// After so many bytes were sent.
    pub after_up: Option<usize>,
    /// After so many bytes were received. With 0 the hub has answered, and nothing of it arrives.
    pub after_down: Option<usize>,
}

/// Bytes that passed, over all connections of a link.
#[derive(Debug, Default)]
pub(super) struct Counts {
    up: AtomicU64,
    down: AtomicU64,
    cuts: AtomicU64,
}

impl Counts {
    pub(super) fn up(&self) -> u64 {
        self.up.load(Ordering::Relaxed)
    }

    pub(super) fn down(&self) -> u64 {
        self.down.load(Ordering::Relaxed)
    }

    pub(super) fn cuts(&self) -> u64 {
        self.cuts.load(Ordering::Relaxed)
    }
}

/// A counted connection.
#[derive(Debug)]
pub(super) struct Wire {
    stream: TcpStream,
    counts: Arc<Counts>,
    /// Bytes that may still pass; `None` for any number.
    room_up: Option<usize>,
    room_down: Option<usize>,
    cut: bool,
}

impl Wire {
    pub(super) fn new(stream: TcpStream, counts: Arc<Counts>, cut: Cut) -> Wire {
        Wire { stream, counts, room_up: cut.after_up, room_down: cut.after_down, cut: false }
    }

    fn broken(&mut self) -> Error {
        if !self.cut {
            self.cut = true;
            self.counts.cuts.fetch_add(1, Ordering::Relaxed);
        }
        Error::new(ErrorKind::ConnectionReset, "the link was cut on purpose")
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<Result<()>> {
        if self.cut || self.room_up == Some(0) {
            return Poll::Ready(Err(self.broken()));
        }
        // Bytes beyond the cut are read and thrown away, so that the cut falls when they come
        // and not before the question was sent.
        let mut scratch = [0_u8; 4096];
        let room = self.room_down.unwrap_or(usize::MAX);
        let wanted = scratch.len().min(buffer.remaining()).min(room.max(1));
        let mut taken = ReadBuf::new(scratch.get_mut(..wanted).unwrap_or_default());
        ready!(Pin::new(&mut self.stream).poll_read(context, &mut taken))?;
        let read = taken.filled();
        if room == 0 && !read.is_empty() {
            return Poll::Ready(Err(self.broken()));
        }
        self.counts.down.fetch_add(read.len() as u64, Ordering::Relaxed);
        if let Some(room) = &mut self.room_down {
            *room = room.saturating_sub(read.len());
        }
        buffer.put_slice(read);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<Result<usize>> {
        let room = self.room_up.unwrap_or(usize::MAX);
        if self.cut || room == 0 {
            return Poll::Ready(Err(self.broken()));
        }
        let some = bytes.get(..bytes.len().min(room)).unwrap_or(bytes);
        let sent = ready!(Pin::new(&mut self.stream).poll_write(context, some))?;
        self.counts.up.fetch_add(sent as u64, Ordering::Relaxed);
        if let Some(room) = &mut self.room_up {
            *room = room.saturating_sub(sent);
        }
        Poll::Ready(Ok(sent))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
