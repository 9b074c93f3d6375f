//! What the phone's member said to the notice before the first record. Asked once, in the member's
//! own language, kept as an entry like any other, so that the next phone does not ask again. No
//! record of the member's own is made before it; a refusal costs nothing, because a secretary calls
//! the roll on paper. It never keeps a record from being sent that was made before.

use super::record::{entry, new_note, replaced};
use super::{Batch, Draft, NewClaim, Phone, Recorded};
use crate::chain::document::{DocumentId, DocumentKind};
use crate::code::Code;
use crate::schema::key::Key;
use crate::schema::value::Value;
use crate::time::Seconds;
use serde::Serialize;

/// The version of the notice (`locales/*/consent.ftl`) that this app shows. Raised whenever what is
/// held, who reads it or for how long changes; consent to an older one is asked for again.
pub const NOTICE_VERSION: u32 = 1;

/// The language that the notice was shown in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeLanguage {
    /// Tibetan.
    Bo = 1,
    /// Chinese in simplified characters.
    ZhHans = 2,
    /// English.
    En = 3,
}

impl NoticeLanguage {
    const ALL: [NoticeLanguage; 3] =
        [NoticeLanguage::Bo, NoticeLanguage::ZhHans, NoticeLanguage::En];

    /// Its BCP 47 tag.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            NoticeLanguage::Bo => "bo",
            NoticeLanguage::ZhHans => "zh-Hans",
            NoticeLanguage::En => "en",
        }
    }

    /// The language with exactly this tag.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<NoticeLanguage> {
        NoticeLanguage::ALL.into_iter().find(|language| language.tag() == tag)
    }

    fn of_number(number: u8) -> Option<NoticeLanguage> {
        NoticeLanguage::ALL.into_iter().find(|language| *language as u8 == number)
    }
}

/// What a member said to the notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConsentRow {
    /// `unasked`, `given`, `refused` (also taken back), or `outdated`: given to an older notice.
    pub state: &'static str,
    /// The version of the notice that was answered, if one was.
    pub version: Option<u32>,
    /// The language that it was shown in, as a BCP 47 tag; none for one of a newer app.
    pub language: Option<&'static str>,
    /// When, as RFC 3339 at +08:00.
    pub said_at: Option<String>,
    /// The version of the notice that this app shows.
    pub notice: u32,
}

impl ConsentRow {
    /// True where the member's own records may be made.
    #[must_use]
    pub fn is_given(&self) -> bool {
        self.state == "given"
    }
}

/// One live answer.
struct Said {
    document: DocumentId,
    at: Seconds,
    version: u32,
    language: u8,
    given: bool,
}

impl Phone {
    /// What the phone's member said. Where two phones of one member answered differently, the
    /// refusal stands until the member answers again: it holds less.
    ///
    /// # Errors
    /// As [`Phone::live`].
    pub fn consent(&self) -> Result<ConsentRow, Code> {
        let said = self.said()?;
        let holds = said.iter().min_by_key(|one| (one.given, one.version, one.at));
        let row = |state, one: Option<&Said>| ConsentRow {
            state,
            version: one.map(|one| one.version),
            language: one.and_then(|one| NoticeLanguage::of_number(one.language)).map(|l| l.tag()),
            said_at: one.map(|one| one.at.rfc3339()),
            notice: NOTICE_VERSION,
        };
        Ok(match holds {
            None => row("unasked", None),
            Some(one) if !one.given => row("refused", Some(one)),
            Some(one) if one.version < NOTICE_VERSION => row("outdated", Some(one)),
            Some(one) => row("given", Some(one)),
        })
    }

    /// Keeps what the member answered to the notice of [`NOTICE_VERSION`], shown in `language`.
    /// Answering the same again writes nothing.
    ///
    /// # Errors
    /// [`Code::StoreFailed`] after a failed batch.
    pub fn answer_notice(
        &mut self,
        at: Seconds,
        language: NoticeLanguage,
        given: bool,
    ) -> Result<Batch, Code> {
        self.ready()?;
        let mut draft = Draft::default();
        let answer = Value::Consent { version: NOTICE_VERSION, language: language as u8, given };
        self.answer_in(&mut draft, at, &answer)?;
        Ok(self.batch(draft))
    }

    /// Agreement and a record in one go, for a host where the tap on "record" is both because the
    /// notice stands above it: both are kept, or, where the record is refused, neither.
    ///
    /// # Errors
    /// As [`Phone::record`]; [`Code::ConsentNeeded`] where the member has refused: only
    /// [`Phone::answer_notice`] changes that.
    pub fn record_agreeing(
        &mut self,
        at: Seconds,
        language: NoticeLanguage,
        (claim, note): (&NewClaim, &str),
    ) -> Result<(Recorded, Batch), Code> {
        self.ready()?;
        match self.consent()?.state {
            "given" => return self.record(at, claim, note),
            "refused" => return Err(Code::ConsentNeeded),
            _ => {}
        }
        let mut draft = Draft::default();
        let (recorded, new) = self.new_record(&mut draft, at, claim, note)?;
        let answer =
            Value::Consent { version: NOTICE_VERSION, language: language as u8, given: true };
        self.answer_in(&mut draft, at, &answer)?;
        if let Some((document, entry)) = new {
            self.append(&mut draft, &document, vec![entry])?;
        }
        Ok((recorded, self.batch(draft)))
    }

    /// Takes over what a former phone of this member was told.
    pub(super) fn take_over_consent(
        &mut self,
        draft: &mut Draft,
        former: &Phone,
    ) -> Result<(), Code> {
        if !self.said()?.is_empty() {
            return Ok(());
        }
        for one in former.said()? {
            let Said { at, version, language, given, .. } = one;
            self.answer_in(draft, at, &Value::Consent { version, language, given })?;
        }
        Ok(())
    }

    /// Refuses where the member has not agreed to the notice.
    pub(super) fn needs_consent(&self) -> Result<(), Code> {
        if self.consent()?.is_given() { Ok(()) } else { Err(Code::ConsentNeeded) }
    }

    /// Entries that hold no record but what was said to the notice, and that the hub has not
    /// confirmed: whoever reads "2 records are only on this phone" counts records.
    pub(super) fn unsent_answers(&self) -> u32 {
        let key = Key::Consent.record().ok();
        let own = self.chains.iter().filter(|((document, actor), _)| {
            document.kind == DocumentKind::Claims && actor.serial == self.me.serial
        });
        let unsent =
            own.flat_map(|(_, chain)| chain.entries().filter(|(seq, ..)| *seq > chain.confirmed));
        unsent.filter(|(_, _, entry)| Some(&entry.key) == key.as_ref()).count() as u32
    }

    fn answer_in(&mut self, draft: &mut Draft, at: Seconds, answer: &Value) -> Result<(), Code> {
        let record = answer.record()?;
        let home = self.document(DocumentKind::Claims, &self.me.member, at.day());
        // An answer that was given in a branch which the member left cannot be replaced there; the
        // one in a document of the present branch says what holds.
        let said = self.said()?.into_iter().map(|one| one.document);
        let mut documents: Vec<DocumentId> =
            said.filter(|document| document.branch == home.branch).collect();
        documents.dedup();
        if documents.is_empty() {
            documents.push(home);
        }
        for document in documents {
            let live = self.live(&document)?;
            let held: Vec<_> = live.of(&Key::Consent.record()?).collect();
            if held.iter().any(|held| held.entry.value == record) && held.len() == 1 {
                continue;
            }
            let replaces = replaced(held.iter().map(|held| held.id));
            let entry = entry(at, &Key::Consent, answer, replaces, new_note("")?)?;
            self.append(draft, &document, vec![entry])?;
        }
        Ok(())
    }

    /// The live answers of the phone's member, by document: those in the documents of the branch
    /// that the phone is of, and where there are none, those that the member gave elsewhere in the
    /// organisation.
    fn said(&self) -> Result<Vec<Said>, Code> {
        let mut said = Vec::new();
        let key = Key::Consent.record()?;
        let documents = self.documents().into_iter().filter(|document| {
            document.kind == DocumentKind::Claims
                && document.member.as_ref() == Some(&self.me.member)
        });
        for document in documents {
            let live = self.live(document)?;
            for held in live.of(&key) {
                if let Ok(Some(Value::Consent { version, language, given })) =
                    Value::read(&held.entry.value)
                {
                    let document = document.clone();
                    let at = held.entry.recorded_at.seconds();
                    said.push(Said { document, at, version, language, given });
                }
            }
        }
        if said.iter().any(|one| one.document.branch == self.me.branch) {
            said.retain(|one| one.document.branch == self.me.branch);
        }
        Ok(said)
    }
}
