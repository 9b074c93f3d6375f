# The printed sheet of invite codes.

sheet-title = Invite codes
sheet-scan = Scan this code with the phone. It can record at once, also without a network; let it sync once before the invite ends.
sheet-how = Or enter this code while connected. Scanned or entered, the invite works once, for one phone.
sheet-until = Good until: { $value }
sheet-keep_private = Give this code to nobody else. If it is lost, ask the secretary for a new one.

# The slip for one member.
slip-title = Personal slip of points
slip-what_counted = What counted
slip-what_cut = What a cap left out
slip-how_to_object = If something is wrong here, object on your phone or tell the secretary. Every objection is answered. Until: { $value }
slip-of = Slip of points of { $value }

# The sheet for calling the roll on paper.
roll_sheet-title = Roll sheet
roll_sheet-how_to = Make one mark for each person. No mark means that nobody was asked, never absence. Leave is marked without its reason.
roll_sheet-mark_present = Present
roll_sheet-mark_late = Late
roll_sheet-mark_leave = On leave
roll_sheet-mark_absent = Absent
roll_sheet-mark_exempt = Exempt
