//! Each rule of the build really fails on a text that breaks it, and on that alone.

#[path = "../build/check.rs"]
mod check;

use check::{Known, Source};

const EN: &str = "a = One\nb = Many: { $count }\n    .title = Title\n";
const ZH: &str = "a = 一\nb = 多: { $count }\n    .title = 题\n";
const BO: &str =
    "# native-review: not yet read\n\na = གཅིག\nb = མང་པོ: { $count }\n    .title = མིང\n";

fn run(en: &str, zh: &str, bo: &str) -> Result<Vec<Known>, Vec<String>> {
    check::check(&[
        Source { lang: "en", file: "x.ftl", text: en },
        Source { lang: "zh-Hans", file: "x.ftl", text: zh },
        Source { lang: "bo", file: "x.ftl", text: bo },
    ])
}

/// The only problem found; several or none are joined, so that a comparison shows them.
fn only(result: Result<Vec<Known>, Vec<String>>) -> String {
    result.err().unwrap_or_default().join(" and ")
}

/// The only problem of a Tibetan value for `b`.
fn tibetan(value: &str) -> String {
    only(run(EN, ZH, &BO.replace("མང་པོ: { $count }", value)))
}

#[test]
fn good_files_pass_and_give_their_ids() {
    let known = run(EN, ZH, BO).unwrap();
    let ids: Vec<&str> = known.iter().map(|message| message.id.as_str()).collect();
    assert_eq!(ids, ["a", "b"]);
    assert_eq!(known[1].variables, ["count"]);
    assert_eq!(known[1].english, "Many: { $count }");
}

#[test]
fn a_file_that_cannot_be_read_is_named_with_its_line() {
    let broken = EN.replace("a = One", "a One");
    let problems = run(&broken, ZH, BO).unwrap_err();
    assert!(problems.iter().any(|at| at.starts_with("en/x.ftl: line 1 cannot be read: ")));
    let broken = format!("{ZH}c = {{ $count\n");
    let problems = run(EN, &broken, BO).unwrap_err();
    assert!(problems.iter().any(|at| at.starts_with("zh-Hans/x.ftl: line ")), "{problems:?}");
}

#[test]
fn a_missing_file_or_message_is_found_on_either_side() {
    let result = check::check(&[
        Source { lang: "en", file: "x.ftl", text: EN },
        Source { lang: "bo", file: "x.ftl", text: BO },
    ]);
    assert!(result.unwrap_err().contains(&"zh-Hans/x.ftl: this file is missing".to_owned()));
    assert_eq!(
        only(run(EN, &ZH.replace("a = 一\n", ""), BO)),
        "zh-Hans/x.ftl: the message a of en/x.ftl is missing"
    );
    assert_eq!(
        only(run(EN, ZH, &format!("{BO}c = གསུམ\n"))),
        "en/x.ftl: the message c of bo/x.ftl is missing"
    );
    let strange = [Source { lang: "zh", file: "x.ftl", text: ZH }];
    assert!(check::check(&strange).is_err());
}

#[test]
fn different_attributes_are_found() {
    assert_eq!(
        only(run(EN, ZH, &BO.replace(".title", ".name"))),
        "bo/x.ftl: b: its attributes are .name but en has .title"
    );
}

#[test]
fn different_variables_are_found_in_values_attributes_and_variants() {
    assert_eq!(
        only(run(EN, &ZH.replace("$count", "$value"), BO)),
        "zh-Hans/x.ftl: b: its variables are $value but en has $count"
    );
    assert_eq!(
        only(run(EN, &ZH.replace("题", "题 { $n }"), BO)),
        "zh-Hans/x.ftl: b.title: its variables are $n but en has none"
    );
    let select = "{ $count ->\n    [0] 无 { $who }\n   *[other] 多\n }";
    assert_eq!(
        only(run(EN, &ZH.replace("多: { $count }", select), BO)),
        "zh-Hans/x.ftl: b: its variables are $count, $who but en has $count"
    );
}

#[test]
fn an_id_defined_twice_is_found_within_a_file_and_across_files() {
    let problems = run(&format!("{EN}a = Again\n"), ZH, BO).unwrap_err();
    assert_eq!(problems, ["en/x.ftl: a: this id is defined already in en/x.ftl"]);
    let mut sources = Vec::new();
    for (lang, text) in [("en", EN), ("zh-Hans", ZH), ("bo", BO)] {
        sources.push(Source { lang, file: "x.ftl", text });
        sources.push(Source { lang, file: "y.ftl", text });
    }
    let problems = check::check(&sources).unwrap_err();
    assert!(problems.contains(&"bo/y.ftl: b: this id is defined already in bo/x.ftl".to_owned()));
}

#[test]
fn text_of_another_script_is_found() {
    assert_eq!(tibetan("མང་པོ多: { $count }"), "bo/x.ftl: b: the text has the Chinese character 多");
    assert_eq!(tibetan("མང་པོ: { $count }。"), "bo/x.ftl: b: the text has the Chinese character 。");
    assert_eq!(tibetan("Many: { $count }"), "bo/x.ftl: b: the text has no Tibetan letter");
    let zh = ZH.replace("多", "多པ");
    assert_eq!(only(run(EN, &zh, BO)), "zh-Hans/x.ftl: b: the text has the Tibetan character པ");
    let zh = ZH.replace("多", "Many");
    assert_eq!(only(run(EN, &zh, BO)), "zh-Hans/x.ftl: b: the text has no Chinese character");
    let en = EN.replace("Many", "多");
    assert_eq!(only(run(&en, ZH, BO)), "en/x.ftl: b: the text has the Chinese character 多");
}

#[test]
fn a_tibetan_text_that_is_the_chinese_one_is_found() {
    let problems = run(EN, ZH, &BO.replace("མང་པོ", "多").replace("མིང", "题")).unwrap_err();
    assert!(problems.contains(&"bo/x.ftl: b: the text is the same as in zh-Hans".to_owned()));
}

#[test]
fn nothing_that_depends_on_a_value_follows_it() {
    let problem = "bo/x.ftl: b: no Tibetan letter or case particle may follow a value that is \
                   filled in; write `label: { $value }`";
    for value in [
        "མི་{ $count }གི་མིང",
        "མི་{ $count }འི་མིང",
        "མི་{ $count }་མང",
        "མི་{ $count } གི་མིང",
        "མི་{ $count } ལ་ལྟ",
        "མི་{ NUMBER($count) }ནས",
        "མི་{ $count ->\n   *[other] གཅིག\n }འི་མིང",
        "མི་{ $count ->\n   *[other] { $count }གི་མིང\n }",
    ] {
        assert_eq!(tibetan(value), problem, "{value}");
    }
    for value in ["མི: { $count } མིང", "མི: { $count }།", "མི་ { $count } B, མིང"]
    {
        assert!(run(EN, ZH, &BO.replace("མང་པོ: { $count }", value)).is_ok(), "{value}");
    }
}

#[test]
fn shad_and_tsheg_stand_where_they_may() {
    let begins = "bo/x.ftl: b: a line may not begin with shad or tsheg";
    assert_eq!(tibetan("།མི: { $count }"), begins);
    assert_eq!(tibetan("་མི: { $count }"), begins);
    let tsheg = "bo/x.ftl: b: no tsheg before shad; after ང it is U+0F0C";
    assert_eq!(tibetan("དང་། { $count }"), tsheg);
    assert_eq!(tibetan("མི་། { $count }"), tsheg);
    assert_eq!(tibetan("དང། { $count }"), "bo/x.ftl: b: between ང and shad stands U+0F0C");
    assert_eq!(tibetan("ཐོག། { $count }"), "bo/x.ftl: b: no shad after ཀ or ག; leave a space");
    let lone = "bo/x.ftl: b: U+0F0C stands only between ང and shad";
    assert_eq!(tibetan("མི\u{0F0C}། { $count }"), lone);
    assert_eq!(tibetan("དང\u{0F0C}མི: { $count }"), lone);
    let good = BO.replace("མང་པོ: { $count }", "བྱུང\u{0F0C}། མི། { $count }");
    assert!(run(EN, ZH, &good).is_ok());
}

#[test]
fn a_latin_full_stop_ends_no_tibetan_sentence() {
    let stop = "bo/x.ftl: b: a sentence ends with shad, not with a full stop";
    assert_eq!(tibetan("མི. { $count }"), stop);
    assert_eq!(tibetan("མི: { $count }."), stop);
    assert_eq!(tibetan("མི 7. { $count }"), stop);
    assert!(run(EN, ZH, &BO.replace("མང་པོ:", "མི 7.5:")).is_ok());
}

#[test]
fn a_tibetan_text_of_two_lines_is_found() {
    let problem = "bo/x.ftl: b: a Tibetan text stands on one line";
    assert_eq!(tibetan("མི\n    མང: { $count }"), problem);
}

#[test]
fn letters_that_normalisation_changes_are_found() {
    for letter in ['\u{0F73}', '\u{0F75}', '\u{0F77}', '\u{0F79}', '\u{0F81}', '\u{0F43}'] {
        let problem = tibetan(&format!("ཀ{letter}: {{ $count }}"));
        let expected = format!("U+{:04X} is not a normal form; spell it out", u32::from(letter));
        assert!(problem.ends_with(&expected), "{problem}");
    }
    let order = "bo/x.ftl: b: the vowel signs are not in their normal order";
    assert_eq!(tibetan("ཀ\u{0F74}\u{0F71}: { $count }"), order);
    assert_eq!(tibetan("ཀ\u{0F72}\u{0F71}: { $count }"), order);
    let anusvara = "bo/x.ftl: b: U+0F7E stands after the vowel sign";
    assert_eq!(tibetan("ཀ\u{0F7E}\u{0F74}: { $count }"), anusvara);
    assert!(run(EN, ZH, &BO.replace("མང་པོ", "ཀ\u{0F71}\u{0F74}\u{0F7E}")).is_ok());
}

#[test]
fn invisible_marks_are_found_in_every_language() {
    for mark in ['\u{200B}', '\u{2068}', '\u{FEFF}', '\u{00A0}'] {
        let en = EN.replace("Many", &format!("Ma{mark}ny"));
        let problem = only(run(&en, ZH, BO));
        assert!(problem.starts_with("en/x.ftl: b: the invisible character U+"), "{problem}");
    }
}

#[test]
fn parts_of_fluent_that_the_app_does_without_are_refused() {
    let value = |value: &str| only(run(&EN.replace("Many: { $count }", value), ZH, BO));
    assert_eq!(
        value("{ DATETIME($count) }"),
        "en/x.ftl: b: there is no function DATETIME; only NUMBER, GEN, AGT and TER"
    );
    assert!(value("{ a } { $count }").ends_with("instead of a reference to a"));
    assert!(value("{ \"x\" } { $count }").ends_with("write the text itself instead of { \"x\" }"));
    assert_eq!(
        value("{ $count ->\n    [0] No\n   *[many] Some\n }"),
        "en/x.ftl: b: the default variant must be `*[other]`"
    );
    assert!(only(run(&format!("{EN}-t = T\n"), ZH, BO)).starts_with("en/x.ftl: -t: terms are"));
    let en = EN.replace("a = One", "a =\n    .title = One");
    let problems = run(&en, ZH, BO).unwrap_err();
    assert!(problems.contains(&"en/x.ftl: a: the message has no value".to_owned()));
}

#[test]
fn a_tibetan_file_says_whether_a_native_reader_has_read_it() {
    let problem = only(run(EN, ZH, &BO.replace("# native-review:", "# review:")));
    assert!(problem.starts_with("bo/x.ftl: the first line must be `# native-review: "));
}

#[test]
fn a_value_with_its_case_particle_may_be_followed_by_a_word() {
    for value in ["{ GEN($count) }མིང", "{ AGT($count) }མང་པོ", "མི: { TER($count) }སོང"]
    {
        assert!(run(EN, ZH, &BO.replace("མང་པོ: { $count }", value)).is_ok(), "{value}");
    }
    let zh = ZH.replace("{ $count }", "{ GEN($count) }");
    assert_eq!(only(run(EN, &zh, BO)), "zh-Hans/x.ftl: b: GEN is for Tibetan only");
}

#[test]
fn a_tsheg_at_the_end_and_signs_that_stand_twice_are_found() {
    assert_eq!(tibetan("{ $count } མང་"), "bo/x.ftl: b: no tsheg stands at the end of a text");
    assert_eq!(tibetan("མང་་པོ: { $count }"), "bo/x.ftl: b: two tshegs stand side by side");
    assert_eq!(tibetan("མི\u{f72}་མང: { $count }"), "bo/x.ftl: b: one vowel sign stands twice");
    assert_eq!(
        tibetan("མི\u{f7c}་མང: { $count }"),
        "bo/x.ftl: b: two vowel signs stand on one letter"
    );
    // A tsheg before a figure parts the two.
    assert!(run(EN, ZH, &BO.replace("མང་པོ: { $count }", "ཉིན་ { $count }")).is_ok());
}

#[test]
fn a_clip_has_one_plain_name_in_every_language() {
    let with = |text: &str, clip: &str| {
        text.replace("    .title", &format!("    .audio = {clip}\n    .title"))
    };
    let all = |clip: &str| run(&with(EN, clip), &with(ZH, clip), &with(BO, clip));
    assert_eq!(all("b-1_x").unwrap()[1].clip.as_deref(), Some("b-1_x"));
    let problems = all("B 1").unwrap_err();
    assert_eq!(problems.len(), 3, "{problems:?}");
    assert!(problems[0].ends_with("b.audio: a clip is named by up to 48 of a-z, 0-9, - and _"));
    let other = run(&with(EN, "b"), &with(ZH, "b"), &with(BO, "c"));
    assert_eq!(only(other), "bo/x.ftl: b.audio: the clip has another name than in en");
    let twice = |text: &str, word: &str| format!("{}c = {word}\n    .audio = b\n", with(text, "b"));
    let shared = run(&twice(EN, "Two"), &twice(ZH, "二"), &twice(BO, "གཉིས"));
    assert_eq!(only(shared), "c: the clip b belongs to b");
}
