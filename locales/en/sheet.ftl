# The printed sheet of invite codes.

sheet-title = Invite codes
sheet-scan = Scan this code with the phone. It can record at once, also without a network; let it sync once before the invite ends.
sheet-how = Or enter this code while connected. Scanned or entered, the invite works once, for one phone.
sheet-until = Good until: { $value }
sheet-keep_private = Give this code to nobody else. If it is lost, ask the secretary for a new one.
