"""A herder's phone in a hundred lines: enrol once, record without a network, sync when a link
appears, and look at the standing in Tibetan and Chinese.

    python herder.py --home FOLDER enrol --code CODE --server http://192.0.2.7:8080
    python herder.py --home FOLDER agree --keeper "示例县" --kept "三年"
    python herder.py --home FOLDER study --course policy-1 --minutes 45
    python herder.py --home FOLDER attend --kind theme_day --day 2026-05-01
    python herder.py --home FOLDER sync
    python herder.py --home FOLDER show
"""

import argparse
import sys
from contextlib import closing
from typing import Iterable

import drokpa

LANGUAGES = ("bo", "zh-Hans")


def say(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)


def in_both(texts) -> None:
    """Whatever a person reads stands in both languages."""
    for language in LANGUAGES:
        say(texts(language))


def enrol(phone: drokpa.Phone, args: argparse.Namespace) -> None:
    drokpa.enrol(phone, args.code, args.server)
    about = phone.about()
    print(about.member, about.branch)
    in_both(phone.status_lines)


def agree(phone: drokpa.Phone, args: argparse.Namespace) -> None:
    """The notice comes before the first record; an app shows it and asks."""
    language = LANGUAGES[0]
    say(drokpa.consent_notice(language, args.keeper, args.kept, phone.consent().notice))
    phone.answer_notice(drokpa.now(), language, not args.refuse)


def saved(claim: str) -> None:
    """The call has returned, so it is on disk, whatever happens next."""
    in_both(lambda language: [f"{drokpa.message('status-saved', language)}  {claim}"])


def study(phone: drokpa.Phone, args: argparse.Namespace) -> None:
    claim = drokpa.NewClaim.STUDY(course=args.course, minutes=args.minutes, day=args.day)
    saved(phone.record(drokpa.now(), claim, args.note).claim)


def attend(phone: drokpa.Phone, args: argparse.Namespace) -> None:
    claim = drokpa.NewClaim.UNLISTED(kind=args.kind, day=args.day, minutes=args.minutes)
    saved(phone.record(drokpa.now(), claim, args.note).claim)


def sync(phone: drokpa.Phone, args: argparse.Namespace) -> None:
    drokpa.sync(phone, args.server)
    in_both(phone.sync_lines)


def show(phone: drokpa.Phone, _args: argparse.Namespace) -> None:
    for row in phone.list():
        words = [phone.word(row.claim, language) for language in LANGUAGES]
        print(row.claim, *words, sep="  ")
    in_both(lambda language: phone.standing_lines(drokpa.now(), language))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", required=True, help="the folder of this phone")
    commands = parser.add_subparsers(required=True)

    def command(name, act):
        one = commands.add_parser(name)
        one.set_defaults(act=act)
        return one

    one = command("enrol", enrol)
    one.add_argument("--code", required=True, help="typed, or the text of a QR code")
    one.add_argument("--server", help="where the hub is")
    one = command("agree", agree)
    one.add_argument("--keeper", required=True, help="who keeps the records")
    one.add_argument("--kept", required=True, help="for how long")
    one.add_argument("--refuse", action="store_true", help="take it back, or do not agree")
    one = command("study", study)
    one.add_argument("--course", required=True)
    one.add_argument("--minutes", type=int, required=True)
    one.add_argument("--day", help="if not today")
    one.add_argument("--note", default="")
    one = command("attend", attend)
    one.add_argument("--kind", required=True, help="such as theme_day")
    one.add_argument("--day", required=True)
    one.add_argument("--minutes", type=int)
    one.add_argument("--note", default="")
    one = command("sync", sync)
    one.add_argument("--server", help="if not the one of enrolment")
    command("show", show)
    return parser.parse_args()


def main() -> int:
    args = arguments()
    try:
        with closing(drokpa.Phone.in_folder(args.home)) as phone:
            args.act(phone, args)
    except drokpa.PhoneError.Refused as refusal:
        for language in LANGUAGES:
            print(f"{refusal.code}: {drokpa.message_of(refusal.code, language)}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
