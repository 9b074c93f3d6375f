//! Who may write and read which document. The hub asks before it accepts and before it sends;
//! every phone asks again about what it is given, so a hub cannot pass off foreign writing.

use crate::chain::certificate::{Certificate, Role};
use crate::chain::document::{DocumentId, DocumentKind};
use crate::id::{BranchId, MemberId};

/// What of a person matters for access.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Home branch.
    pub branch: BranchId,
    /// The person.
    pub member: MemberId,
    /// Their role there.
    pub role: Role,
}

impl From<&Certificate> for Subject {
    fn from(certificate: &Certificate) -> Subject {
        Subject {
            branch: certificate.branch.clone(),
            member: certificate.member.clone(),
            role: certificate.role,
        }
    }
}

/// How a subject's branch stands to a document's, beyond being the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Reach {
    /// In no way that matters.
    #[default]
    Apart,
    /// It lies above it in the organisation tree.
    Above,
    /// The subject has a pass of the document's branch: a floating member who learns there.
    Guest,
}

impl Reach {
    /// [`Reach::Above`] or [`Reach::Apart`].
    #[must_use]
    pub const fn above(above: bool) -> Reach {
        if above { Reach::Above } else { Reach::Apart }
    }
}

/// True where `subject` may write `document`. `above` says that the subject's branch lies above
/// the document's in the organisation tree; a phone knows it from the registry that names them.
#[must_use]
pub fn may_write(subject: &Subject, document: &DocumentId, above: bool) -> bool {
    let home = subject.branch == document.branch;
    let role = subject.role;
    match document.kind {
        DocumentKind::Claims => home && document.member.as_ref() == Some(&subject.member),
        DocumentKind::Roll => home && matches!(role, Role::Secretary | Role::RollKeeper),
        DocumentKind::Review => {
            (home && role == Role::Secretary) || (above && role == Role::TownshipReviewer)
        }
        DocumentKind::Guest => {
            let host = document.host.as_ref() == Some(&subject.branch);
            host && matches!(role, Role::Secretary | Role::StationKeeper)
        }
        DocumentKind::Calendar | DocumentKind::Office => home && role == Role::Secretary,
        DocumentKind::Registry | DocumentKind::Roster | DocumentKind::Membership => false,
    }
}

/// True where `subject` may read `document`. A guest reads what is planned in the host branch and
/// whose word that is, and nothing about anybody there.
#[must_use]
pub fn may_read(subject: &Subject, document: &DocumentId, reach: Reach) -> bool {
    let above = reach == Reach::Above;
    let guest = reach == Reach::Guest;
    let home = subject.branch == document.branch;
    let own = home && document.member.as_ref() == Some(&subject.member);
    let host = document.host.as_ref() == Some(&subject.branch);
    let secretary = home && subject.role == Role::Secretary;
    let keeper = home && subject.role == Role::RollKeeper;
    let township = above && subject.role == Role::TownshipReviewer;
    match document.kind {
        // A township reviewer decides about claims and marks, so must see what is decided about.
        DocumentKind::Claims => own || secretary || township,
        DocumentKind::Roll => own || secretary || keeper || township,
        DocumentKind::Review => own || secretary || township,
        DocumentKind::Guest => {
            let station = matches!(subject.role, Role::Secretary | Role::StationKeeper);
            own || secretary || township || (host && station)
        }
        DocumentKind::Calendar | DocumentKind::Registry => home || township || guest,
        DocumentKind::Office => secretary,
        DocumentKind::Roster => secretary || keeper || township,
        DocumentKind::Membership => own || secretary || keeper || township,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Cycle;

    fn subject(branch: &str, member: &str, role: Role) -> Subject {
        Subject { branch: branch.parse().unwrap(), member: member.parse().unwrap(), role }
    }

    fn document(kind: DocumentKind) -> DocumentId {
        DocumentId {
            kind,
            branch: "a".parse().unwrap(),
            cycle: Cycle(if kind.has_cycle() { 2026 } else { 0 }),
            member: kind.has_member().then(|| "m1".parse().unwrap()),
            host: (kind == DocumentKind::Guest).then(|| "b".parse().unwrap()),
        }
        .checked()
        .unwrap()
    }

    /// Columns: who; rows: every kind; `w` writes, `r` reads, `-` neither. Reading is implied by
    /// writing.
    #[test]
    fn the_table_of_access() {
        let who = [
            (subject("a", "m1", Role::Member), Reach::Apart),
            (subject("a", "m2", Role::Member), Reach::Apart),
            (subject("a", "m2", Role::RollKeeper), Reach::Apart),
            (subject("a", "m2", Role::Secretary), Reach::Apart),
            (subject("b", "m3", Role::Secretary), Reach::Apart),
            (subject("b", "m3", Role::StationKeeper), Reach::Apart),
            (subject("t", "m4", Role::TownshipReviewer), Reach::Above),
            (subject("t", "m4", Role::TownshipReviewer), Reach::Apart),
            (subject("a", "m5", Role::Auditor), Reach::Apart),
            (subject("c", "m6", Role::Member), Reach::Guest),
            (subject("c", "m6", Role::Secretary), Reach::Guest),
        ];
        let table = [
            (DocumentKind::Claims, "w--r--r----"),
            (DocumentKind::Roll, "r-ww--r----"),
            (DocumentKind::Review, "r--w--w----"),
            (DocumentKind::Guest, "r--rwwr----"),
            (DocumentKind::Calendar, "rrrw--r-rrr"),
            (DocumentKind::Office, "---w-------"),
            (DocumentKind::Registry, "rrrr--r-rrr"),
            (DocumentKind::Roster, "--rr--r----"),
            (DocumentKind::Membership, "r-rr--r----"),
        ];
        for (kind, row) in table {
            let document = document(kind);
            let found: String = who
                .iter()
                .map(|(subject, reach)| {
                    let read = may_read(subject, &document, *reach);
                    match may_write(subject, &document, *reach == Reach::Above) {
                        true if read => 'w',
                        true => '!',
                        false if read => 'r',
                        false => '-',
                    }
                })
                .collect();
            assert_eq!(found, row, "{}", kind.name());
        }
    }
}
