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
