//! A map that remembers what was used lately and forgets the rest, so that whatever comes from
//! outside may be its key. Forgetting costs its users a little work, never a wrong answer.

use std::collections::HashMap;
use std::hash::Hash;

/// Two halves: what is not asked for while one half fills is forgotten with the other.
#[derive(Debug)]
pub(crate) struct Recent<K, V> {
    half_max: usize,
    young: HashMap<K, V>,
    old: HashMap<K, V>,
}

impl<K: Eq + Hash + Clone, V> Recent<K, V> {
    /// A map of at most twice `half_max` entries.
    pub(crate) fn new(half_max: usize) -> Recent<K, V> {
        Recent { half_max, young: HashMap::new(), old: HashMap::new() }
    }

    /// The entry under a key. Asking for it keeps it.
    pub(crate) fn get(&mut self, key: &K) -> Option<&mut V> {
        if !self.young.contains_key(key) {
            let found = self.old.remove(key)?;
            self.put(key.clone(), found);
        }
        self.young.get_mut(key)
    }

    /// Sets the entry under a key.
    pub(crate) fn put(&mut self, key: K, value: V) {
        if self.young.len() >= self.half_max {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_bounded_and_the_busy_stay() {
        let mut recent = Recent::new(100);
        for key in 0..1000 {
            recent.put(key, key);
            assert_eq!(recent.get(&0), Some(&mut 0), "{key}");
            assert!(recent.young.len() + recent.old.len() <= 200, "{key}");
        }
        assert_eq!(recent.get(&1), None);
        assert_eq!(recent.get(&999), Some(&mut 999));
    }
}
