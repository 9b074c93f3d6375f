"""A process that is to be killed: it becomes a phone and records, and says "saved" for each record
when the call has returned. Called by the tests of stores."""

import sys
from pathlib import Path

import drokpa
from stores import FileStore

NOON = 1_772_337_600


def record_all(phone: drokpa.Phone, count: int) -> None:
    phone.answer_notice(NOON, "bo", True)
    for number in range(1, count + 1):
        claim = drokpa.NewClaim.STUDY(course=f"policy-{number}", minutes=number, day=None)
        print("saved", phone.record(NOON, claim, "").claim, flush=True)


def in_files(folder: str, invite: str, kill_at: str, when: str) -> None:
    store = FileStore(Path(folder), int(kill_at), when)
    phone = drokpa.Phone.with_store(store)
    if not phone.is_enrolled():
        phone.enrol_invited(invite)
    print("enrolled", flush=True)
    record_all(phone, 4)
    print("writes", store.writes, flush=True)


def in_folder(folder: str, count: str) -> None:
    record_all(drokpa.Phone.in_folder(folder), int(count))


if __name__ == "__main__":
    how, *rest = sys.argv[1:]
    {"in_files": in_files, "in_folder": in_folder}[how](*rest)
