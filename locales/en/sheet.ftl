# The printed sheet of invite codes.

sheet-title = Invite codes
sheet-how = Enter this code on the phone within three days. It works once, for one phone.
sheet-until = Good until: { $value }
sheet-keep_private = Give this code to nobody else. If it is lost, ask the secretary for a new one.
