"""What offices ask the hub for beyond a sync: invites, the devices of a branch, and a device whose
word is taken away. Each needs a link and a role; the hub decides who may, and nothing is kept here.
An app in another language writes the same two requests: `Phone.token_ask`, then the address of
`docs/http.md` with the token."""

import dataclasses
import json
from typing import Any, Dict, List, Optional, Type, TypeVar
from urllib.parse import quote

from ._native.drokpa import Ask, Phone, PhoneError
from .link import _TIMEOUT_SECONDS, Clock, _address, _by_the_hubs_clock, now, send

_Row = TypeVar("_Row")


@dataclasses.dataclass(frozen=True)
class Invite:
    """An invite as the hub made it. It is told once and kept nowhere."""

    member: str
    branch: str
    role: str
    code: str
    """What is typed."""
    qr: str
    """The text of the QR code that is scanned."""
    expires_at: str
    """RFC 3339."""


@dataclasses.dataclass(frozen=True)
class BranchDevice:
    """A device of a member, as the hub knows it."""

    serial: int
    member: str
    branch: str
    role: str
    issued_on: str
    """The day of its certificate."""
    renew_on: str
    revoked: bool
    told: Optional[Dict[str, Any]]
    """What it last told: `on`, `app_version`, `outbox`, `waiting`, `rejected`. For the home
    secretary, who brings news to a phone that is silent."""


@dataclasses.dataclass(frozen=True)
class Revocation:
    """What became of a device."""

    device: int
    chains: int
    """Chains of it that count up to an entry; 0 where it was revoked before."""
    quarantined: int
    """Entries of it that the hub had and that are set aside now."""


def invite(
    phone: Phone,
    members: List[str],
    address: str,
    branch: Optional[str] = None,
    url: Optional[str] = None,
    clock: Clock = now,
    timeout: float = _TIMEOUT_SECONDS,
) -> List[Invite]:
    """Makes an invite for each of these members, at most 200, of the phone's branch or of `branch`.

    It takes the place of the member's earlier one that nobody used. `address` is where phones reach
    the hub; it goes into the QR code.

    Raises `PhoneError.Refused`, such as with `role_needed`, `branch_unknown` for one that is not this
    phone's to invite for, or `member_unknown`.
    """
    path = f"/v1/branches/{_branch(phone, branch)}/invites"
    asked = {"members": members, "address": address}
    told = _asked(phone, "POST", path, asked, url, clock, timeout)
    return _rows(Invite, told, "invites")


def branch_devices(
    phone: Phone,
    branch: Optional[str] = None,
    url: Optional[str] = None,
    clock: Clock = now,
    timeout: float = _TIMEOUT_SECONDS,
) -> List[BranchDevice]:
    """The devices of the phone's branch or of `branch`, by their numbers.

    Raises `PhoneError.Refused`.
    """
    path = f"/v1/branches/{_branch(phone, branch)}/devices"
    return _rows(BranchDevice, _asked(phone, "GET", path, None, url, clock, timeout), "devices")


def revoke(
    phone: Phone,
    device: int,
    since: Optional[int] = None,
    url: Optional[str] = None,
    clock: Clock = now,
    timeout: float = _TIMEOUT_SECONDS,
) -> Revocation:
    """Takes a device's word away. What the hub has of it counts; with `since`, in seconds since
    1970, only what it had received before. Nothing is deleted, and doing it again changes nothing.

    Raises `PhoneError.Refused`, such as with `not_found`.
    """
    path = f"/v1/devices/{int(device)}/revocation"
    told = _asked(phone, "POST", path, {"since": since}, url, clock, timeout)
    return _row(Revocation, told)


def _branch(phone: Phone, branch: Optional[str]) -> str:
    return quote(phone.about().branch if branch is None else branch, safe="")


def _asked(
    phone: Phone,
    method: str,
    path: str,
    asked: Optional[Dict[str, Any]],
    url: Optional[str],
    clock: Clock,
    timeout: float,
) -> Any:
    """One question to the hub, with a token that is good for it."""
    hub = _address(phone, url)

    def proved() -> Any:
        return _answered(*send(hub, phone.token_ask(clock()), timeout))

    given = _by_the_hubs_clock(phone, hub, clock, timeout, proved)
    token = given.get("token") if isinstance(given, dict) else None
    if not isinstance(token, str):
        raise _malformed("no token")
    body = b"" if asked is None else json.dumps(asked).encode()
    return _answered(*send(hub, Ask(method=method, path=path, body=body, token=token), timeout))


def _answered(status: int, body: bytes) -> Any:
    """What the hub said, or why it refused."""
    try:
        told = json.loads(body)
    except ValueError as error:
        raise _malformed(str(error)) from error
    if 200 <= status < 300:
        return told
    told = told if isinstance(told, dict) else {}
    code = told.get("code")
    if not isinstance(code, str):
        raise _malformed(f"status {status} without a code")
    retry = isinstance(told.get("retry_after_s"), int)
    raise PhoneError.Refused(code=code, retry=retry, detail=f"status {status}")


def _rows(kind: Type[_Row], told: Any, name: str) -> List[_Row]:
    rows = told.get(name) if isinstance(told, dict) else None
    if not isinstance(rows, list):
        raise _malformed(f"no {name}")
    return [_row(kind, row) for row in rows]


def _row(kind: Type[_Row], told: Any) -> _Row:
    """A row of what the hub told. What a newer hub tells beyond it is left out."""
    try:
        return kind(**{field.name: told[field.name] for field in dataclasses.fields(kind)})
    except (KeyError, TypeError) as error:
        raise _malformed(str(error)) from error


def _malformed(detail: str) -> PhoneError:
    return PhoneError.Refused(code="reply_malformed", retry=True, detail=detail)
