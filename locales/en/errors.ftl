# One message for every error code of sync-core/src/code.rs: what happened, and what to do.

# The bytes themselves are wrong.
error-frame_truncated = What was sent broke off before its end. Nothing is lost; please sync again.
error-frame_malformed = What was sent cannot be read here. The records on the phone are not lost; please update the app and sync again.
error-version_unknown = What was sent is of a version that is not known here. Nothing is lost; please update the app.
error-body_too_large = Too much was sent at once. Nothing is lost; please update the app and sync again.
error-count_too_large = A list in what was sent is too long. Nothing is lost; please update the app and sync again.
error-encoding_unsupported = What was sent is compressed, and only plain content is taken here. Nothing is lost; please send it uncompressed.

# Who is speaking, and what they may do.
error-device_unknown = The hub does not know this device. The records on the phone are not lost; please ask the secretary for an invite code.
error-mac_wrong = The hub could not confirm that this came from your phone. Nothing is lost; please sync again, and ask the secretary if it happens again.
error-clock_window = The clock of the phone is too far from that of the hub. Nothing is lost; please sync again.
error-contact_signature_wrong = The signature of the first contact is not right. Nothing is lost; please ask the secretary for a new invite code.
error-key_weak = The key of this device is not safe. The records on the phone are not lost; please update the app and ask the secretary for a new invite code.
error-invite_refused = This invite code cannot be used. It may be mistyped, used already or expired; please ask the secretary for a new one.
error-hub_untrusted = The hub that answered is not the one where this phone was enrolled. Your records are still on the phone; please ask the secretary.
error-role_needed = Your role does not allow this. Please ask the secretary.

# One changeset or entry is refused; the rest is not affected.
error-signature_wrong = The signature of a group of records does not match, so it was not taken. The records are still on the phone; please ask the secretary.
error-document_foreign = This device may not write into this ledger. The records are still on the phone; please ask the secretary.
error-chain_gap = Earlier records have not arrived yet, so these are waiting. Nothing is lost; please sync again later.
error-chain_forked = These records contradict earlier ones with the same numbers. The earlier ones count and these are kept as evidence; please ask the secretary.
error-changeset_malformed = A group of records cannot be read, so it was not taken; other records are not affected. It is still on the phone; please update the app.
error-certificate_unknown = The certificate of the writer is not known here yet, so the records are waiting. Nothing is lost; they will be checked when connected.
error-entry_too_large = This record is too large, so it was not taken. Please shorten the remark and record it again.
error-key_foreign = This record does not belong in this ledger, so it was not taken. It is still on the phone; please update the app.
error-deposit_full = This phone was revoked and has handed in as much as it may today. Nothing is lost; the rest follows tomorrow.

# A person gave input that a rule does not allow.
error-id_malformed = This id is not written as it must be. Please check its characters and its length, and enter it again.
error-date_malformed = The date or time is not written as it must be. Please write it like 2026-05-04.
error-training_unknown = This training is not known here yet. Please sync first, or record it as an unlisted training.
error-claim_unknown = This record was not found. Please sync first, then look at the list.
error-minutes_range = Minutes must be between 1 and 1440. Please enter them again.
error-points_range = The points are more than one record may grant. Please enter them again by the rules.
error-day_range = The day is too early or too late. Please check the date and enter it again.
error-item_unknown = The rules in force have no such item. Please choose from the list.
error-kind_unknown = There is no such kind of training. Please choose from the list.
error-member_unknown = No member with this id is on the roster. Please check the id, or ask the secretary.
error-branch_unknown = There is no branch with this id. Please check the id of the branch.
error-text_too_long = The text is too long. Please shorten it and save again.
error-text_forbidden = The text has a character that cannot be used. Please delete that character and save again.
error-text_missing = A text that is needed is missing. Titles need both Tibetan and Chinese.
error-reason_unknown = There is no such reason, or a reason is needed here. Please choose from the list.
error-state_wrong = The record is not in a state that allows this. Please look at its status first.
error-member_twice = One member is named twice, or with two marks. Please keep only one.
error-rules_unknown = The points rules for this member are not on this phone yet. Please sync first.
error-choice_needed = This was recorded in two different ways. Please choose the record that you approve.
error-app_outdated = These points are computed by a newer version of the app. Nothing is lost; please update the app.
error-consent_needed = Please answer the notice before you record for the first time. If you do not agree, you are marked on the roll on paper and lose nothing by it.

# The device or the folder.
error-store_failed = This could not be saved, and nothing was recorded this time; earlier records are not affected. Please check the free space and try again.
error-store_damaged = The store on this device is damaged. It was set aside, not deleted; please do not remove the app, and ask the secretary.
error-store_missing = Records that were saved on this device are missing from it. Please connect and sync, and tell the secretary.
error-not_initialised = This folder is not set up yet. Please run drokpa init first.
error-already_initialised = This folder is set up already, so nothing was changed. Please choose another folder.
error-not_enrolled = This phone is not enrolled yet. Please enrol it with the invite code that the secretary gives you.
error-phone_in_use = Another program has this phone open, and nothing was recorded this time. Please close it and try again.
error-hub_running = The service is running on this folder. Stop it and try again.
error-passphrase_wrong = The passphrase is wrong or shorter than 12 characters, or the backup was changed.
error-backup_unusable = This file is no backup of this organisation, or it is damaged. Nothing was changed.
error-phone_closed = This phone was closed, and nothing was recorded this time. Please open the app again.

# Tables and rules.
error-table_malformed = The table cannot be read, so nothing was imported. Please check the file and try again.
error-column_missing = A column that the table needs is missing, so nothing was imported. Please add the column.
error-rules_invalid = The rules file breaks a requirement, so it was not published. Please correct it and try again.

# The service.
error-not_found = There is nothing at this address. Please go back to the home page.
error-method_not_allowed = This address does not take this kind of request. Please update the app.
error-overloaded = The hub is very busy now. Nothing is lost; please try again later.
error-internal = The hub made an error. The records on the phone are not lost; please try again later, and give the request number to the administrator if it happens again.

# The link, seen from the phone.
error-hub_unreachable = The hub cannot be reached now. Your records are saved on the phone; please sync when there is a network.
error-reply_malformed = The answer of the hub cannot be read. Nothing is lost; please sync again later.
error-reply_unauthentic = It could not be confirmed that this answer comes from your hub, so it was not used. Nothing is lost; please sync again later.
error-tls_unsupported = The hub and this phone share no way to encrypt the link. Nothing on the phone is lost; please update the app, or tell the administrator.

# Tokens, limits and encrypted links.
error-token_needed = This address needs a token. Please sign in again.
error-token_refused = The token is not valid, or is over. Nothing is lost; please sign in again.
error-token_withheld = This device was revoked and gets no token. The records on it are not lost; please ask the secretary.
error-rate_limited = Too many requests came at once. Nothing is lost; please try again in a moment.
error-parameter_malformed = A part of the address has a value that cannot be. Please check the address.
error-listen_needs_tls = Other machines could read what passes here without encryption, so the service was not started. Please give a certificate and its key, or listen on this machine only.
error-tls_files_wrong = The certificate or its key cannot be used, so nothing was changed. Please check both files.
error-hub_certificate_unknown = It could not be confirmed that this is your hub, so nothing was sent. Your records are saved on the phone; please tell the administrator.

# Carrying without a network.
error-transfer_malformed = This file or code is no transfer of this app. Nothing was taken in; please check the file, or update the app.
error-transfer_damaged = The file or the codes were damaged on their way. Nothing was taken in and nothing is lost on the other phone; please transfer once more.
error-transfer_foreign = This was made for another phone or another organisation. Nothing was taken in and nothing is lost.
error-transfer_too_large = This is more than one transfer can carry. Nothing is lost; please choose less, or use a file.
error-qr_unreadable = No code can be read in the picture. Nothing is lost; please take the picture once more, straight and near.
error-invite_typed = Without a network the phone needs the QR code of the invite, a typed code is not enough. Nothing is lost; please scan the QR code, or connect to the network.
error-carrying_full = This phone carries as much for others as it can. Nothing is lost; please sync, then try again.
