//! How much may come from one device or one address: token buckets in memory. A village shares one
//! address, so addresses get a lot; a single phone gets what no person can use up. A refusal says
//! when to come back and deletes nothing. Nothing here outlives the process.

use crate::error::HubError;
use crate::recent::Recent;
use drokpa_core::id::{MemberId, Serial};
use drokpa_core::time::Seconds;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// Most buckets of one half of each map. About 60 bytes each.
const HALF_MAX: usize = 16_384;

/// The size of a bucket, and how fast it fills again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Most requests at once.
    pub burst: u32,
    /// Requests a second, from then on.
    pub per_second: u32,
}

/// The sizes of all buckets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rates {
    /// Of an address: an IPv4 address, or a network of 64 bits of IPv6.
    pub address: Rate,
    /// Of an address, for requests that cost a signature and need no token: enrolments and tokens.
    pub knock: Rate,
    /// Of a device, or of a member for whom an operator speaks.
    pub device: Rate,
    /// True where loopback is an address like others. It is not by default: behind a proxy it is
    /// everybody, see [`crate::serve::Options`].
    pub loopback: bool,
}

impl Rates {
    /// All rates times a number; for load tests, and for hubs that many large branches share.
    #[must_use]
    pub fn times(self, number: u32) -> Rates {
        let times = |rate: Rate| Rate {
            burst: rate.burst.saturating_mul(number),
            per_second: rate.per_second.saturating_mul(number),
        };
        let Rates { address, knock, device, loopback } = self;
        Rates { address: times(address), knock: times(knock), device: times(device), loopback }
    }
}

impl Default for Rates {
    fn default() -> Rates {
        Rates {
            address: Rate { burst: 3000, per_second: 50 },
            knock: Rate { burst: 300, per_second: 5 },
            device: Rate { burst: 600, per_second: 5 },
            loopback: false,
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    left: u32,
    at: Seconds,
}

impl Bucket {
    fn take(&mut self, rate: Rate, now: Seconds) -> Result<(), HubError> {
        let seconds = u32::try_from(now.0.saturating_sub(self.at.0)).unwrap_or(u32::MAX);
        let filled = self.left.saturating_add(seconds.saturating_mul(rate.per_second));
        // A clock that went back fills nothing, and the next second does again.
        *self = Bucket { left: filled.min(rate.burst), at: now };
        match self.left.checked_sub(1) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            // Buckets fill by whole requests each second, so one second is enough; those who come
            // back all together then are told the same once more.
            None => Err(HubError::Limited { retry_after_s: 1 }),
        }
    }
}

/// Who has a bucket of the third kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Caller {
    /// A device.
    Device(Serial),
    /// A member for whom an operator speaks.
    Member(MemberId),
}

/// The buckets of a running service.
#[derive(Debug)]
pub struct Limits {
    rates: Rates,
    addresses: Mutex<Recent<IpAddr, Bucket>>,
    knocks: Mutex<Recent<IpAddr, Bucket>>,
    callers: Mutex<Recent<Caller, Bucket>>,
    refused: AtomicU64,
}

impl Limits {
    /// Full buckets.
    #[must_use]
    pub fn new(rates: Rates) -> Limits {
        Limits {
            rates,
            addresses: Mutex::new(Recent::new(HALF_MAX)),
            knocks: Mutex::new(Recent::new(HALF_MAX)),
            callers: Mutex::new(Recent::new(HALF_MAX)),
            refused: AtomicU64::new(0),
        }
    }

    /// Takes one request of an address.
    ///
    /// # Errors
    /// [`HubError::Limited`].
    pub fn address(&self, address: IpAddr, now: Seconds) -> Result<(), HubError> {
        match self.counted(address) {
            Some(address) => self.take(&self.addresses, address, (self.rates.address, now)),
            None => Ok(()),
        }
    }

    /// Takes one request of an address that nobody vouches for.
    ///
    /// # Errors
    /// [`HubError::Limited`].
    pub fn knock(&self, address: IpAddr, now: Seconds) -> Result<(), HubError> {
        match self.counted(address) {
            Some(address) => self.take(&self.knocks, address, (self.rates.knock, now)),
            None => Ok(()),
        }
    }

    /// Takes one request of somebody who has proved who they are: what others send in their name
    /// takes nothing away from them.
    ///
    /// # Errors
    /// [`HubError::Limited`].
    pub fn caller(&self, caller: Caller, now: Seconds) -> Result<(), HubError> {
        self.take(&self.callers, caller, (self.rates.device, now))
    }

    /// How many requests were told to come back.
    #[must_use]
    pub fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    /// The address as it is counted; `None` for one that is not.
    fn counted(&self, address: IpAddr) -> Option<IpAddr> {
        let address = address.to_canonical();
        if address.is_loopback() && !self.rates.loopback {
            return None;
        }
        Some(match address {
            IpAddr::V4(_) => address,
            // Whoever has one address of such a network has all of them.
            IpAddr::V6(v6) => IpAddr::V6((v6.to_bits() >> 64 << 64).into()),
        })
    }

    fn take<K: Clone + Eq + std::hash::Hash>(
        &self,
        buckets: &Mutex<Recent<K, Bucket>>,
        key: K,
        (rate, now): (Rate, Seconds),
    ) -> Result<(), HubError> {
        let mut buckets = buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = match buckets.get(&key) {
            Some(bucket) => bucket.take(rate, now),
            None => {
                let mut bucket = Bucket { left: rate.burst, at: now };
                let taken = bucket.take(rate, now);
                buckets.put(key, bucket);
                taken
            }
        };
        if taken.is_err() {
            self.refused.fetch_add(1, Ordering::Relaxed);
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use drokpa_core::code::Code;

    const NOW: Seconds = Seconds(1_777_860_000);

    fn limits() -> Limits {
        let rate = |burst, per_second| Rate { burst, per_second };
        let rates = Rates {
            address: rate(5, 2),
            knock: rate(2, 1),
            device: rate(3, 1),
            ..Rates::default()
        };
        Limits::new(rates)
    }

    fn passed(mut take: impl FnMut() -> Result<(), HubError>) -> usize {
        (0..100).take_while(|_| take().is_ok()).count()
    }

    #[test]
    fn a_bucket_empties_and_fills_again_with_time() {
        let limits = limits();
        let village: IpAddr = "192.0.2.7".parse().unwrap();
        assert_eq!(passed(|| limits.address(village, NOW)), 5);
        let refused = limits.address(village, NOW).unwrap_err();
        assert_eq!((refused.code(), refused.retry_after_s()), (Code::RateLimited, Some(1)));
        assert_eq!(passed(|| limits.address(village, Seconds(NOW.0 + 1))), 2);
        assert_eq!(passed(|| limits.address(village, Seconds(NOW.0 + 3600))), 5, "never more");
        assert_eq!(passed(|| limits.address("192.0.2.8".parse().unwrap(), NOW)), 5);
        assert_eq!(limits.refused(), 5);
    }

    #[test]
    fn a_clock_that_goes_back_starves_nobody() {
        let limits = limits();
        let device = || Caller::Device(Serial(4));
        assert_eq!(passed(|| limits.caller(device(), NOW)), 3);
        assert_eq!(passed(|| limits.caller(device(), Seconds(10))), 0);
        assert_eq!(passed(|| limits.caller(device(), Seconds(12))), 2);
    }

    #[test]
    fn the_whole_network_of_an_ipv6_address_is_one_and_loopback_is_none() {
        let limits = limits();
        let mut host = 0_u128;
        let next = || {
            host += 1;
            limits.knock(IpAddr::V6((0x2001_0db8_u128 << 96 | host).into()), NOW)
        };
        assert_eq!(passed(next), 2);
        assert_eq!(passed(|| limits.knock("2001:db8:0:1::1".parse().unwrap(), NOW)), 2);
        let mapped: IpAddr = "::ffff:192.0.2.7".parse().unwrap();
        assert_eq!(passed(|| limits.knock(mapped, NOW)), 2);
        assert!(limits.knock("192.0.2.7".parse().unwrap(), NOW).is_err());
        for address in ["127.0.0.1", "::1"] {
            assert_eq!(passed(|| limits.address(address.parse().unwrap(), NOW)), 100);
        }
    }
}
