//! The facade's calls by name, with their arguments as a JSON array and their result as JSON: one
//! door instead of sixty keeps the module and its glue small. Called by `lib.rs`; the typed calls
//! are in `js/src/phone.ts`. It must never decide anything.

#[cfg(all(feature = "texts", feature = "office"))]
use drokpa_app::text::Figures;
#[cfg(feature = "texts")]
use drokpa_app::text::{self, Teller};
use drokpa_app::{AppError, Batch, ExportChoice, NewClaim, Phone};
#[cfg(feature = "office")]
use drokpa_app::{NewAdjustment, NewAttestation, NewDecision, NewTraining, RollMark, TrainingEdit};
use drokpa_core::code::Code;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
#[cfg(feature = "texts")]
use serde_json::json as object;

type Changed = Result<(Value, Batch), AppError>;
type Answer = Result<Value, AppError>;

/// Reads arguments. What a language cannot say wrongly, JavaScript can.
fn read<T: DeserializeOwned>(arguments: &str) -> Result<T, AppError> {
    serde_json::from_str(arguments)
        .map_err(|error| AppError::new(Code::ParameterMalformed, error.to_string()))
}

fn json<T: Serialize>(value: T) -> Answer {
    serde_json::to_value(value).map_err(|error| AppError::new(Code::Internal, error.to_string()))
}

fn changed<T: Serialize>(result: Result<(T, Batch), AppError>) -> Changed {
    let (value, batch) = result?;
    Ok((json(value)?, batch))
}

fn done(result: Result<Batch, AppError>) -> Changed {
    Ok((Value::Null, result?))
}

fn unknown(name: &str) -> AppError {
    AppError::new(Code::ParameterMalformed, format!("no call {name}"))
}

/// Does what changes something. The batch has to be committed before the next call.
///
/// # Errors
/// Those of the call; `parameter_malformed` for an unknown name or other arguments.
pub(crate) fn change(phone: &mut Phone, name: &str, now: u64, arguments: &str) -> Changed {
    match name {
        "record" => {
            let (claim, note): (NewClaim, String) = read(arguments)?;
            changed(phone.record(now, &claim, &note))
        }
        "answer_notice" => {
            let (language, given): (String, bool) = read(arguments)?;
            done(phone.answer_notice(now, &language, given))
        }
        "withdraw" => {
            let (claim,): (String,) = read(arguments)?;
            done(phone.withdraw(now, &claim))
        }
        "resubmit" => {
            let (claim, minutes, note): (String, Option<u32>, String) = read(arguments)?;
            done(phone.resubmit(now, &claim, minutes, &note))
        }
        "add_code" => {
            let (claim, code): (String, String) = read(arguments)?;
            done(phone.add_code(now, &claim, &code))
        }
        "object" => {
            let (claim, reason, township): (String, String, bool) = read(arguments)?;
            done(phone.object(now, &claim, &reason, township))
        }
        "know_devices" => done(phone.know_devices()),
        "scan" => {
            let (texts,): (Vec<String>,) = read(arguments)?;
            changed(phone.scan(&texts))
        }
        #[cfg(feature = "office")]
        _ => change_in_office(phone, name, now, arguments),
        #[cfg(not(feature = "office"))]
        other => Err(unknown(other)),
    }
}

/// What secretaries do.
#[cfg(feature = "office")]
fn change_in_office(phone: &mut Phone, name: &str, now: u64, arguments: &str) -> Changed {
    match name {
        "enter_for" => {
            let (member, claim, note): (String, NewClaim, String) = read(arguments)?;
            changed(phone.enter_for(now, &member, &claim, &note))
        }
        "create_training" => {
            let (new,): (NewTraining,) = read(arguments)?;
            changed(phone.create_training(now, &new))
        }
        "edit_training" => {
            let (training, edit): (String, TrainingEdit) = read(arguments)?;
            done(phone.edit_training(now, &training, &edit))
        }
        "cancel_training" => {
            let (training,): (String,) = read(arguments)?;
            done(phone.cancel_training(now, &training))
        }
        "alias_trainings" => {
            let (one, two, retract): (String, String, bool) = read(arguments)?;
            done(phone.alias_trainings(now, &one, &two, retract))
        }
        "alias_unlisted" => {
            let (training, kind, day, retract): (String, String, String, bool) = read(arguments)?;
            done(phone.alias_unlisted(now, &training, (&kind, &day), retract))
        }
        "prepare_codes" => {
            let (training,): (String,) = read(arguments)?;
            done(phone.prepare_codes(now, &training))
        }
        "call_roll" => {
            let (training, marks): (String, Vec<RollMark>) = read(arguments)?;
            changed(phone.call_roll(now, &training, &marks))
        }
        "decide" => {
            let (decisions,): (Vec<NewDecision>,) = read(arguments)?;
            done(phone.decide(now, &decisions))
        }
        "decide_between" => {
            let (decision, record): (NewDecision, String) = read(arguments)?;
            done(phone.decide_between(now, &decision, &record))
        }
        "approve_confirmed" => changed(phone.approve_confirmed(now)),
        _ => settle(phone, name, now, arguments),
    }
}

/// What settles what was recorded.
#[cfg(feature = "office")]
fn settle(phone: &mut Phone, name: &str, now: u64, arguments: &str) -> Changed {
    match name {
        "answer_objection" => {
            let (claim, upheld, reason): (String, bool, String) = read(arguments)?;
            done(phone.answer_objection(now, &claim, upheld, &reason))
        }
        "adjust" => {
            let (new,): (NewAdjustment,) = read(arguments)?;
            changed(phone.adjust(now, &new))
        }
        "settle_adjustment" => {
            let (member, adjustment, keep): (String, String, bool) = read(arguments)?;
            done(phone.settle_adjustment(now, (&member, &adjustment), keep))
        }
        "veto" => {
            let (member, day, withdraw, reason): (String, String, bool, String) = read(arguments)?;
            done(phone.veto(now, (&member, &day), withdraw, &reason))
        }
        "adopt" => {
            let (entries, adopt): (Vec<String>, bool) = read(arguments)?;
            done(phone.adopt(now, &entries, adopt))
        }
        "attest" => {
            let (new,): (NewAttestation,) = read(arguments)?;
            changed(phone.attest(now, &new))
        }
        "close" => {
            let (period,): (String,) = read(arguments)?;
            changed(phone.close(now, &period))
        }
        other => Err(unknown(other)),
    }
}

/// Shows what this phone knows, and changes nothing.
///
/// # Errors
/// As [`change`].
pub(crate) fn look(phone: &Phone, name: &str, now: u64, arguments: &str) -> Answer {
    match name {
        "about" => json(phone.about()),
        "status" => json(phone.status()),
        "consent" => json(phone.consent()?),
        "items" => json(phone.items(now)),
        "sync_report" => json(phone.sync_report()),
        "devices" => json(phone.devices()),
        "list" => {
            let (member,): (Option<String>,) = read(arguments)?;
            json(member.map_or_else(|| Ok(phone.list()), |member| phone.list_of(&member))?)
        }
        "cycles" => json(phone.cycles()),
        "cycle_at" => json(phone.cycle_at(now)),
        "standing" => {
            let (member, cycle): (Option<String>, Option<u16>) = read(arguments)?;
            json(phone.standing(now, member.as_deref(), cycle)?)
        }
        "explain" => {
            let (member, cycle): (Option<String>, Option<u16>) = read(arguments)?;
            json(phone.explain(now, member.as_deref(), cycle)?)
        }
        "trainings" => json(phone.trainings()),
        "access_log" => json(phone.access_log()),
        "letters" => json(phone.letters()),
        "letter_answers" => json(phone.letter_answers()),
        "statement" => {
            let (period,): (String,) = read(arguments)?;
            json(phone.statement(&period)?)
        }
        #[cfg(feature = "texts")]
        _ if name == "my_data" || name.starts_with("tell_") => tell(phone, name, now, arguments),
        #[cfg(feature = "office")]
        _ => look_in_office(phone, name, now, arguments),
        #[cfg(not(feature = "office"))]
        other => Err(unknown(other)),
    }
}

#[cfg(feature = "office")]
fn look_in_office(phone: &Phone, name: &str, now: u64, arguments: &str) -> Answer {
    match name {
        "roster" => json(phone.roster()),
        "branches" => json(phone.branches()),
        "owed" => json(phone.owed()?),
        "closed" => json(phone.closed()?),
        "proof" => json(phone.proof(now)),
        "tibetan_order" => {
            let (texts,): (Vec<String>,) = read(arguments)?;
            json(drokpa_app::text::tibetan_order(&texts))
        }
        "queue" => {
            let (confirmed,): (bool,) = read(arguments)?;
            json(phone.queue(confirmed))
        }
        "door_code" => {
            let (training,): (String,) = read(arguments)?;
            json(phone.door_code(now, &training)?)
        }
        "roll" => {
            let (training,): (String,) = read(arguments)?;
            json(phone.roll(&training)?)
        }
        "plan" => {
            let (training,): (String,) = read(arguments)?;
            json(phone.plan(&training)?)
        }
        "adjustments" => {
            let (member, cycle): (String, u16) = read(arguments)?;
            json(phone.adjustments(&member, cycle)?)
        }
        "vetoes" => {
            let (member, cycle): (String, u16) = read(arguments)?;
            json(phone.vetoes(&member, cycle)?)
        }
        "quarantine" => json(phone.quarantine()?),
        "evaluation" => {
            type Manual = Vec<(String, u16, String)>;
            let (file, sector, from, to, manual): (String, String, String, String, Manual) =
                read(arguments)?;
            json(phone.evaluation(now, (&file, &sector), (&from, &to), &manual)?)
        }
        other => Err(unknown(other)),
    }
}

#[cfg(feature = "texts")]
/// Shows the same in words. The first argument is the language.
fn tell(phone: &Phone, name: &str, now: u64, arguments: &str) -> Answer {
    match name {
        "my_data" => phone.my_data(now),
        "tell_list" => {
            let (language, member): (String, Option<String>) = read(arguments)?;
            let rows = member.map_or_else(|| Ok(phone.list()), |member| phone.list_of(&member))?;
            let teller = Teller::of(&language);
            let told = rows.iter().map(|row| {
                object!({
                    "claim": row.claim,
                    "state": text::word_of(row),
                    "word": teller.word(row),
                    "lines": teller.row(row),
                })
            });
            Ok(told.collect())
        }
        "tell_standing" => {
            let (language, member, cycle): (String, Option<String>, Option<u16>) = read(arguments)?;
            let row = phone.standing(now, member.as_deref(), cycle)?;
            json(Teller::of(&language).standing(&row))
        }
        "tell_explained" => {
            let (language, member): (String, Option<String>) = read(arguments)?;
            json(phone.explained_lines(now, member.as_deref(), &language)?)
        }
        "tell_status" => {
            let (language,): (String,) = read(arguments)?;
            json(Teller::of(&language).status(phone.core()))
        }
        "tell_sync" => {
            let (language,): (String,) = read(arguments)?;
            json(Teller::of(&language).synced(&phone.sync_report()))
        }
        "tell_statement" => {
            let (language, period): (String, String) = read(arguments)?;
            let statement = phone.statement(&period)?;
            json(statement.map(|statement| Teller::of(&language).statement(&statement)))
        }
        other => Err(unknown(other)),
    }
}

#[cfg(feature = "texts")]
/// Texts that need no phone.
///
/// # Errors
/// As [`change`].
pub(crate) fn words(name: &str, arguments: &str) -> Answer {
    match name {
        "text" => {
            let (language, id): (String, String) = read(arguments)?;
            json(text::text(&language, &id))
        }
        "points" => {
            let (tenths,): (i32,) = read(arguments)?;
            json(text::points(tenths))
        }
        "hours" => {
            let (minutes,): (u32,) = read(arguments)?;
            json(text::hours(minutes))
        }
        "date" => {
            let (language, day): (String, String) = read(arguments)?;
            json(text::date(&language, &day)?)
        }
        "consent_notice" => {
            let (language, keeper, kept, version): (String, String, String, u32) = read(arguments)?;
            json(text::consent_notice(&language, (&keeper, &kept), version))
        }
        "message" => {
            let (code, language): (String, String) = read(arguments)?;
            json(drokpa_app::message_of(&code, &language))
        }
        #[cfg(feature = "office")]
        _ => words_in_office(name, arguments),
        #[cfg(not(feature = "office"))]
        other => Err(unknown(other)),
    }
}

/// What pages of offices and programs write lists with; the member's module has no room for it.
#[cfg(all(feature = "texts", feature = "office"))]
fn words_in_office(name: &str, arguments: &str) -> Answer {
    if name == "fold" {
        let (rules, question): (String, String) = read(arguments)?;
        return read(&drokpa_app::fold(&rules, &question)?);
    }
    let call = name.strip_prefix("figures_").ok_or_else(|| unknown(name))?;
    let (language, tibetan, values): (String, bool, Vec<Value>) = read(arguments)?;
    json(figure(Figures::of(&language, tibetan), call, &values)?)
}

/// One of the calls of [`Figures`].
#[cfg(all(feature = "texts", feature = "office"))]
fn figure(figures: Figures, call: &str, values: &[Value]) -> Result<String, AppError> {
    Ok(match (call, values) {
        ("number", [value]) => figures.number(whole(value)?),
        ("points", [tenths]) => figures.points(whole(tenths)?),
        ("change", [tenths]) => figures.change(whole(tenths)?),
        ("hours", [minutes]) => figures.hours(whole(minutes)?),
        ("duration", [minutes]) => figures.duration(whole(minutes)?),
        ("date", [Value::String(day)]) => figures.date(day)?,
        ("date_medium", [Value::String(day)]) => figures.date_medium(day)?,
        ("date_short", [Value::String(day)]) => figures.date_short(day)?,
        ("month", [Value::String(month)]) => figures.month(month)?,
        ("time", [hour, minute]) => figures.time(whole(hour)?, whole(minute)?)?,
        ("weekday", [number]) => figures.weekday(whole(number)?)?,
        _ => return Err(unknown(call)),
    })
}

#[cfg(all(feature = "texts", feature = "office"))]
fn whole<T: TryFrom<i64>>(value: &Value) -> Result<T, AppError> {
    let number = value.as_i64().and_then(|number| T::try_from(number).ok());
    number.ok_or_else(|| AppError::new(Code::ParameterMalformed, format!("no such number {value}")))
}

/// The choice of an export.
///
/// # Errors
/// `parameter_malformed`.
pub(crate) fn choice(arguments: &str) -> Result<ExportChoice, AppError> {
    read(arguments)
}

#[cfg(test)]
mod tests {
    use super::*;
    use drokpa_core::chain::certificate::Role;
    use drokpa_fixtures::world::{MemoryHub, START, branch, member};

    const NOW: u64 = START.0;

    /// A phone whose member agreed to the notice.
    fn phone() -> Phone {
        let mut hub = MemoryHub::new();
        let invitation = hub.invitation(&branch("pasture-a"), &member("pa05"), Role::Member);
        let mut phone = Phone::invited([9; 32], &invitation.to_text().unwrap()).unwrap().phone;
        let (_, batch) = change(&mut phone, "answer_notice", NOW, r#"["bo",true]"#).unwrap();
        phone.persisted(batch.id).unwrap();
        phone
    }

    #[test]
    fn a_call_by_name_is_the_call_of_the_facade() {
        let mut phone = phone();
        let claim = r#"[{"what":"study","course":"policy-1","minutes":45},"在牧场"]"#;
        let (saved, batch) = change(&mut phone, "record", NOW, claim).unwrap();
        phone.persisted(batch.id).unwrap();
        let rows = look(&phone, "list", NOW, "[null]").unwrap();
        assert_eq!(rows[0]["claim"], saved["claim"]);
        let told = look(&phone, "tell_list", NOW, r#"["zh",null]"#).unwrap();
        assert_eq!(told[0]["state"], "on_this_phone");
        let twice = [r#"["zh","decision-approved"]"#, r#"["bo","decision-approved"]"#];
        assert_ne!(words("text", twice[0]).unwrap(), words("text", twice[1]).unwrap());
    }

    #[test]
    fn what_is_no_call_or_has_other_arguments_changes_nothing() {
        let mut phone = phone();
        let wrong = [
            ("nothing", "[]"),
            ("record", "[]"),
            ("record", "{"),
            ("record", r#"[{"what":"nap"},""]"#),
            ("record", r#"[{"what":"study","course":"policy-1","minutes":-1},""]"#),
            ("withdraw", r#"["a","b"]"#),
        ];
        for (name, arguments) in wrong {
            let error = change(&mut phone, name, NOW, arguments).unwrap_err();
            assert_eq!(error.code, "parameter_malformed", "{name} {arguments}");
        }
        assert_eq!(look(&phone, "status", NOW, "[]").unwrap()["outbox"], 0);
        assert!(look(&phone, "record", NOW, "[]").is_err() && words("date", "[]").is_err());
    }
}
