"""The way to the hub over the standard library's HTTP. The phone decides what is said and what the
answers mean; this moves bytes. An app with an HTTP client of its own writes the same loop."""

import http.client
import time
import urllib.error
import urllib.request
from typing import Callable, List, Optional, Tuple, TypeVar

from ._native.drokpa import Access, Ask, Phone, PhoneError, SyncReport

_ANSWER_BYTES_MAX = 4 * 1024 * 1024
_TIMEOUT_SECONDS = 30.0

Clock = Callable[[], int]
_Told = TypeVar("_Told")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A hub never sends elsewhere; a hotspot's page for signing in does."""

    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirect)


def now() -> int:
    """The device's clock, in seconds since 1970. It may be wrong."""
    return int(time.time())


def send(url: str, ask: Ask, timeout: float = _TIMEOUT_SECONDS) -> Tuple[int, bytes]:
    """Sends one request of a phone to the hub at `url`; the HTTP status and the body come back.

    Raises `PhoneError.Refused` with the code `hub_unreachable` where no answer comes.
    """
    heads = {"Content-Type": "application/octet-stream", "User-Agent": "drokpa"}
    if ask.token is not None:
        heads["Authorization"] = "Bearer " + ask.token
    body = None if ask.method == "GET" else ask.body
    try:
        request = urllib.request.Request(
            url.rstrip("/") + ask.path, data=body, headers=heads, method=ask.method
        )
        with _opener.open(request, timeout=timeout) as answer:
            return answer.status, answer.read(_ANSWER_BYTES_MAX)
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read(_ANSWER_BYTES_MAX)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise PhoneError.Refused(
            code="hub_unreachable", retry=True, detail=str(error)
        ) from error


def _drain(phone: Phone, url: str, clock: Clock, timeout: float) -> None:
    while (ask := phone.next_ask(clock())) is not None:
        status, body = send(url, ask, timeout)
        phone.answer(clock(), status, body)


def _address(phone: Phone, url: Optional[str]) -> str:
    known = url or phone.server()
    if not known:
        raise PhoneError.Refused(
            code="hub_unreachable", retry=False, detail="nobody has said where the hub is"
        )
    return known


def _by_the_hubs_clock(
    phone: Phone, hub: str, clock: Clock, timeout: float, asked: Callable[[], _Told]
) -> _Told:
    """Asks for what takes a token, and once more where this device's clock is wrong: a sync tells it
    the hub's."""
    try:
        return asked()
    except PhoneError.Refused as refusal:
        if refusal.code != "clock_window":
            raise
        sync(phone, hub, clock, timeout)
        return asked()


def sync(
    phone: Phone,
    url: Optional[str] = None,
    clock: Clock = now,
    timeout: float = _TIMEOUT_SECONDS,
) -> SyncReport:
    """Sends and fetches what is new. Without `url` it goes to the hub that the phone knows.

    Raises `PhoneError.Refused`; what came until then is kept, and it may be repeated at any time.
    """
    phone.begin_sync()
    _drain(phone, _address(phone, url), clock, timeout)
    return phone.sync_report()


def enrol(
    phone: Phone,
    code: str,
    url: Optional[str] = None,
    clock: Clock = now,
    timeout: float = _TIMEOUT_SECONDS,
) -> None:
    """Makes a phone of an invite: a typed code, which needs a link to the hub at `url`, or the text
    of an invite's QR code, which needs none. With that one the phone records at once, and
    `sync` meets the hub whenever there is a link.

    Raises `PhoneError.Refused`, such as with `invite_refused`.
    """
    if code.lstrip().startswith("DK:"):
        address = phone.enrol_invited(code)
        phone.keep_server(url or address)
        return
    hub = _address(phone, url)
    status, body = send(hub, phone.begin_enrolment(code), timeout)
    phone.finish_enrolment(clock(), status, body)
    phone.keep_server(hub)
    _drain(phone, hub, clock, timeout)


def access_log(
    phone: Phone,
    url: Optional[str] = None,
    clock: Clock = now,
    timeout: float = _TIMEOUT_SECONDS,
) -> List[Access]:
    """Asks the hub who looked at the member's record, the newest first.

    Raises `PhoneError.Refused`.
    """
    hub = _address(phone, url)

    def asked() -> None:
        phone.begin_access_log()
        _drain(phone, hub, clock, timeout)

    _by_the_hubs_clock(phone, hub, clock, timeout, asked)
    return phone.access_log()
