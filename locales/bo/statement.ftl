# native-review: not yet read by a native reader

# The list for the wall.
statement-title = བསགས་སྐར་སྤྱི་བསྟན
statement-branch = ཀྲི་པུའུ: { $value }
statement-period = དུས་ཡུན: { $value }
statement-rules = སྒྲིག་ལམ: { $value }
statement-posted_on = སྤྱི་བསྟན་ཟླ་ཚེས: { $value }
statement-objections_until = མི་འཐད་པའི་བསམ་འཆར་འདོན་པའི་དུས་ཚད: { $value }
statement-name = མིང
statement-total = སྐར་གྲངས་བསྡོམས་འབོར
statement-before = སྔོན་གྱི་སྤྱི་བསྟན
statement-change = འགྱུར་བ
statement-late_items = ཁ་སྐོང་ཐོ་འགོད
statement-corrections = བཟོ་བཅོས
statement-concurrent_closes = དུས་ཡུན་འདིའི་རྩིས་ཐེངས་གཉིས་མཉམ་དུ་མཇུག་སྒྲིལ་འདུག་པས་གཉིས་ཀའི་ནང་དོན་འདིའི་ནང་ཡོད།
statement-incomplete = ཐོ་འགོད་ཚང་མ་ཁ་པར་འདིར་འབྱོར་བའི་སྔོན་ལ་སྐར་གྲངས་མི་སྟོན། མ་འབྱོར་བའི་གྲངས: { $count }
statement-signature_line = ཧྲུའུ་ཅིའི་མིང་རྟགས་དང་ཟླ་ཚེས
statement-nobody_ranked = རེའུ་མིག་འདི་མིང་ཐོའི་གོ་རིམ་ལྟར་བསྒྲིགས་པ་ལས་ཨང་རིམ་མིན།

# The slip for one member.
slip-title = མི་སྒེར་གྱི་བསགས་སྐར་ཞིབ་ཐོ
slip-what_counted = བརྩིས་ཟིན་པའི་ནང་དོན
slip-what_cut = གོང་ཚད་ལས་བརྒལ་བས་བརྩིས་མེད་པའི་ཆ་ཤས
slip-how_to_object = འདིའི་ནང་ནོར་འཁྲུལ་ཡོད་ན་ཁ་པར་ནས་མི་འཐད་པའི་བསམ་འཆར་འདོན་པའམ་ཧྲུའུ་ཅི་ལ་བཤད་རོགས། མི་འཐད་པའི་བསམ་འཆར་ཚང་མར་ལན་འདེབས་རྒྱུ་ཡིན། དུས་ཚད: { $value }

# The sheet for calling the roll on paper.
roll_sheet-title = མིང་འགོད་རེའུ་མིག
roll_sheet-how_to = མི་རེར་རྟགས་གཅིག་འགོད་རོགས། རྟགས་མེད་ན་མ་ཞུགས་པར་མི་བརྩི། དགོངས་པ་ཞུ་བར་རྟགས་འགོད་པ་ལས་རྒྱུ་རྐྱེན་མི་འབྲི།
roll_sheet-mark_present = ཞུགས་པ
roll_sheet-mark_late = འཕྱིས་པ
roll_sheet-mark_leave = དགོངས་པ་ཞུ་བ
roll_sheet-mark_absent = མ་ཞུགས་པ
roll_sheet-mark_exempt = ཞུགས་མི་དགོས་པ
slip-of = { GEN($value) }མི་སྒེར་གྱི་བསགས་སྐར་ཞིབ་ཐོ
