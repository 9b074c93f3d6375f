//! The one table of error codes. HTTP statuses, the wire numbers of fates, the command line's
//! exit text and the message ids of every language derive from it. A code is never renamed and
//! a number never reused; new codes are appended.

/// How a caller can react to a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// The bytes themselves are wrong; sending them again cannot help.
    Bytes,
    /// Who is speaking could not be established, or may not do this.
    Authority,
    /// One changeset or entry is refused; the rest of the request is not affected.
    Entry,
    /// A person gave input that a rule does not allow.
    Input,
    /// The device or the hub could not do its work now.
    Service,
}

macro_rules! codes {
    ($(
        $(#[doc = $doc:literal])+
        $variant:ident = $number:literal, $snake:literal, $class:ident, $http:literal,
        $retry:literal;
    )+) => {
        /// A stable error code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        #[repr(u16)]
        pub enum Code { $($(#[doc = $doc])+ $variant = $number,)+ }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)+];

            /// The name used in JSON, logs and documents.
            #[must_use]
            pub const fn name(self) -> &'static str { match self { $(Code::$variant => $snake,)+ } }

            /// The HTTP status that answers a request refused with this code.
            #[must_use]
            pub const fn http(self) -> u16 { match self { $(Code::$variant => $http,)+ } }

            /// True where repeating the same request later can succeed.
            #[must_use]
            pub const fn retry(self) -> bool { match self { $(Code::$variant => $retry,)+ } }

            /// How a caller can react.
            #[must_use]
            pub const fn class(self) -> Class {
                match self { $(Code::$variant => Class::$class,)+ }
            }

            /// What the code means, in English, for the generated reference.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self { $(Code::$variant => concat!($($doc),+).trim_ascii(),)+ }
            }

            /// The code with this wire number; `None` for one of a newer version.
            #[must_use]
            pub const fn from_number(number: u16) -> Option<Code> {
                match number { $($number => Some(Code::$variant),)+ _ => None }
            }

            /// The message id of this code in `locales`.
            #[must_use]
            pub const fn message_id(self) -> &'static str {
                match self { $(Code::$variant => concat!("error-", $snake),)+ }
            }
        }
    };
}

codes! {
    /// The bytes end before the frame does.
    FrameTruncated = 1, "frame_truncated", Bytes, 400, false;
    /// The bytes are no frame of this protocol.
    FrameMalformed = 2, "frame_malformed", Bytes, 400, false;
    /// The frame is of a version that this side does not speak.
    VersionUnknown = 3, "version_unknown", Bytes, 400, false;
    /// The body is larger than this endpoint takes.
    BodyTooLarge = 4, "body_too_large", Bytes, 413, false;
    /// A list in the frame is longer than its limit.
    CountTooLarge = 5, "count_too_large", Bytes, 400, false;
    /// The body is compressed or encoded; only plain bodies are taken.
    EncodingUnsupported = 6, "encoding_unsupported", Bytes, 415, false;

    /// No device with this serial is enrolled here.
    DeviceUnknown = 20, "device_unknown", Authority, 401, false;
    /// The frame was not authenticated by the device that it names.
    MacWrong = 21, "mac_wrong", Authority, 401, false;
    /// The frame is outside the time window; the reply tells the hub's time.
    ClockWindow = 22, "clock_window", Authority, 401, true;
    /// The first contact is not signed by the key that it presents.
    ContactSignatureWrong = 23, "contact_signature_wrong", Authority, 401, false;
    /// The key is one that anybody could sign for.
    KeyWeak = 24, "key_weak", Authority, 400, false;
    /// The invite is unknown, used, expired or burnt; one answer for all of these.
    InviteRefused = 25, "invite_refused", Authority, 403, false;
    /// The hub that answered is not the one this phone was enrolled at.
    HubUntrusted = 26, "hub_untrusted", Authority, 403, false;
    /// This action needs another role.
    RoleNeeded = 27, "role_needed", Authority, 403, false;

    /// The head signature of a changeset does not verify.
    SignatureWrong = 40, "signature_wrong", Entry, 422, false;
    /// The signer may not write this document.
    DocumentForeign = 41, "document_foreign", Entry, 422, false;
    /// Earlier entries of this chain are missing, so it cannot be checked yet.
    ChainGap = 42, "chain_gap", Entry, 422, true;
    /// The entries contradict ones that are already in the log under the same numbers.
    ChainForked = 43, "chain_forked", Entry, 422, false;
    /// The columns of a changeset cannot be read.
    ChangesetMalformed = 44, "changeset_malformed", Entry, 422, false;
    /// No certificate is known for the signer.
    CertificateUnknown = 45, "certificate_unknown", Entry, 422, true;
    /// An entry is larger than an entry may be.
    EntryTooLarge = 46, "entry_too_large", Entry, 422, false;
    /// The key does not belong into this document.
    KeyForeign = 47, "key_foreign", Entry, 422, false;
    /// The device is revoked and has handed in as much as it may today; the rest can follow.
    DepositFull = 48, "deposit_full", Entry, 429, true;

    /// An id has a character or a length that ids do not have.
    IdMalformed = 60, "id_malformed", Input, 400, false;
    /// A day or time is not written as it must be.
    DateMalformed = 61, "date_malformed", Input, 400, false;
    /// No training with this id is known here.
    TrainingUnknown = 62, "training_unknown", Input, 404, false;
    /// No claim with this name is known here.
    ClaimUnknown = 63, "claim_unknown", Input, 404, false;
    /// Minutes are outside 1 to 1440.
    MinutesRange = 64, "minutes_range", Input, 400, false;
    /// Points are outside what one entry may grant.
    PointsRange = 65, "points_range", Input, 400, false;
    /// The day lies too far in the future or the past.
    DayRange = 66, "day_range", Input, 400, false;
    /// The rules in force have no such item.
    ItemUnknown = 67, "item_unknown", Input, 404, false;
    /// No training kind has this name.
    KindUnknown = 68, "kind_unknown", Input, 400, false;
    /// No member with this id is on the roster.
    MemberUnknown = 69, "member_unknown", Input, 404, false;
    /// No branch has this id.
    BranchUnknown = 70, "branch_unknown", Input, 404, false;
    /// A text is longer than its limit.
    TextTooLong = 71, "text_too_long", Input, 400, false;
    /// A text has a character that cannot be normalised, or is a control character.
    TextForbidden = 72, "text_forbidden", Input, 400, false;
    /// A text that is needed is missing, or its form in one of the two languages.
    TextMissing = 73, "text_missing", Input, 400, false;
    /// No reason code has this name, or one is needed here.
    ReasonUnknown = 74, "reason_unknown", Input, 400, false;
    /// The record is not in a state that allows this.
    StateWrong = 75, "state_wrong", Input, 409, false;
    /// One member is named twice or with two marks.
    MemberTwice = 76, "member_twice", Input, 400, false;
    /// No points rules for this member are known here yet.
    RulesUnknown = 77, "rules_unknown", Input, 404, false;
    /// One thing was recorded in different ways; it has to be said which record is meant.
    ChoiceNeeded = 78, "choice_needed", Input, 409, false;
    /// These points are computed by a newer version of the app than this one.
    AppOutdated = 79, "app_outdated", Input, 409, false;
    /// The member has not agreed to the notice that comes before the first record.
    ConsentNeeded = 80, "consent_needed", Input, 409, false;

    /// The store could not write; nothing was recorded.
    StoreFailed = 90, "store_failed", Service, 503, true;
    /// The store on this device is damaged; it was set aside, not deleted.
    StoreDamaged = 91, "store_damaged", Service, 500, false;
    /// Records that were saved on this device are missing from its store.
    StoreMissing = 92, "store_missing", Service, 500, false;
    /// This folder is not set up yet.
    NotInitialised = 93, "not_initialised", Service, 409, false;
    /// This folder is set up already.
    AlreadyInitialised = 94, "already_initialised", Service, 409, false;
    /// This phone is not enrolled yet.
    NotEnrolled = 95, "not_enrolled", Service, 409, false;
    /// Another program has this phone open.
    PhoneInUse = 96, "phone_in_use", Service, 409, true;

    /// The service runs; stop it first.
    HubRunning = 97, "hub_running", Service, 409, true;
    /// The passphrase is wrong or too short, or the sealed keys were changed.
    PassphraseWrong = 98, "passphrase_wrong", Input, 403, false;
    /// The file is no backup of this organisation, or it is damaged.
    BackupUnusable = 99, "backup_unusable", Input, 409, false;
    /// The app has closed this phone; it has to open it again.
    PhoneClosed = 100, "phone_closed", Service, 409, false;

    /// The table cannot be read.
    TableMalformed = 110, "table_malformed", Input, 400, false;
    /// A column that the table needs is missing.
    ColumnMissing = 111, "column_missing", Input, 400, false;
    /// The rules file breaks a rule about rules.
    RulesInvalid = 112, "rules_invalid", Input, 400, false;

    /// There is nothing at this address.
    NotFound = 130, "not_found", Service, 404, false;
    /// This address does not take that method.
    MethodNotAllowed = 131, "method_not_allowed", Service, 405, false;
    /// The hub has too much to do right now.
    Overloaded = 132, "overloaded", Service, 503, true;
    /// The hub made an error; it is in the log under the request id.
    Internal = 133, "internal", Service, 500, true;

    /// The hub could not be reached.
    HubUnreachable = 150, "hub_unreachable", Service, 503, true;
    /// The hub's answer could not be read.
    ReplyMalformed = 151, "reply_malformed", Service, 502, true;
    /// The hub's answer is not bound to this request.
    ReplyUnauthentic = 152, "reply_unauthentic", Service, 502, true;
    /// The hub and this phone have no version of TLS in common.
    TlsUnsupported = 153, "tls_unsupported", Service, 502, false;
    /// The file or code is no transfer that this version reads.
    TransferMalformed = 154, "transfer_malformed", Bytes, 400, false;
    /// The file or the codes were damaged on their way: the whole does not have its check.
    TransferDamaged = 155, "transfer_damaged", Bytes, 400, false;
    /// What was carried is of another organisation, or nothing that this phone may read.
    TransferForeign = 156, "transfer_foreign", Authority, 403, false;
    /// More was chosen than a transfer, or a set of codes, can carry.
    TransferTooLarge = 157, "transfer_too_large", Input, 413, false;
    /// No code can be read in the picture.
    QrUnreadable = 159, "qr_unreadable", Input, 400, false;
    /// Without a network only an invite's QR code makes a phone; a typed code needs the hub.
    InviteTyped = 160, "invite_typed", Input, 409, false;
    /// This phone carries as much for others as it can; it has to sync first.
    CarryingFull = 161, "carrying_full", Service, 503, true;

    /// This address needs a bearer token.
    TokenNeeded = 170, "token_needed", Authority, 401, false;
    /// The bearer token is malformed, over, or does not fit what its device is now.
    TokenRefused = 171, "token_refused", Authority, 401, false;
    /// This device gets no token, because it was revoked.
    TokenWithheld = 172, "token_withheld", Authority, 403, false;
    /// Too many requests came from this device or address; the answer says when to come back.
    RateLimited = 173, "rate_limited", Service, 429, true;
    /// A part of the address has a value that it cannot have.
    ParameterMalformed = 174, "parameter_malformed", Input, 400, false;
    /// Other machines could reach the service, and it has no certificate to speak TLS with.
    ListenNeedsTls = 175, "listen_needs_tls", Input, 400, false;
    /// The certificate or its key cannot be read, or they do not belong together.
    TlsFilesWrong = 176, "tls_files_wrong", Input, 400, false;
    /// The hub's certificate is none that this phone trusts.
    HubCertificateUnknown = 177, "hub_certificate_unknown", Service, 502, false;
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl std::error::Error for Code {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_names_are_unique_and_reversible() {
        let mut names = std::collections::BTreeSet::new();
        for code in Code::ALL {
            assert!(names.insert(code.name()), "{code} appears twice");
            assert_eq!(Code::from_number(*code as u16), Some(*code));
            assert_eq!(code.message_id(), format!("error-{}", code.name()));
            assert!(!code.meaning().is_empty());
        }
        assert_eq!(Code::from_number(9999), None);
    }
}
