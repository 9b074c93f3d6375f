//! The drill with nothing but paper: the machine is gone, a backup without keys and a key sheet are
//! left, and phones go on with the hub that comes back.

use crate::pocket::{Hub, Pocket, complaint, drokpa, invite, organisation, run, verified};
use drokpa_core::host::picture::{draw_for_paper, texts_in};
use drokpa_core::phone::NewClaim;
use drokpa_locales::{Lang, text};
use drokpa_server::client::Link;
use drokpa_server::clock::Clock;
use serde_json::Value;
use std::path::Path;

fn study(course: &str) -> NewClaim {
    let day = Clock::system().now().day();
    NewClaim::Study { course: course.parse().unwrap(), day, minutes: 40 }
}

/// The lines as somebody types them from the page.
pub fn typed(page: &str) -> Vec<String> {
    let lines = page.split("<p class=\"typed\"><i>").skip(1);
    lines.map(|line| line.split("</p>").next().unwrap().replace("</i>", "")).collect()
}

/// The code on the page, as somebody photographs it: the drawing of the page, in squares of five
/// pixels, is read, and drawn again as a PNG.
fn photographed(page: &str) -> Vec<u8> {
    let (_, svg) = page.split_once("viewBox=\"0 0 ").unwrap();
    let side: usize = svg.split(' ').next().unwrap().parse().unwrap();
    let (_, dark) = svg.split_once("#fff").unwrap();
    let (_, dark) = dark.split_once("<path d=\"").unwrap();
    let width = side * 5;
    let mut pixels = vec![255_u8; width * width];
    for run in dark.split('"').next().unwrap().split('M').skip(1) {
        let numbers: Vec<usize> =
            run.split([' ', 'h', 'v']).take(3).map(|number| number.parse().unwrap()).collect();
        for y in numbers[1] * 5..(numbers[1] + 1) * 5 {
            let from = y * width + numbers[0] * 5;
            pixels[from..from + numbers[2] * 5].fill(0);
        }
    }
    let texts = texts_in(&pixels, width);
    assert_eq!(texts.len(), 1, "one code on the page");
    draw_for_paper(&texts[0]).unwrap().png(4).unwrap()
}

struct Drill {
    folder: tempfile::TempDir,
    phone: Pocket,
    page: String,
}

impl Drill {
    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    /// A backup without keys, a sheet, and a phone that has synced; then the machine is gone.
    fn new() -> Drill {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
        let data = path("hub");
        organisation(Path::new(&data));
        let hub = Hub::start(Path::new(&data));
        let code = invite(Path::new(&data), "pa04");
        let mut phone = Pocket::enrol(&hub.url, &code, &Clock::system()).0;
        phone.record(&study("c1"), "");
        phone.sync();
        run(["backup", &path("backup"), "--data", &data]);
        phone.record(&study("c2"), "");
        phone.sync();
        std::fs::write(path("words"), "four plain words here\n").unwrap();
        std::fs::write(path("wrong"), "four plain words there\n").unwrap();
        std::fs::write(path("short"), "words\n").unwrap();
        let sheet = ["keys", "sheet", &path("sheet.html"), "--data", &data, "--passphrase-file"];
        let refused = drokpa(sheet.into_iter().chain([&*path("short")])).output().unwrap();
        assert!(complaint(&refused).contains("passphrase_wrong"), "{}", complaint(&refused));
        let made = run(["--json"].into_iter().chain(sheet).chain([&*path("words")]));
        let made: Value = serde_json::from_str(&made).unwrap();
        assert_eq!(made["lines"], 10);
        let again = drokpa(sheet.into_iter().chain([&*path("words")])).output().unwrap();
        assert!(complaint(&again).contains("already_initialised"), "{}", complaint(&again));
        let page = std::fs::read_to_string(path("sheet.html")).unwrap();
        let keys = std::fs::read_to_string(Path::new(&data).join("keys.json")).unwrap();
        let keys: Value = serde_json::from_str(&keys).unwrap();
        assert!(!page.contains(keys["root_seed"].as_str().unwrap()), "keys lie open on paper");
        drop(hub);
        std::fs::remove_dir_all(&data).unwrap();
        Drill { folder, phone, page }
    }

    fn restore(&self, sheet: &str, words: &str, lang: &str) -> std::process::Output {
        let (backup, new) = (self.path("backup"), self.path("new"));
        let (sheet, words) = (self.path(sheet), self.path(words));
        let arguments = ["--lang", lang, "restore", &backup, "--data", &new, "--key-sheet", &sheet];
        drokpa(arguments.into_iter().chain(["--passphrase-file", &words])).output().unwrap()
    }

    /// Refused in each language with this code and line, and nothing was written.
    fn refused(&self, words: &str, code: &str, line: &str) {
        for (lang, tag) in [(Lang::Bo, "bo"), (Lang::ZhHans, "zh"), (Lang::En, "en")] {
            let told = complaint(&self.restore("typed.txt", words, tag));
            let sentence = text(lang, &format!("error-{code}"));
            assert!(told.contains(&*sentence), "{tag}: {told}");
            assert!(told.contains(&format!("{code}: {line}\n")), "{tag}: {told}");
            assert!(!Path::new(&self.path("new")).join("keys.json").exists());
        }
    }

    /// The phone goes on with the hub that came back: what the backup lacks is back, new is taken.
    fn goes_on(&mut self) {
        let new = self.path("new");
        let hub = Hub::start(Path::new(&new));
        self.phone.link = Link::new(&hub.url).unwrap();
        self.phone.record(&study("c3"), "");
        let report = self.phone.sync();
        assert!(report.synced && report.rejected == 0, "{report:?}");
        assert_eq!(self.phone.claims(true).len(), 3);
        let fresh = Pocket::enrol(&hub.url, &invite(Path::new(&new), "pa05"), &Clock::system());
        assert!(fresh.0.phone.status().synced, "who comes new is taken in");
        drop(hub);
        verified(Path::new(&new));
    }
}

#[test]
fn typed_from_paper_the_keys_come_back_on_an_empty_machine_and_slips_are_named() {
    let mut drill = Drill::new();
    let lines = typed(&drill.page);
    assert_eq!(lines.len(), 10);
    let write = |lines: &[String]| {
        std::fs::write(drill.folder.path().join("typed.txt"), lines.join("\n")).unwrap();
    };
    let mut slip = lines.clone();
    let place = slip[6].len() - 6;
    let letter = if slip[6][place..].starts_with('7') { "8" } else { "7" };
    slip[6].replace_range(place..=place, letter);
    write(&slip);
    drill.refused("words", "key_sheet_line", "7");
    write(&lines[..9]);
    drill.refused("words", "key_sheet_incomplete", "10");
    write(&lines);
    drill.refused("wrong", "passphrase_wrong", "passphrase_wrong");
    let done = drill.restore("typed.txt", "words", "en");
    assert!(done.status.success(), "{}", complaint(&done));
    drill.goes_on();
    let again = complaint(&drill.restore("typed.txt", "words", "en"));
    assert!(again.contains("already_initialised"), "a folder keeps its keys: {again}");
}

#[test]
fn a_picture_of_the_code_brings_the_keys_back_as_well() {
    let mut drill = Drill::new();
    std::fs::write(drill.folder.path().join("photo.png"), photographed(&drill.page)).unwrap();
    let done = drill.restore("photo.png", "words", "en");
    assert!(done.status.success(), "{}", complaint(&done));
    drill.goes_on();
}
