"""Where a phone rests: failing stores, stores that are killed at every write, and the folder."""

import subprocess
import sys
from pathlib import Path

import drokpa
from hub import WithHub, run, study
from killed import NOON
from stores import FileStore, MemoryStore

CHILD = str(Path(__file__).with_name("killed.py"))
SIGKILL = -9


class Stores(WithHub):
    def invited(self, store: drokpa.Store, member: str) -> drokpa.Phone:
        phone = drokpa.Phone.with_store(store)
        self.addCleanup(phone.close)
        phone.enrol_invited(self.hub.invite(member)["qr"])
        phone.answer_notice(NOON, "bo", True)
        return phone

    def test_a_phone_in_a_store_of_the_app_records_restarts_and_syncs(self) -> None:
        store = MemoryStore()
        phone = self.invited(store, "pa05")
        claim = phone.record(drokpa.now(), study("policy-1"), "").claim
        phone.close()
        again = drokpa.Phone.with_store(store)
        self.assertEqual([row.claim for row in again.list()], [claim])
        self.assertFalse(again.about().welcomed)
        self.assertTrue(drokpa.sync(again).synced)
        self.assertTrue(again.about().welcomed)
        self.assertNotIn("invite", store.kept)
        self.assertEqual(drokpa.sync(again).requests, 1)

    def test_a_write_that_fails_is_not_called_saved_and_the_next_one_works(self) -> None:
        failures = [
            RuntimeError("any error of the language"),
            OSError(28, "No space left on device"),
            drokpa.StoreError.Failed(detail="the app's own words"),
        ]
        for error in failures:
            for number in (1, 2):
                with self.subTest(error=error, number=number):
                    store = MemoryStore()
                    phone = self.invited(store, "pa05")
                    first = phone.record(NOON, study("policy-1"), "").claim
                    store.error, store.fail_at = error, store.writes + number
                    with self.refused("store_failed") as refused:
                        phone.record(NOON, study("policy-2"), "")
                    self.assertTrue(refused.error.retry)
                    # The first write of a record is the record, the second the mark: after a
                    # failure of that one, it rests and shows, though it was not called saved.
                    rests = [row.claim for row in phone.list()]
                    self.assertEqual(len(rests), number)
                    self.assertIn(first, rests)
                    saved = phone.record(NOON, study("policy-2"), "")
                    self.assertEqual(saved.new, number == 1)
                    self.assertEqual(len(phone.list()), 2)
                    self.assertEqual(phone.status().missing, 0)

    def test_a_store_that_fails_while_it_is_read_says_so_until_it_works(self) -> None:
        store = MemoryStore()
        phone = self.invited(store, "pa05")
        self.assertEqual(phone.list(), [])
        whole = store.load
        def broken():
            raise RuntimeError("the card is not there")
        store.load = broken
        with self.refused("store_failed"):
            drokpa.Phone.with_store(store)
        store.load = whole
        store.kept["identity"] = b"nonsense"
        with self.refused("store_damaged"):
            drokpa.Phone.with_store(store)
        # The phone that is open needs the store for writing alone.
        self.assertEqual(phone.list(), [])

    def test_a_store_that_calls_the_phone_is_told_instead_of_waiting_for_ever(self) -> None:
        store = MemoryStore()
        phone = self.invited(store, "pa05")
        told = []
        plain = store.commit
        def curious(writes):
            with self.refused("state_wrong"):
                phone.status()
            told.append(True)
            plain(writes)
        store.commit = curious
        phone.record(NOON, study("policy-1"), "")
        self.assertEqual(told, [True])
        self.assertEqual(len(phone.list()), 1)

    def killed_at(self, folder: Path, invite: str, number: int, when: str):
        child = [sys.executable, CHILD, "in_files", str(folder), invite, str(number), when]
        done = subprocess.run(child, capture_output=True, text=True, timeout=120)
        self.assertIn(done.returncode, (0, SIGKILL), done.stderr)
        lines = [line.split() for line in done.stdout.splitlines()]
        saved = [line[1] for line in lines if line[0] == "saved"]
        enrolled = any(line[0] == "enrolled" for line in lines)
        return done.returncode, enrolled, saved

    def test_a_process_killed_at_any_write_loses_nothing_that_was_called_saved(self) -> None:
        invite = self.hub.invite("pa06")["qr"]
        kills = 0
        for when in ("before", "within", "after"):
            number = 0
            while True:
                number += 1
                folder = self.folder / f"{when}-{number}"
                status, enrolled, saved = self.killed_at(folder, invite, number, when)
                if status == 0:
                    break
                kills += 1
                with self.subTest(when=when, number=number):
                    self.check_after_kill(folder, invite, enrolled, saved)
            self.assertGreaterEqual(number, 14)
        self.assertGreaterEqual(kills, 3 * 13)

    def check_after_kill(self, folder: Path, invite: str, enrolled: bool, saved: list) -> None:
        phone = drokpa.Phone.with_store(FileStore(folder))
        self.assertTrue(phone.is_enrolled() or not enrolled)
        if not phone.is_enrolled():
            phone.enrol_invited(invite)
        rests = [row.claim for row in phone.list()]
        self.assertEqual(len(set(rests)), len(rests))
        self.assertLessEqual(set(saved), set(rests))
        self.assertLessEqual(len(rests), len(saved) + 1, "at most the one that was under way")
        status = phone.status()
        self.assertEqual((status.missing, status.damaged), (0, 0))
        phone.close()
        # It goes on where it was, also after another start.
        status, _, all_saved = self.killed_at(folder, invite, 0, "before")
        self.assertEqual((status, len(all_saved)), (0, 4))
        again = drokpa.Phone.with_store(FileStore(folder))
        self.assertEqual(sorted(row.claim for row in again.list()), sorted(all_saved))
        again.close()

    def test_after_a_kill_everything_arrives_at_the_hub_once(self) -> None:
        invite = self.hub.invite("pa07")["qr"]
        folder = self.folder / "phone"
        for number in range(1, 40):
            status, _, _ = self.killed_at(folder, invite, number, "after")
            if status == 0:
                break
        phone = drokpa.Phone.with_store(FileStore(folder))
        self.addCleanup(phone.close)
        report = drokpa.sync(phone)
        self.assertTrue(report.synced)
        self.assertEqual((report.rejected, report.quarantined, report.waiting), (0, 0, 0))
        self.assertEqual({row.delivery for row in phone.list()}, {"arrived"})
        self.assertEqual(len(phone.list()), 4)
        self.assertEqual(self.hub.verify()["problems"], [])

    def test_a_folder_whose_process_is_killed_has_all_that_was_called_saved(self) -> None:
        folder = str(self.folder / "phone")
        phone = drokpa.Phone.in_folder(folder)
        phone.enrol_invited(self.hub.invite("pa08")["qr"])
        phone.answer_notice(NOON, "bo", True)
        phone.close()
        known = set()
        for lines in (1, 3, 7, 12):
            child = subprocess.Popen(
                [sys.executable, CHILD, "in_folder", folder, "200"],
                stdout=subprocess.PIPE,
                text=True,
            )
            saved = [child.stdout.readline().split()[1] for _ in range(lines)]
            # It goes on recording meanwhile, so the kill comes at any moment of a write.
            child.kill()
            rest = child.stdout.read().splitlines()
            child.stdout.close()
            child.wait()
            known |= {*saved, *(line.split()[1] for line in rest)}
            phone = drokpa.Phone.in_folder(folder)
            self.assertLessEqual(known, {row.claim for row in phone.list()})
            status = phone.status()
            self.assertEqual((status.missing, status.damaged), (0, 0))
            phone.close()
        phone = drokpa.Phone.in_folder(folder)
        self.addCleanup(phone.close)
        self.assertTrue(drokpa.sync(phone).synced)

    def test_a_folder_is_open_once_and_the_command_line_opens_the_same(self) -> None:
        folder = str(self.folder / "phone")
        phone = drokpa.Phone.in_folder(folder)
        phone.enrol_invited(self.hub.invite("pa09")["qr"])
        phone.answer_notice(NOON, "bo", True)
        claim = phone.record(drokpa.now(), study("policy-1"), "").claim
        with self.refused("phone_in_use"):
            drokpa.Phone.in_folder(folder)
        phone.close()
        run("phone", "--home", folder, "sync")
        self.assertIn(claim, run("--lang", "zh", "phone", "--home", folder, "list"))
        phone = drokpa.Phone.in_folder(folder)
        self.addCleanup(phone.close)
        self.assertEqual(phone.list()[0].delivery, "arrived")

    def test_records_go_over_from_an_invite_that_was_of_no_use(self) -> None:
        former = self.invited(MemoryStore(), "pa10")
        former.record(NOON, study("policy-1"), "")
        store = MemoryStore()
        phone = drokpa.Phone.with_store(store)
        drokpa.enrol(phone, self.hub.invite("pa10")["code"], self.hub.url)
        phone.answer_notice(NOON, "bo", True)
        self.assertEqual(phone.carry_over(former, "first"), 1)
        self.assertEqual(phone.carry_over(former, "first"), 0)
        with self.refused("state_wrong"):
            phone.carry_over(phone, "itself")
        # In a folder it happens by itself.
        folder = drokpa.Phone.in_folder(str(self.folder / "phone"))
        self.addCleanup(folder.close)
        folder.enrol_invited(self.hub.invite("pa10")["qr"])
        folder.answer_notice(NOON, "bo", True)
        folder.record(NOON, study("policy-2"), "")
        with self.refused("transfer_foreign"):
            folder.enrol_invited(self.hub.invite("pa11")["qr"])
        folder.enrol_invited(self.hub.invite("pa10")["qr"])
        self.assertEqual(len(folder.list()), 1)
        self.assertTrue(drokpa.sync(folder).synced)
        self.assertEqual({row.delivery for row in folder.list()}, {"arrived"})
