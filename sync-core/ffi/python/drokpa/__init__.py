"""A member's phone, in plain Python over the core that the hub and all other phones share.

    import drokpa

    phone = drokpa.Phone.in_folder("/home/someone/.drokpa")
    drokpa.enrol(phone, "6EGX-HQ57-7395", "https://hub.example")
    study = drokpa.NewClaim.STUDY(course="policy-1", minutes=45, day=None)
    phone.record(drokpa.now(), study, "")           # saved when this returns
    drokpa.sync(phone)                              # whenever there is a link
    print("\\n".join(phone.standing_lines(drokpa.now(), "bo")))

Calls that fail raise `PhoneError.Refused` with a stable `code`, and `retry`, which is true where
the same call can succeed later; `message_of(code, "zh")` is the sentence for a person.
"""

from ._native.drokpa import *  # noqa: F401,F403
from ._native.drokpa import __all__ as _native_all
from .link import access_log, enrol, now, send, sync
from .office import BranchDevice, Invite, Revocation, branch_devices, invite, revoke

__all__ = [
    *_native_all,
    "BranchDevice",
    "Invite",
    "Revocation",
    "access_log",
    "branch_devices",
    "enrol",
    "invite",
    "now",
    "revoke",
    "send",
    "sync",
]
