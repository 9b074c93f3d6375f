# Carrying without a network: transfers, letters, check-in codes, added phones.

# What a transfer brought.
transfer-given = Records given: { $count }
transfer-new = New here: { $count }
transfer-waiting = To be checked when connected: { $count }
transfer-refused = Not taken: { $count }
transfer-certificates = Certificates: { $count }
transfer-missing = Codes still to be scanned: { $value }
transfer-stays = The records stay on this phone until the hub has confirmed them.
transfer-carried = What is new goes on to the hub at the next sync.
transfer-unchecked = From other phones, to be checked when connected: { $count }

# Letters: a new phone's first contact in somebody else's hands.
letter-unmet = This phone can record now. It meets the hub with the first sync.
letter-written = Another phone can carry this letter to the hub. It cannot read it.
letter-answer_written = This is the answer of the hub, for the phone that wrote the letter.
letter-kept = Letters for the hub, kept for the next sync: { $count }
letter-answers = Answers of the hub to be brought back: { $count }
letter-met = The hub has answered. This phone is enrolled now.
letter-waiting = Waiting for the next sync
letter-answered = Answered by the hub
letter-refused = Refused by the hub

# Check-in codes of trainings.
check_in-code = Check-in code: { $value }
check_in-confirmed = Confirmed by code
check_in-outside = Code outside its window
check_in-wrong = Code not of this training
check_in-unchecked = Code not checked here
check_in-same = Others with the same code: { $count }

# The member's own phones.
device-this = This phone: { $value }
device-known = Another phone of yours: { $value }
device-added = A phone was added: { $value }. If it is not yours, tell your secretary.
