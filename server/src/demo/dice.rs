//! All chance of the demo: one seed, so that a run can be repeated. Never used for keys.

/// Numbers that look random, after S. Vigna's SplitMix64.
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

impl Dice {
    /// The dice of one purpose under the seed.
    pub(super) fn of(seed: u64, purpose: &str) -> Dice {
        // FNV-1a: purposes are short words, and each is to have a course of its own.
        let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
        let named = purpose.bytes().fold(0xcbf2_9ce4_8422_2325, mix);
        let mut dice = Dice(seed ^ named);
        dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`; 0 for 0.
    pub(super) fn below(&mut self, limit: u32) -> u32 {
        let high = ((self.next() >> 32) * u64::from(limit)) >> 32;
        u32::try_from(high).unwrap_or_default()
    }

    /// True so many times of a hundred.
    pub(super) fn percent(&mut self, share: u32) -> bool {
        self.below(100) < share
    }

    /// One of some; `None` of nothing.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let at = self.below(u32::try_from(from.len()).unwrap_or(u32::MAX));
        usize::try_from(at).ok().and_then(|at| from.get(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_has_one_course_for_each_purpose() {
        let course = |seed, purpose| {
            let mut dice = Dice::of(seed, purpose);
            [(); 8].map(|()| dice.below(1000))
        };
        assert_eq!(course(1, "claims"), course(1, "claims"));
        assert_ne!(course(1, "claims"), course(2, "claims"));
        assert_ne!(course(1, "claims"), course(1, "links"));
        let mut dice = Dice::of(7, "");
        assert!((0..1000).all(|_| dice.below(3) < 3));
        assert_eq!(dice.pick::<u8>(&[]), None);
    }
}
