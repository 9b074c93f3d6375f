"""The phone from Python: both languages, bad input, closing, threads, transfers."""

import inspect
import json
import random
import threading
import typing
from importlib import resources

import drokpa
from hub import WithHub, study
from killed import NOON
from stores import MemoryStore

LANGUAGES = ("bo", "zh-Hans", "en")


class Phone(WithHub):
    def invited(self, member: str) -> drokpa.Phone:
        phone = drokpa.Phone.with_store(MemoryStore())
        self.addCleanup(phone.close)
        phone.enrol_invited(self.hub.invite(member)["qr"])
        phone.answer_notice(NOON, "bo", True)
        return phone

    def test_a_refusal_is_told_in_both_languages(self) -> None:
        phone = drokpa.Phone.with_store(MemoryStore())
        with self.refused("not_enrolled"):
            phone.list()
        with self.refused("invite_typed") as refused:
            phone.enrol_invited("6EGX-HQ57-7395")
        told = [drokpa.message_of(refused.error.code, language) for language in LANGUAGES]
        self.assertEqual(len(set(told)), 3)
        self.assertRegex(told[0], "[\u0f40-\u0fbc]")
        self.assertRegex(told[1], "[\u4e00-\u9fff]")
        self.assertFalse(refused.error.retry)
        self.assertIsNone(drokpa.message_of("unheard_of", "bo"))
        with self.refused("invite_refused") as refused:
            drokpa.enrol(phone, "0000-0000-0000", self.hub.url)
        with self.refused("hub_unreachable") as refused:
            drokpa.enrol(phone, "0000-0000-0000", "http://127.0.0.1:1")
        self.assertTrue(refused.error.retry)
        with self.refused("hub_unreachable"):
            drokpa.enrol(phone, "0000-0000-0000", "no address")
        with self.refused("hub_unreachable"):
            drokpa.enrol(phone, "0000-0000-0000")

    def test_a_closed_phone_refuses_everything_with_a_code(self) -> None:
        phone = self.invited("pa05")
        phone.close()
        phone.close()
        calls = [
            phone.list,
            phone.begin_sync,
            lambda: phone.record(NOON, study("policy-1"), ""),
            lambda: phone.next_ask(NOON),
            phone.is_enrolled,
        ]
        for call in calls:
            with self.refused("phone_closed"):
                call()
        self.assertNotEqual(
            drokpa.message_of("phone_closed", "bo"), drokpa.message_of("phone_closed", "zh")
        )

    def test_threads_share_a_phone_and_every_record_is_saved_once(self) -> None:
        store = MemoryStore()
        phone = drokpa.Phone.with_store(store)
        self.addCleanup(phone.close)
        phone.enrol_invited(self.hub.invite("pa06")["qr"])
        phone.answer_notice(NOON, "bo", True)
        saved, failures = [], []
        ready = threading.Barrier(8)

        def work(number: int) -> None:
            try:
                ready.wait()
                for at in range(10):
                    claim = study(f"course-{number}-{at}")
                    saved.append(phone.record(NOON, claim, "").claim)
                    phone.status()
                    phone.standing_lines(NOON, "bo")
            except Exception as error:  # Told to the test, which a thread cannot fail.
                failures.append(error)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])
        self.assertEqual(len(set(saved)), 80)
        self.assertEqual({row.claim for row in phone.list()}, set(saved))
        self.assertTrue(drokpa.sync(phone, self.hub.url).synced)

    def test_closing_in_the_middle_of_other_threads_work_loses_nothing_saved(self) -> None:
        store = MemoryStore()
        phone = drokpa.Phone.with_store(store)
        phone.enrol_invited(self.hub.invite("pa07")["qr"])
        phone.answer_notice(NOON, "bo", True)
        saved, codes = [], []
        some = threading.Event()

        def work(number: int) -> None:
            for at in range(1000):
                try:
                    saved.append(phone.record(NOON, study(f"course-{number}-{at}"), "").claim)
                except drokpa.PhoneError.Refused as refusal:
                    codes.append(refusal.code)
                    return
                some.set()

        threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        some.wait()
        phone.close()
        for thread in threads:
            thread.join()
        self.assertEqual(set(codes), {"phone_closed"})
        again = drokpa.Phone.with_store(store)
        self.addCleanup(again.close)
        self.assertEqual({row.claim for row in again.list()}, set(saved))

    def test_nothing_of_a_members_own_is_recorded_before_they_agree(self) -> None:
        phone = drokpa.Phone.with_store(MemoryStore())
        self.addCleanup(phone.close)
        phone.enrol_invited(self.hub.invite("pa14")["qr"])
        self.assertEqual(phone.consent().state, "unasked")
        with self.refused("consent_needed"):
            phone.record(NOON, study("policy-1"), "")
        phone.answer_notice(NOON, "bo-CN", True)
        self.assertEqual((phone.consent().state, phone.consent().language), ("given", "bo"))
        self.assertTrue(phone.record(NOON, study("policy-1"), "").new)
        phone.answer_notice(NOON, "zh", False)
        self.assertEqual(phone.consent().state, "refused")

    def test_bad_input_is_refused_with_its_code(self) -> None:
        phone = self.invited("pa08")
        table = [
            ("id_malformed", lambda: phone.record(NOON, study("po licy"), "")),
            ("minutes_range", lambda: phone.record(NOON, study("policy-1", minutes=1441), "")),
            ("date_malformed", lambda: phone.record(NOON, study("policy-1", "1 May"), "")),
            ("day_range", lambda: phone.record(NOON, study("policy-1", "2099-05-01"), "")),
            ("text_too_long", lambda: phone.record(NOON, study("policy-1"), "ཀ" * 5000)),
            ("text_forbidden", lambda: phone.record(NOON, study("policy-1"), "a\u0007")),
            ("claim_unknown", lambda: phone.withdraw(NOON, "pa08/study:policy-1:2026-03-01")),
            ("id_malformed", lambda: phone.withdraw(NOON, "")),
            ("member_unknown", lambda: phone.standing(NOON, member="xx99")),
            ("role_needed", lambda: phone.close_period(NOON, "2026-03")),
            ("date_malformed", lambda: phone.statement("march")),
            ("state_wrong", lambda: phone.answer(NOON, 200, b"")),
            ("state_wrong", lambda: phone.finish_enrolment(NOON, 200, b"")),
            ("transfer_malformed", lambda: phone.take_in(b"nonsense")),
            ("transfer_malformed", lambda: phone.scan(["https://hub.example"])),
            ("transfer_malformed", lambda: drokpa.code_squares("ཀ")),
            ("date_malformed", lambda: drokpa.date("yesterday", "bo")),
        ]
        for code, call in table:
            with self.subTest(code=code), self.refused(code):
                call()
        for wrong in (lambda: phone.record(-1, study("policy-1"), ""),
                      lambda: phone.record(2**64, study("policy-1"), ""),
                      lambda: phone.record("now", study("policy-1"), ""),
                      lambda: phone.record(NOON, None, ""),
                      lambda: phone.record(NOON, study("policy-1"), None),
                      lambda: phone.take_in("text")):
            with self.assertRaises((TypeError, ValueError, AttributeError, OverflowError)):
                wrong()
        self.assertEqual(phone.list(), [])

    def test_random_bytes_from_outside_are_refused_and_never_panic(self) -> None:
        dice = random.Random(20260527)
        phone = self.invited("pa09")
        phone.record(NOON, study("policy-1"), "")
        good = phone.export(drokpa.ExportChoice()).content
        for _ in range(400):
            spoilt = bytearray(good)
            for _ in range(dice.randint(1, 4)):
                spoilt[dice.randrange(len(spoilt))] = dice.randrange(256)
            phone.begin_sync()
            phone.next_ask(NOON)
            calls = [
                lambda: phone.take_in(bytes(spoilt[: dice.randrange(len(spoilt) + 1)])),
                lambda: phone.scan(["DK:" + "".join(dice.choices("0123456789ABCDEF %*+-./:", k=40))]),
                lambda: phone.answer(NOON, dice.choice([200, 401, 500]), dice.randbytes(80)),
            ]
            for call in calls:
                try:
                    call()
                except drokpa.PhoneError.Refused as refusal:
                    self.assertIsNotNone(drokpa.message_of(refusal.code, "bo"))
        self.assertEqual(len(phone.list()), 1)

    def test_a_herder_a_secretary_and_the_hub_agree(self) -> None:
        herder, secretary = self.phone("pa10"), self.phone("pa01")
        training = secretary.create_training(
            drokpa.now(),
            drokpa.NewTraining(
                kind="theme_day",
                title_zh="主题党日",
                title_bo="བརྗོད་གཞི་ཉིན་མོ།",
                start="2026-05-04T10:00:00+08:00",
                minutes=120,
                days=1,
                item=None,
            ),
        )
        door = secretary.door_code(drokpa.now(), training)
        seen = herder.scan([door.text])
        self.assertEqual(seen.check_in.code, door.code)
        claim = drokpa.NewClaim.ATTENDANCE(training=training, minutes=None, code=door.code)
        attended = herder.record(drokpa.now(), claim, "路远，走了两天").claim
        # From hand to hand first; the hub hears of it later.
        given = herder.export(drokpa.ExportChoice(rules=True))
        texts = drokpa.code_texts(given.content, True)
        self.assertEqual(secretary.scan(list(reversed(texts))).outcome, "complete")
        queue = [row.claim for row in secretary.queue() if row.member == "pa10"]
        self.assertEqual(queue, [attended])
        decision = drokpa.NewDecision(
            claim=attended, verdict="approve", points_tenths=None, minutes=None, reason=None
        )
        secretary.decide(drokpa.now(), [decision])
        drokpa.sync(secretary)
        drokpa.sync(herder)
        self.assertEqual([row.decision for row in herder.list()], ["approved"])
        self.assertEqual(herder.word(attended, "zh"), "已计入")
        here = herder.standing(drokpa.now())
        self.assertEqual(here, secretary.standing(drokpa.now(), member="pa10"))
        self.assertEqual((here.minutes, here.counts["approved"]), (120, 1))
        self.assertTrue(herder.explained_lines(drokpa.now(), "bo"))
        log = drokpa.access_log(herder)
        self.assertTrue(all(row.at for row in log))
        data = json.loads(herder.my_data(drokpa.now()))
        self.assertEqual(data["claims"][0]["claim"], attended)
        self.assertEqual(self.hub.verify()["problems"], [])

    def test_a_letter_in_other_hands_enrols_a_phone_without_a_network(self) -> None:
        new, carrier = self.invited("pa11"), self.phone("pa12")
        new.record(drokpa.now(), study("policy-1"), "")
        self.assertEqual(carrier.take_in(new.write_letter()).letters, 1)
        self.assertEqual(drokpa.sync(carrier).letters, 1)
        self.assertEqual([row.state for row in carrier.letters()], ["answered"])
        about, [branch] = carrier.about(), carrier.branches()
        self.assertEqual(
            (about.branch, about.branch_zh, about.branch_bo),
            (branch.branch, branch.name_zh, branch.name_bo),
        )
        self.assertEqual(branch.name_zh, "示例牧业村党支部")
        answer = carrier.letter_answers()[0]
        self.assertTrue(new.take_in(answer.content).welcomed)
        self.assertTrue(new.about().welcomed)
        with self.refused("state_wrong"):
            new.write_letter()

    def test_a_clock_that_is_wrong_by_years_costs_one_repeat(self) -> None:
        phone = self.phone("pa13")
        phone.record(drokpa.now(), study("policy-1"), "")
        report = drokpa.sync(phone, clock=lambda: drokpa.now() + 200_000_000)
        self.assertEqual((report.synced, report.accepted, report.requests), (True, 1, 2))

    def test_every_call_has_types_and_words_and_the_package_is_typed(self) -> None:
        self.assertTrue(resources.files(drokpa).joinpath("py.typed").is_file())
        public = [
            (name, member)
            for name, member in inspect.getmembers(drokpa.Phone, callable)
            if not name.startswith("_")
        ]
        self.assertGreater(len(public), 50)
        functions = [(name, getattr(drokpa, name)) for name in drokpa.__all__]
        functions = [(name, one) for name, one in functions if inspect.isfunction(one)]
        self.assertIn("sync", dict(functions))
        for name, member in public + functions:
            with self.subTest(name=name):
                self.assertTrue(inspect.getdoc(member))
                # A call without an answer says so with None, or not at all.
                given = [one for one in inspect.signature(member).parameters if one != "self"]
                self.assertLessEqual(set(given), set(member.__annotations__))
        self.assertEqual(typing.get_type_hints(drokpa.sync)["return"], drokpa.SyncReport)

    def test_numbers_dates_and_the_notice_are_written_for_people(self) -> None:
        self.assertEqual((drokpa.points(-5), drokpa.hours(1919)), ("-0.5", "31.9"))
        self.assertEqual(drokpa.date("2026-05-04", "zh"), "2026年5月4日")
        self.assertEqual(set(LANGUAGES) - set(drokpa.languages()), set())
        notices = [drokpa.consent_notice(language, "示例县", "三年", 1) for language in LANGUAGES]
        self.assertTrue(all(len(notice) > 10 for notice in notices))
        self.assertEqual(drokpa.message("decision-approved", "zh-CN"), "已通过")
