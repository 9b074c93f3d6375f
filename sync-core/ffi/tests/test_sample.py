"""The sample as a developer runs it, against a real hub, and decided by a second phone."""

import subprocess
import sys
from pathlib import Path

import drokpa
from hub import WithHub

SAMPLE = Path(__file__).resolve().parents[1] / "samples" / "herder.py"


class Sample(WithHub):
    def run_sample(self, *args: str, status: int = 0) -> str:
        home = str(self.folder / "herder")
        command = [sys.executable, str(SAMPLE), "--home", home, *args]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
        self.assertEqual(done.returncode, status, done.stderr)
        return done.stdout if status == 0 else done.stderr

    def test_the_sample_records_offline_syncs_and_shows_both_languages(self) -> None:
        self.assertLessEqual(len(SAMPLE.read_text(encoding="utf-8").splitlines()), 130)
        # The QR code needs no network: nobody answers at this moment.
        said = self.run_sample("enrol", "--code", self.hub.invite("pa05")["qr"])
        self.assertIn("pa05 pasture-a", said)
        refused = self.run_sample("study", "--course", "policy-1", "--minutes", "45", status=1)
        self.assertIn(drokpa.message_of("consent_needed", "bo"), refused)
        notice = self.run_sample("agree", "--keeper", "示例县", "--kept", "三年")
        self.assertRegex(notice, "[\u0f40-\u0fbc]")
        said = self.run_sample("study", "--course", "policy-1", "--minutes", "45")
        self.assertIn("已保存", said)
        self.assertIn(drokpa.message("status-saved", "bo"), said)
        self.run_sample("attend", "--kind", "theme_day", "--day", "2026-11-20")
        said = self.run_sample("sync")
        self.assertIn(drokpa.message("status-synced", "bo"), said)

        secretary = self.phone("pa01")
        drokpa.sync(secretary)
        claims = [row.claim for row in secretary.queue() if row.kind == "study"]
        secretary.decide(
            drokpa.now(),
            [
                drokpa.NewDecision(
                    claim=claim, verdict="approve", points_tenths=None, minutes=None, reason=None
                )
                for claim in claims
            ],
        )
        drokpa.sync(secretary)
        self.run_sample("sync")
        shown = self.run_sample("show")
        for language in ("zh-Hans", "bo"):
            for line in secretary.standing_lines(drokpa.now(), language, member="pa05"):
                self.assertIn(line, shown)
            self.assertIn(drokpa.message("word-counted", language), shown)
        self.assertEqual(len(claims), 1)

    def test_a_refusal_of_the_sample_is_told_in_both_languages(self) -> None:
        said = self.run_sample("show", status=1)
        self.assertIn(drokpa.message_of("not_enrolled", "bo"), said)
        self.assertIn(drokpa.message_of("not_enrolled", "zh"), said)
