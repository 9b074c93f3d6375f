//! Documents: the unit of authorisation. Who may write is decided by the document alone, so a
//! merge can never give anybody more than their role allows.

use crate::code::Code;
use crate::id::{BranchId, MemberId, NAME_ID_BYTES_MAX};
use crate::time::Cycle;
use crate::wire::bytes::{Reader, put_blob, put_varint};

/// What a document holds (design, section 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentKind {
    /// A member's own claims. Written by the member's own devices.
    Claims = 1,
    /// Roll marks and claims entered for a member. Written by secretaries and roll keepers.
    Roll = 2,
    /// Decisions, adjustments, answers, adoptions. Written by secretaries and township reviewers.
    Review = 3,
    /// Attestations of a host branch. Written by the host's secretaries and station keepers.
    Guest = 4,
    /// Trainings, aliases, closes. Written by secretaries.
    Calendar = 5,
    /// Check-in secrets. Written and read by secretaries only.
    Office = 6,
    /// Certificates and locks of those who write for others, publications. Written by the hub,
    /// read by the whole branch.
    Registry = 7,
    /// Names. Written by the hub.
    Roster = 8,
    /// A member's own device certificates, locks, time in the branch, erasure. Written by the
    /// hub, read by the member and the secretaries: nobody else needs them to check anything.
    Membership = 9,
}

impl DocumentKind {
    /// All kinds.
    pub const ALL: [DocumentKind; 9] = [
        DocumentKind::Claims,
        DocumentKind::Roll,
        DocumentKind::Review,
        DocumentKind::Guest,
        DocumentKind::Calendar,
        DocumentKind::Office,
        DocumentKind::Registry,
        DocumentKind::Roster,
        DocumentKind::Membership,
    ];

    /// The kind with this wire number.
    #[must_use]
    pub fn from_number(number: u8) -> Option<DocumentKind> {
        Self::ALL.into_iter().find(|kind| *kind as u8 == number)
    }

    /// The name used in JSON and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            DocumentKind::Claims => "claims",
            DocumentKind::Roll => "roll",
            DocumentKind::Review => "review",
            DocumentKind::Guest => "guest",
            DocumentKind::Calendar => "calendar",
            DocumentKind::Office => "office",
            DocumentKind::Registry => "registry",
            DocumentKind::Roster => "roster",
            DocumentKind::Membership => "membership",
        }
    }

    /// True for documents that belong to one member.
    #[must_use]
    pub const fn has_member(self) -> bool {
        matches!(
            self,
            DocumentKind::Claims
                | DocumentKind::Roll
                | DocumentKind::Review
                | DocumentKind::Guest
                | DocumentKind::Membership
        )
    }

    /// True for documents that only the hub writes.
    #[must_use]
    pub const fn is_hubs(self) -> bool {
        matches!(self, DocumentKind::Registry | DocumentKind::Roster | DocumentKind::Membership)
    }

    /// True for documents that belong to one rules year.
    #[must_use]
    pub const fn has_cycle(self) -> bool {
        !self.is_hubs()
    }
}

/// The identity of a document. Parts that its kind does not have are `None` or cycle 0.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId {
    /// What it holds.
    pub kind: DocumentKind,
    /// The branch whose stream it stays in for life.
    pub branch: BranchId,
    /// The rules year, 2000 to 2127; 0 for what the hub writes.
    pub cycle: Cycle,
    /// The member it is about.
    pub member: Option<MemberId>,
    /// The host branch of a guest document.
    pub host: Option<BranchId>,
}

impl DocumentId {
    /// A document of one member and cycle.
    #[must_use]
    pub fn of_member(
        kind: DocumentKind,
        branch: &BranchId,
        member: &MemberId,
        cycle: Cycle,
    ) -> Self {
        DocumentId { kind, branch: branch.clone(), cycle, member: Some(member.clone()), host: None }
    }

    /// A document of a branch and cycle: calendar or office.
    #[must_use]
    pub fn of_cycle(kind: DocumentKind, branch: &BranchId, cycle: Cycle) -> Self {
        DocumentId { kind, branch: branch.clone(), cycle, member: None, host: None }
    }

    /// A document of a branch for all time: registry or roster.
    #[must_use]
    pub fn of_branch(kind: DocumentKind, branch: &BranchId) -> Self {
        Self::of_cycle(kind, branch, Cycle(0))
    }

    /// The document of another kind about the same member and cycle.
    #[must_use]
    pub fn sibling(&self, kind: DocumentKind) -> Self {
        DocumentId { kind, host: None, ..self.clone() }
    }

    /// The canonical bytes: kind, branch, cycle, member, host. They are hashed into every entry.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = vec![self.kind as u8];
        put_blob(&mut out, self.branch.as_str().as_bytes());
        put_varint(&mut out, u64::from(self.cycle.0));
        put_blob(&mut out, self.member.as_ref().map_or("", MemberId::as_str).as_bytes());
        put_blob(&mut out, self.host.as_ref().map_or("", BranchId::as_str).as_bytes());
        out
    }

    /// Reads what [`DocumentId::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`Code::FrameTruncated`] or [`Code::FrameMalformed`], also where parts do not fit the kind.
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, Code> {
        let bad = Code::FrameMalformed;
        let kind = DocumentKind::from_number(reader.u8()?).ok_or(bad)?;
        let branch = BranchId::new(reader.text(NAME_ID_BYTES_MAX)?).map_err(|_| bad)?;
        let cycle = Cycle(u16::try_from(reader.varint()?).map_err(|_| bad)?);
        let member = match reader.text(NAME_ID_BYTES_MAX)? {
            "" => None,
            text => Some(MemberId::new(text).map_err(|_| bad)?),
        };
        let host = match reader.text(NAME_ID_BYTES_MAX)? {
            "" => None,
            text => Some(BranchId::new(text).map_err(|_| bad)?),
        };
        DocumentId { kind, branch, cycle, member, host }.checked()
    }

    /// Refuses ids whose parts do not fit their kind.
    ///
    /// # Errors
    /// [`Code::FrameMalformed`].
    pub fn checked(self) -> Result<Self, Code> {
        let cycle_fits = if self.kind.has_cycle() {
            (2000..=2127).contains(&self.cycle.0)
        } else {
            self.cycle.0 == 0
        };
        let fits = cycle_fits
            && self.member.is_some() == self.kind.has_member()
            && self.host.is_some() == (self.kind == DocumentKind::Guest);
        if fits { Ok(self) } else { Err(Code::FrameMalformed) }
    }
}

impl std::fmt::Display for DocumentId {
    /// For logs: `claims/pasture-a/2026/pa01`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.kind.name(), self.branch)?;
        if self.kind.has_cycle() {
            write!(f, "/{}", self.cycle.0)?;
        }
        self.member.iter().try_for_each(|member| write!(f, "/{member}"))?;
        self.host.iter().try_for_each(|host| write!(f, "/{host}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_read_back_and_refuse_parts_that_do_not_fit() {
        let branch = BranchId::new("pasture-a").unwrap();
        let member = MemberId::new("pa01").unwrap();
        let claims = DocumentId::of_member(DocumentKind::Claims, &branch, &member, Cycle(2026));
        let bytes = claims.to_bytes();
        assert_eq!(DocumentId::read(&mut Reader::new(&bytes)), Ok(claims.clone()));
        assert_eq!(claims.to_string(), "claims/pasture-a/2026/pa01");
        let registry = DocumentId::of_branch(DocumentKind::Registry, &branch);
        assert!(registry.clone().checked().is_ok());
        assert!(DocumentId { member: Some(member), ..registry }.checked().is_err());
        assert!(DocumentId { cycle: Cycle(0), ..claims.clone() }.checked().is_err());
        assert!(DocumentId { member: None, ..claims }.checked().is_err());
    }
}
