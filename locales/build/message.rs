//! Reads one message file into the few things the rules need: ids, attributes, variables and
//! runs of text. What Fluent could do but this app does without (terms, references, escapes)
//! is refused here, so that every text stands in the file as a person will read it.

use fluent_syntax::ast::{
    Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey,
};
use std::collections::BTreeSet;

/// The functions that put a Tibetan case particle behind a value.
pub const CASES: [&str; 3] = ["GEN", "AGT", "TER"];

/// The attribute that names the recorded clip of a message.
pub const AUDIO: &str = ".audio";

/// A message: its value and its attributes.
#[derive(Clone, Debug)]
pub struct Message {
    /// The id.
    pub id: String,
    /// The value first, then the attributes.
    pub parts: Vec<Part>,
    /// Who has read the message and when, from the comment `read: …` above it.
    pub read: Option<ReadMark>,
}

/// The mark of a native reader: the text as it was read, by whom, when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadMark {
    /// How the reader wants to be named.
    pub reader: String,
    /// The day, as 2026-05-04.
    pub day: String,
    /// The [`Message::fingerprint`] of the text that was read.
    pub fingerprint: String,
}

/// What a comment begins with that is a reader's mark.
pub const READ: &str = "read: ";

impl Message {
    /// Eight digits that change with every letter of the message, but for the name of its clip.
    /// Against forgetting, not against forging.
    pub fn fingerprint(&self) -> String {
        let mut hash = 0x811c_9dc5_u32;
        let mut add = |text: &str| {
            for byte in text.bytes().chain([0]) {
                hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
            }
        };
        for part in self.parts.iter().filter(|part| part.name != AUDIO) {
            add(&part.name);
            for piece in part.runs.iter().flatten() {
                match piece {
                    Piece::Text(text) | Piece::Placeable(text) => add(text),
                }
            }
        }
        format!("{hash:08x}")
    }
}

/// The value of a message, or one of its attributes.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// Empty for the value, `.name` for an attribute.
    pub name: String,
    /// The variables used anywhere in it, with their `$`.
    pub variables: BTreeSet<String>,
    /// The same in the order in which they first appear.
    pub order: Vec<String>,
    /// The functions used anywhere in it.
    pub functions: BTreeSet<String>,
    /// The pattern itself and the pattern of every variant in it.
    pub runs: Vec<Vec<Piece>>,
}

/// A stretch of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Text that is shown as it stands.
    Text(String),
    /// Something filled in; the inside of variants is a run of its own.
    Placeable(String),
}

/// Reads a file; mistakes are added to `problems`, and what could be read is returned.
pub fn read(place: &str, text: &str, problems: &mut Vec<String>) -> Vec<Message> {
    let resource = match fluent_syntax::parser::parse(text) {
        Ok(resource) => resource,
        Err((resource, errors)) => {
            for error in errors {
                let line = text.bytes().take(error.pos.start).filter(|byte| *byte == b'\n').count();
                problems.push(format!("{place}: line {} cannot be read: {error}", line + 1));
            }
            resource
        }
    };
    let mut messages = Vec::new();
    for entry in &resource.body {
        match entry {
            Entry::Message(message) => {
                let at = format!("{place}: {}", message.id.name);
                let mut parts = Vec::new();
                match &message.value {
                    Some(pattern) => parts.push(part("", pattern, &at, problems)),
                    None => problems.push(format!("{at}: the message has no value")),
                }
                for attribute in &message.attributes {
                    let name = format!(".{}", attribute.id.name);
                    parts.push(part(&name, &attribute.value, &at, problems));
                }
                let comment = message.comment.as_ref().map(|comment| comment.content.as_slice());
                let read = read_mark(comment.unwrap_or_default(), &at, problems);
                messages.push(Message { id: message.id.name.to_owned(), parts, read });
            }
            Entry::Term(term) => problems.push(format!(
                "{place}: -{}: terms are not used here, because case endings would follow them",
                term.id.name
            )),
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => {}
            // The parser's own sentence is in `problems` already.
            Entry::Junk { .. } => {}
        }
    }
    messages
}

fn read_mark(comment: &[&str], at: &str, problems: &mut Vec<String>) -> Option<ReadMark> {
    let mark = comment.iter().find_map(|line| line.strip_prefix(READ))?;
    let mut words = mark.rsplitn(3, ", ").map(str::trim);
    match (words.next(), words.next(), words.next()) {
        (Some(fingerprint), Some(day), Some(reader)) if !reader.is_empty() => Some(ReadMark {
            reader: reader.to_owned(),
            day: day.to_owned(),
            fingerprint: fingerprint.to_owned(),
        }),
        _ => {
            problems.push(format!("{at}: a mark is `# {READ}NAME, YYYY-MM-DD, FINGERPRINT`"));
            None
        }
    }
}

fn part(name: &str, pattern: &Pattern<&str>, at: &str, problems: &mut Vec<String>) -> Part {
    let mut part = Part { name: name.to_owned(), ..Part::default() };
    walk(pattern, &mut part, at, problems);
    part
}

fn walk(pattern: &Pattern<&str>, part: &mut Part, at: &str, problems: &mut Vec<String>) {
    let mut run: Vec<Piece> = Vec::new();
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => match run.last_mut() {
                // The parser hands out a text of several lines line by line.
                Some(Piece::Text(text)) => text.push_str(value),
                _ => run.push(Piece::Text((*value).to_owned())),
            },
            PatternElement::Placeable { expression } => {
                run.push(Piece::Placeable(describe(expression)));
                expression_parts(expression, part, at, problems);
            }
        }
    }
    part.runs.push(run);
}

fn expression_parts(
    expression: &Expression<&str>,
    part: &mut Part,
    at: &str,
    problems: &mut Vec<String>,
) {
    match expression {
        Expression::Inline(inline) => inline_parts(inline, part, at, problems),
        Expression::Select { selector, variants } => {
            inline_parts(selector, part, at, problems);
            for variant in variants {
                let other =
                    matches!(&variant.key, VariantKey::Identifier { name } if *name == "other");
                if variant.default && !other {
                    problems.push(format!("{at}: the default variant must be `*[other]`"));
                }
                walk(&variant.value, part, at, problems);
            }
        }
    }
}

fn inline_parts(
    inline: &InlineExpression<&str>,
    part: &mut Part,
    at: &str,
    problems: &mut Vec<String>,
) {
    match inline {
        InlineExpression::VariableReference { id } => {
            let variable = format!("${}", id.name);
            if part.variables.insert(variable.clone()) {
                part.order.push(variable);
            }
        }
        InlineExpression::FunctionReference { id, arguments } => {
            if id.name != "NUMBER" && !CASES.contains(&id.name) {
                problems.push(format!(
                    "{at}: there is no function {}; only NUMBER, GEN, AGT and TER",
                    id.name
                ));
            }
            part.functions.insert(id.name.to_owned());
            for argument in &arguments.positional {
                inline_parts(argument, part, at, problems);
            }
        }
        InlineExpression::Placeable { expression } => {
            expression_parts(expression, part, at, problems);
        }
        InlineExpression::NumberLiteral { .. } => {}
        InlineExpression::StringLiteral { value } => {
            problems.push(format!("{at}: write the text itself instead of {{ \"{value}\" }}"));
        }
        InlineExpression::MessageReference { id, .. }
        | InlineExpression::TermReference { id, .. } => {
            problems
                .push(format!("{at}: write the text itself instead of a reference to {}", id.name));
        }
    }
}

/// What a placeable fills in, so that two texts can be compared.
fn describe(expression: &Expression<&str>) -> String {
    match expression {
        Expression::Inline(InlineExpression::VariableReference { id }) => format!("${}", id.name),
        Expression::Inline(InlineExpression::FunctionReference { id, .. })
            if CASES.contains(&id.name) =>
        {
            format!("{}()", id.name)
        }
        Expression::Inline(_) => "value".to_owned(),
        Expression::Select { .. } => "select".to_owned(),
    }
}
