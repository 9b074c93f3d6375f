//! What an organisation cannot go on without: the seeds of its keys, as its key file and its key
//! sheet hold them. The root's may be left out of the file: it is needed only where the hub goes on
//! under another key, and whoever steals the folder then cannot name one.

use super::seed;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use drokpa_core::chain::keys::{KeyPair, PublicKey};
use drokpa_core::code::Code;
use drokpa_core::hub::HubKeys;
use drokpa_core::sync::contact::verify_hub;
use drokpa_core::sync::succession::Succession;
use serde::{Deserialize, Serialize};

const NOTE: &str = "Secret. Keep a copy off this machine; do not send it to anybody.";
const VERSION: u32 = 1;
/// First byte of the seeds on a key sheet.
const SHEET_VERSION: u8 = 1;

/// The seeds of an organisation's keys.
#[derive(Clone)]
pub struct Secrets {
    root: Option<KeyPair>,
    keys: HubKeys,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(..)")
    }
}

#[derive(Serialize, Deserialize)]
struct KeyFile {
    note: String,
    version: u32,
    /// The root's public key, and what it signed.
    root: String,
    signature: String,
    succession: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    root_seed: Option<String>,
    hub_seed: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    former_seeds: Vec<String>,
}

impl Secrets {
    /// The keys of a new organisation.
    #[must_use]
    pub fn new(root: &[u8; 32], hub: &[u8; 32]) -> Secrets {
        let root = KeyPair::from_seed(root);
        Secrets { keys: HubKeys::new(&root, KeyPair::from_seed(hub)), root: Some(root) }
    }

    /// The hub's keys.
    #[must_use]
    pub const fn keys(&self) -> &HubKeys {
        &self.keys
    }

    /// The root pair, where it is here.
    #[must_use]
    pub const fn root(&self) -> Option<&KeyPair> {
        self.root.as_ref()
    }

    /// The same keys with the root's pair, or without it.
    ///
    /// # Errors
    /// [`Code::HubUntrusted`] where it is another organisation's.
    pub fn with_root(&self, root: Option<KeyPair>) -> Result<Secrets, Code> {
        let other = root.as_ref().is_some_and(|root| root.public() != self.keys.root);
        if other { Err(Code::HubUntrusted) } else { Ok(Secrets { root, keys: self.keys.clone() }) }
    }

    /// The keys of a hub that goes on under another pair. A root pair that came from elsewhere does
    /// not stay.
    ///
    /// # Errors
    /// As [`HubKeys::succeed`].
    pub fn succeed(&self, root: &KeyPair, hub: &[u8; 32], from: u32) -> Result<Secrets, Code> {
        let keys = self.keys.succeed(root, KeyPair::from_seed(hub), from)?;
        Ok(Secrets { root: self.root.clone(), keys })
    }

    /// The seeds as bytes for a key sheet, as few as may be: they are typed by hand. What the root
    /// signed is signed again when they are read.
    ///
    /// # Errors
    /// [`Code::RootMissing`].
    pub fn to_bytes(&self) -> Result<Vec<u8>, Code> {
        let root = self.root.as_ref().ok_or(Code::RootMissing)?;
        let mut out = vec![SHEET_VERSION];
        out.extend_from_slice(&root.seed());
        let froms = self.keys.succession.later().iter().map(|reign| Some(reign.from));
        let pairs = self.keys.former.iter().chain([&self.keys.pair]);
        for (from, pair) in std::iter::once(None).chain(froms).zip(pairs) {
            out.extend(from.into_iter().flat_map(u32::to_be_bytes));
            out.extend_from_slice(&pair.seed());
        }
        Ok(out)
    }

    /// Reads what [`Secrets::to_bytes`] wrote; `None` for anything else.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Secrets> {
        let rest = bytes.strip_prefix(&[SHEET_VERSION])?;
        let (root, rest) = rest.split_first_chunk::<32>()?;
        let (first, rest) = rest.split_first_chunk::<32>()?;
        let mut secrets = Secrets::new(root, first);
        let root = KeyPair::from_seed(root);
        let later = rest.chunks_exact(36);
        if !later.remainder().is_empty() {
            return None;
        }
        for reign in later {
            let (from, seed) = reign.split_first_chunk::<4>()?;
            let from = u32::from_be_bytes(*from);
            secrets = secrets.succeed(&root, seed.try_into().ok()?, from).ok()?;
        }
        Some(secrets)
    }

    /// The text of the key file.
    pub(super) fn text(&self) -> serde_json::Result<String> {
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let file = KeyFile {
            note: NOTE.to_owned(),
            version: VERSION,
            root: text(self.keys.root.bytes()),
            signature: text(&self.keys.signature),
            succession: text(&self.keys.succession.to_bytes()),
            root_seed: self.root.as_ref().map(|root| text(&root.seed())),
            hub_seed: text(&self.keys.pair.seed()),
            former_seeds: self.keys.former.iter().map(|pair| text(&pair.seed())).collect(),
        };
        serde_json::to_string_pretty(&file).map(|text| text + "\n")
    }

    /// Reads the text of a key file; `None` for anything else, also where its parts do not belong
    /// together.
    pub(super) fn parse(text: &str) -> Option<Secrets> {
        let file: KeyFile = serde_json::from_str(text).ok()?;
        let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).ok();
        let pair = |text: &String| seed(text).map(|seed| KeyPair::from_seed(&seed));
        let root = PublicKey::new(seed(&file.root)?).ok()?;
        let former = file.former_seeds.iter().map(pair).collect::<Option<Vec<KeyPair>>>()?;
        let succession = Succession::read(&bytes(&file.succession)?, &root).ok()?;
        let keys = HubKeys {
            root,
            pair: pair(&file.hub_seed)?,
            signature: bytes(&file.signature)?.try_into().ok()?,
            generation: succession.from(),
            succession,
            former,
        };
        let own = keys.pair.public();
        let fits = verify_hub(&root, &own, &keys.signature)
            && *keys.succession.current() == own
            && keys.former.len() == keys.succession.later().len();
        let root = match &file.root_seed {
            Some(text) => Some(pair(text)?),
            None => None,
        };
        let secrets = Secrets { root: None, keys };
        (file.version == VERSION && fits).then(|| secrets.with_root(root).ok()).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_the_root_holds_what_the_root_signed() {
        let root = KeyPair::from_seed(&[1; 32]);
        let first = Secrets::new(&[1; 32], &[2; 32]);
        let offline = first.with_root(None).unwrap();
        let later = offline.succeed(&root, &[3; 32], 70).unwrap();
        let text = later.text().unwrap();
        assert!(!text.contains(&URL_SAFE_NO_PAD.encode([1; 32])));
        let read = Secrets::parse(&text).unwrap();
        assert_eq!(read.keys().succession, later.keys().succession);
        assert_eq!(read.keys().pair.seed(), [3; 32]);
        assert!(read.root().is_none() && read.keys().former.len() == 1);
        assert_eq!(read.to_bytes().err(), Some(Code::RootMissing));
        assert_eq!(
            first.with_root(Some(KeyPair::from_seed(&[9; 32]))).err(),
            Some(Code::HubUntrusted)
        );
        let mixed =
            text.replace(&URL_SAFE_NO_PAD.encode([3; 32]), &URL_SAFE_NO_PAD.encode([4; 32]));
        assert!(Secrets::parse(&mixed).is_none(), "another key than the root signed");
        // On paper the signatures are left out and made again.
        let whole = later.with_root(Some(root)).unwrap();
        let sheet = Secrets::read(&whole.to_bytes().unwrap()).unwrap();
        assert_eq!(sheet.text().unwrap(), whole.text().unwrap());
        assert!(Secrets::read(&whole.to_bytes().unwrap()[..90]).is_none());
    }
}
