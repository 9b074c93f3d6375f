# One or two sentences of help for one screen: first the member's, then the secretary's.

help-record = Record what you took part in. It is saved on this phone at once, also without a network.
    .audio = help-record
help-saved = Saved means that the record is on this phone and is not lost when the phone is switched off.
    .audio = help-saved
help-sync = Sync when there is a network. Weeks without a network do no harm.
    .audio = help-sync
help-no_phone = Whoever has no phone is marked on the roll by the secretary. It counts just the same.
    .audio = help-no_phone
help-object = If something is wrong, raise an objection. The branch has to answer every objection.
    .audio = help-object
help-lost_phone = If the phone is lost, tell the secretary. With a new invite code your records come to the new phone.
    .audio = help-lost_phone
help-roll = Make one mark for each person. No mark does not mean absent. Leave is marked without its reason.
help-queue = Look at the evidence, then approve, return or reject. To return or reject, choose a reason.
help-confirmed = Records that the roll or a check-in code confirms can be approved all at once.
help-two_secretaries = Two secretaries can work at the same time without a network. If both approve one record, it counts once.
help-conflict = In a conflict both sides are shown. Review it again, and the new decision replaces the old ones.
help-own_record = Nobody decides about their own record. Another person with the right confirms it.
help-close = Sync before you close a period. Then print the list and put it on the wall.
