//! The shapes that a rules file may have. Reading says at which line a mistake is; whether the
//! rules are good is another question (`check.rs`).

use super::{RuleSet, Rules};
use crate::code::Code;
use serde::de::{Error as _, MapAccess, SeqAccess, Visitor, value::SeqAccessDeserializer};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A rules file. Reads `{"rules": […]}` (other members such as `note` are skipped), a bare array,
/// or one version alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RulesFile {
    /// All versions of all rules in the file, in its order; not checked yet (see
    /// [`check`](fn@super::check)).
    pub rules: Vec<Rules>,
}

impl RulesFile {
    /// The file's rules by `rules_id`, each with all its versions.
    ///
    /// # Errors
    /// [`Code::RulesInvalid`] where [`RuleSet::new`] refuses one of them.
    pub fn sets(self) -> Result<BTreeMap<String, RuleSet>, Code> {
        let mut versions: BTreeMap<String, Vec<Rules>> = BTreeMap::new();
        for rules in self.rules {
            versions.entry(rules.rules_id.clone()).or_default().push(rules);
        }
        versions.into_iter().map(|(id, all)| RuleSet::new(all).map(|set| (id, set))).collect()
    }
}

impl<'de> Deserialize<'de> for RulesFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<RulesFile, D::Error> {
        deserializer.deserialize_any(FileVisitor)
    }
}

/// Reads the three shapes of a file without an untagged enum, whose errors name no line.
struct FileVisitor;

impl<'de> Visitor<'de> for FileVisitor {
    type Value = RulesFile;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("rules, a list of rules, or an object with a list `rules`")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, access: A) -> Result<RulesFile, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(access)).map(|rules| RulesFile { rules })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<RulesFile, A::Error> {
        let mut rules: Option<Vec<Rules>> = None;
        let mut single = Map::new();
        while let Some(name) = access.next_key::<String>()? {
            let twice = if name == "rules" {
                rules.replace(access.next_value()?).is_some()
            } else {
                single.insert(name.clone(), access.next_value()?).is_some()
            };
            if twice {
                return Err(A::Error::custom(format!("duplicate field `{name}`")));
            }
        }
        match rules {
            Some(rules) => Ok(RulesFile { rules }),
            None => Rules::deserialize(Value::Object(single))
                .map(|one| RulesFile { rules: vec![one] })
                .map_err(A::Error::custom),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLES: &str = include_str!("../../../../fixtures/org/rules_examples.json");

    fn examples() -> Vec<Rules> {
        serde_json::from_str::<RulesFile>(EXAMPLES).unwrap().rules
    }

    #[test]
    fn versions_are_gathered_by_their_rules_id() {
        let sets = RulesFile { rules: examples() }.sets().unwrap();
        let ids: Vec<&str> = sets.keys().map(String::as_str).collect();
        assert_eq!(ids, ["county-deduct", "herder-july", "village-basic"]);
        assert_eq!(sets["village-basic"].versions().len(), 2);
    }

    #[test]
    fn a_file_an_array_and_one_version_alone_are_read() {
        let all = examples();
        let array = serde_json::to_string(&all).unwrap();
        let one = serde_json::to_string(&all[2]).unwrap();
        assert_eq!(serde_json::from_str::<RulesFile>(&array).unwrap().rules, all);
        assert_eq!(serde_json::from_str::<RulesFile>(&one).unwrap().rules, all[2..3]);
        for text in ["1", "{}", r#"{"rules": 1}"#, r#"{"rules": [], "rules": []}"#] {
            assert!(serde_json::from_str::<RulesFile>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_mistake_is_named_with_its_line() {
        let text = EXAMPLES.replacen("\"points_x10\": 20", "\"points_x10\": 2.5", 1);
        let error = serde_json::from_str::<RulesFile>(&text).unwrap_err();
        assert!(error.line() > 10, "{error}");
        let text = EXAMPLES.replacen("30min", "30 minutes", 1);
        let error = serde_json::from_str::<RulesFile>(&text).unwrap_err();
        assert!(error.to_string().contains("30 minutes"), "{error}");
    }
}
