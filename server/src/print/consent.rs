//! The consent notice on paper, in both languages, with a place to sign for whoever has no phone.

use super::page::{LANGS, each, escape, page};
use drokpa_locales::{Consent, Lang, msg};

/// The notice; what the organisation fills in is given for each language.
#[must_use]
pub fn consent<'a>(filled: impl Fn(Lang) -> Consent<'a>) -> String {
    let mut content = String::new();
    for lang in LANGS {
        let paragraphs = filled(lang).paragraphs(lang).into_iter();
        let paragraphs = paragraphs.map(|text| format!("<p>{}</p>", escape(&text)));
        let paragraphs: String = paragraphs.collect();
        content
            .push_str(&format!("<div class=\"notice\" lang=\"{}\">{paragraphs}</div>", lang.tag()));
    }
    let boxes = each("span", |lang| {
        format!("□ {}　□ {}", msg::consent::agree(lang), msg::consent::refuse(lang))
    });
    content.push_str(&format!("<div class=\"pair\">{boxes}</div>"));
    page(msg::consent::title, &content)
}
