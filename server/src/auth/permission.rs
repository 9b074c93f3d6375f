//! The table of permissions: which role may do what, and how far. A handler names one of these
//! types, and [`Permit::ask`] is the only way to get what it asks for; so who may call an address
//! can be read off its handler, and nothing answers without having asked. Nobody reads more here
//! than the documents that [`drokpa_core::sync::authority::may_read`] gives their phone.

use super::Bearer;
use crate::error::HubError;
use crate::service::Service;
use crate::store::{DeviceState, Member, Store};
use drokpa_core::chain::certificate::Role;
use drokpa_core::code::Code;
use drokpa_core::id::{BranchId, MemberId, Serial};
use std::marker::PhantomData;

/// How far a role's right goes: the union of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach(u8);

impl Reach {
    /// Nowhere.
    pub const NOBODY: Reach = Reach(0);
    /// What is the reader's own.
    pub const OWN: Reach = Reach(1);
    /// The home branch and all its members.
    pub const HOME: Reach = Reach(1 | 2);
    /// The branches below and all their members.
    pub const BELOW: Reach = Reach(4);
    /// The branches below, and what is the reader's own.
    pub const OWN_BELOW: Reach = Reach(1 | 4);
    /// The home branch and those below.
    pub const TREE: Reach = Reach(1 | 2 | 4);
    /// Everything, for those whose home branch is the top of the tree.
    pub const TOP: Reach = Reach(8);
    /// Everything.
    pub const ALL: Reach = Reach(16);

    const fn holds(self, other: u8) -> bool {
        self.0 & other != 0
    }

    /// The name used in the reference.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Reach::NOBODY => "-",
            Reach::OWN => "own",
            Reach::HOME => "home",
            Reach::BELOW => "below",
            Reach::OWN_BELOW => "own, below",
            Reach::TREE => "home, below",
            Reach::TOP => "top",
            Reach::ALL => "all",
            _ => "?",
        }
    }
}

/// What a permission is about.
pub trait Target: Sized + Send + 'static {
    /// What is answered about one that does not exist, or lies out of reach: the same, so that
    /// nobody learns which ids there are.
    const UNKNOWN: Code;

    /// Finds it by the id in the address.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn find(id: &str, store: &dyn Store) -> Result<Option<Self>, HubError>;
    /// Whose it is.
    fn member(&self) -> Option<&MemberId>;
    /// Which branch it belongs to.
    fn branch(&self) -> Option<&BranchId>;
}

/// Nothing in particular.
#[derive(Clone, Copy, Debug)]
pub struct Whole;

impl Target for Whole {
    const UNKNOWN: Code = Code::RoleNeeded;

    fn find(_id: &str, _store: &dyn Store) -> Result<Option<Whole>, HubError> {
        Ok(Some(Whole))
    }
    fn member(&self) -> Option<&MemberId> {
        None
    }
    fn branch(&self) -> Option<&BranchId> {
        None
    }
}

impl Target for BranchId {
    const UNKNOWN: Code = Code::BranchUnknown;

    fn find(id: &str, store: &dyn Store) -> Result<Option<BranchId>, HubError> {
        let Ok(id) = BranchId::new(id) else { return Ok(None) };
        Ok(store.branch(&id)?.map(|branch| branch.branch))
    }
    fn member(&self) -> Option<&MemberId> {
        None
    }
    fn branch(&self) -> Option<&BranchId> {
        Some(self)
    }
}

impl Target for Member {
    const UNKNOWN: Code = Code::MemberUnknown;

    fn find(id: &str, store: &dyn Store) -> Result<Option<Member>, HubError> {
        let Ok(id) = MemberId::new(id) else { return Ok(None) };
        Ok(store.member(&id)?)
    }
    fn member(&self) -> Option<&MemberId> {
        Some(&self.member)
    }
    fn branch(&self) -> Option<&BranchId> {
        Some(&self.branch)
    }
}

impl Target for DeviceState {
    const UNKNOWN: Code = Code::NotFound;

    fn find(id: &str, store: &dyn Store) -> Result<Option<DeviceState>, HubError> {
        let Ok(serial) = id.parse() else { return Ok(None) };
        Ok(store.device_state(Serial(serial))?)
    }
    fn member(&self) -> Option<&MemberId> {
        Some(&self.certificate.member)
    }
    fn branch(&self) -> Option<&BranchId> {
        Some(&self.certificate.branch)
    }
}

/// A row of the table.
pub trait Permission: Send + 'static {
    /// What it is about.
    type Target: Target;
    /// How far each role's right goes, in the order of [`Role::ALL`].
    const REACH: [Reach; 7];

    /// How far one role's right goes.
    #[must_use]
    fn reach(role: Role) -> Reach {
        let place = Role::ALL.into_iter().position(|one| one == role);
        place.and_then(|at| Self::REACH.get(at)).copied().unwrap_or(Reach::NOBODY)
    }
}

macro_rules! permissions {
    ($($(#[doc = $doc:literal])+ $name:ident of $target:ty:
        $member:ident $keeper:ident $secretary:ident $station:ident $reviewer:ident
        $organiser:ident $auditor:ident;)+) => {$(
        $(#[doc = $doc])+
        #[derive(Debug)]
        pub struct $name;

        impl Permission for $name {
            type Target = $target;
            const REACH: [Reach; 7] = [
                Reach::$member,
                Reach::$keeper,
                Reach::$secretary,
                Reach::$station,
                Reach::$reviewer,
                Reach::$organiser,
                Reach::$auditor,
            ];
        }
    )+};
}

permissions! {
    // Columns: member, roll keeper, secretary, station keeper, township reviewer, organiser,
    // auditor.

    /// Reading what all members of a branch have done.
    BranchRecords of BranchId:  NOBODY NOBODY HOME NOBODY BELOW NOBODY NOBODY;
    /// Reading what one member has done.
    MemberRecord of Member:     OWN OWN HOME OWN OWN_BELOW OWN OWN;
    /// Reading who looked at a member's record.
    MemberAccess of Member:     OWN OWN OWN OWN OWN OWN TREE;
    /// Reading what a device is.
    DeviceRecord of DeviceState: OWN OWN HOME OWN OWN TREE OWN;
    /// Reading which devices the members of a branch have.
    BranchDevices of BranchId:  NOBODY NOBODY HOME NOBODY NOBODY TREE NOBODY;
    /// Making invites for members of a branch that have no office above a secretary's.
    BranchInvites of BranchId:  NOBODY NOBODY HOME NOBODY NOBODY NOBODY NOBODY;
    /// Revoking a device of such a member.
    Revocation of DeviceState:  NOBODY NOBODY HOME NOBODY NOBODY NOBODY NOBODY;
    /// Reading which rules there are.
    RulesList of Whole:         ALL ALL ALL ALL ALL ALL ALL;
    /// Importing tables, and reading what came of it.
    Imports of Whole:           NOBODY NOBODY NOBODY NOBODY NOBODY TOP NOBODY;
    /// Reading how the service does.
    Figures of Whole:           NOBODY NOBODY NOBODY NOBODY NOBODY TOP TOP;
}

/// Proof that a bearer may do what `P` names, to what the address names.
#[derive(Debug)]
pub struct Permit<P: Permission> {
    bearer: Bearer,
    target: P::Target,
    permission: PhantomData<P>,
}

impl<P: Permission> Permit<P> {
    /// Asks for a permit. `bearer` was read from a token whose signature holds; whether they are
    /// still what it says is asked here.
    ///
    /// # Errors
    /// [`Code::TokenRefused`] for a token that its bearer has outgrown, [`Code::RoleNeeded`] for a
    /// role that never may, and for what is out of reach the same as for what is not there.
    pub fn ask(service: &Service, bearer: Bearer, id: &str) -> Result<Permit<P>, HubError> {
        service.stands(&bearer)?;
        let reach = P::reach(bearer.subject.role);
        if reach == Reach::NOBODY {
            return Err(Code::RoleNeeded.into());
        }
        let store = service.store();
        let target = P::Target::find(id, store)?.ok_or(P::Target::UNKNOWN)?;
        if !reaches(reach, &bearer, &target, store)? {
            return Err(P::Target::UNKNOWN.into());
        }
        Ok(Permit { bearer, target, permission: PhantomData })
    }

    /// Who asked.
    #[must_use]
    pub fn bearer(&self) -> &Bearer {
        &self.bearer
    }

    /// What they asked about.
    #[must_use]
    pub fn target(&self) -> &P::Target {
        &self.target
    }
}

fn reaches<T: Target>(
    reach: Reach,
    bearer: &Bearer,
    target: &T,
    store: &dyn Store,
) -> Result<bool, HubError> {
    let subject = &bearer.subject;
    let own = target.member() == Some(&subject.member);
    let home = target.branch() == Some(&subject.branch);
    let near =
        reach.holds(Reach::ALL.0) || (reach.holds(Reach::OWN.0) && own) || (reach.holds(2) && home);
    if near {
        return Ok(true);
    }
    if reach.holds(4)
        && let Some(branch) = target.branch()
        && store.is_above(&subject.branch, branch)?
    {
        return Ok(true);
    }
    let top = || Ok(store.branch(&subject.branch)?.is_some_and(|branch| branch.parent.is_none()));
    if reach.holds(Reach::TOP.0) { top() } else { Ok(false) }
}
