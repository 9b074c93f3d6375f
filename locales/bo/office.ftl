# native-review: not yet read by a native reader

office-queue = ཞིབ་བཤེར

# The desk: queue, decisions, objections.
office-round = ཐེངས་གྲངས
office-note = ཟུར་མཆན
office-decisions_here = ཁ་པར་འདི་ཁོ་ནའི་ནང་ཡོད་པའི་ཞིབ་བཤེར་མཇུག་འབྲས: { $count } མགྱོགས་པོར་གོམ་མཉམ་བྱེད་རོགས།
office-approve_all = གཏན་འཁེལ་བྱས་ཟིན་པ་ཆ་ཚང་ལ་ཆོག་མཆན་སྤྲོད: { $count }
office-approve_all_means = མིང་འགོད་དང་མིང་འགོད་ཨང་གྲངས་སམ་ཚབ་མིང་འགོད་ཀྱིས་གཏན་འཁེལ་བྱས་པའི་ཟིན་ཐོ་ཆ་ཚང་ལ་ལམ་སེང་ཆོག་མཆན་སྤྲོད་ནས་བརྩི། བསྒྱུར་དགོས་ན་ཡང་བསྐྱར་ཞིབ་བཤེར་བྱེད་དགོས། གང་ཡང་མི་སུབ།
office-approved = ཆོག་མཆན་སྤྲད་ཟིན: { $count }
office-confirmed = དཔང་རྟགས་ཡོད
office-queue_empty = ཞིབ་བཤེར་ལ་སྒུག་པའི་ཟིན་ཐོ་མེད།
office-approve = ཆོག་མཆན
office-return = ཕྱིར་སློག
office-reject = ཁས་མི་ལེན
office-amount = ག་ཚོད་བརྩི
office-grant_rules = སྒྲིག་ལམ་ལྟར
office-grant_minutes = སྐར་མ་བསྒྱུར
office-grant_points = སྐར་གྲངས་བསྒྱུར
office-choose = འདེམས་རོགས
office-decision_means = ཞིབ་བཤེར་མཇུག་འབྲས་གསར་པས་ཁ་པར་འདིར་མངོན་པའི་རྙིང་པ་ཆ་ཚང་གི་ཚབ་བྱེད།
office-decide_again = ཡང་བསྐྱར་ཞིབ་བཤེར
office-objections = མི་འཐད་པའི་བསམ་འཆར
office-answer = ལན་འདེབས
office-answer_words = ལན་གྱི་རྒྱུ་རྐྱེན
office-answer_means = ལན་གྱིས་བསགས་སྐར་མི་བསྒྱུར། མི་འཐད་པའི་བསམ་འཆར་ཁས་ལེན་ན་ད་དུང་ཞིབ་བཤེར་རམ་མིང་འགོད་དམ་སྙོམས་སྒྲིག་བྱེད་དགོས།

# Conflicts and what was set aside.
office-conflicts = འགལ་ཟླ
office-conflicts_of = འགལ་ཟླ་ཡོད: { $count }
office-conflicts_none = འགལ་ཟླ་མེད།
office-conflicts_lead = ཕྱོགས་གཉིས་ཀ་ཉར་ཡོད། སྔོན་ལ་གོམ་མཉམ་བྱས། གྲོས་བསྡུར་བྱས་རྗེས་མི་གཅིག་གིས་ཐག་གཅོད་རོགས།
office-sides = སུས་གང་བཤད་པ
office-settle = འདི་ལྟར་ཐག་གཅོད
office-settle_means = འདི་ལྟར་ཐག་གཅོད་རྒྱུ
office-settle_other_mark = ཞིབ་བཤེར་མཇུག་འབྲས་མི་འགྱུར། མིང་འགོད་རྟགས་འདེམས་པ་དེར་བསྒྱུར།
office-settle_between = འདེམས་པའི་ཟིན་ཐོར་ཆོག་མཆན་སྤྲོད། གཞན་རྣམས་བསྐྱར་ཟློས་ཡིན་པས་ཁས་མི་ལེན།
office-settle_replaces = ཁ་པར་འདིར་མངོན་པའི་ཕྱོགས་ཆ་ཚང་གི་ཚབ་བྱེད། གོམ་མཉམ་བྱས་རྗེས་ཁ་པར་ཆ་ཚང་མཐུན། གང་ཡང་མི་སུབ།
office-parallel_lead = སྦྱོང་བརྡར་ལ་ཡང་བསྐྱར་བཟོ་བཅོས་བྱས་ན་དེ་གཞིར་འཛིན།
office-quarantine = ཟུར་དུ་བཞག་ནས་ཞིབ་བཤེར་ལ་སྒུག་པ
office-quarantine_lead = བེད་སྤྱོད་མཚམས་བཞག་རྗེས་འབྱོར་བའི་ཟིན་ཐོ། མ་བླངས་བར་མི་བརྩི། བོར་མི་སྲིད།
office-device = ཁ་པར: { $value }
office-record = ཟིན་ཐོ
office-pick_all = ཐག་མ་བཅད་པ་ཆ་ཚང་འདེམས: { $count }
office-adopt = ལེན: { $count }
office-refuse = མི་ལེན: { $count }
office-adopt_means = འདེམས་པའི་ཟིན་ཐོ་ཟིན་ཐོ་གཞན་དང་འདྲ་བར་བརྩི།
office-refuse_means = འདེམས་པའི་ཟིན་ཐོ་མི་བརྩི། འོན་ཀྱང་ཉར་ཡོད། རྗེས་སུ་ལེན་ཆོག

# Adjustments and the veto.
office-adjustments = སྐར་གྲངས་སྣོན་པ་དང་འཕྲི་བ
office-adjustment_counting = བརྩིས་ཟིན
office-adjustment_possibly_same = བསྐྱར་ཟློས་ཡིན་སྲིད
office-adjustment_disputed = འགལ་ཟླ་ཡོད
office-adjustment_proposal = གྲོས་འཆར
office-adjustment_taken_back = ཕྱིར་བསྡུས་ཟིན
office-adjust = སྐར་གྲངས་སྣོན་པའམ་འཕྲི་བ
office-separate = བསྐྱར་ཟློས་མིན་པས་ལོགས་སུ་བརྩི
office-separate_means = འདི་བརྩི་རྒྱུ། ད་ནས་བསྐྱར་ཟློས་སུ་མི་བརྩི།
office-confirm = གྲོས་འཆར་འདིར་མོས་མཐུན
office-take_back = འདི་ཕྱིར་བསྡུ
office-take_back_means = འདི་མི་བརྩི། འོན་ཀྱང་ལྟ་རྒྱུ་ཡོད།
office-veto = སྐར་གྲངས་བསྡོམས་འབོར་ཀླད་ཀོར་དུ་གཏན་འཁེལ
office-veto_withdraw = ཀླད་ཀོར་དུ་གཏན་འཁེལ་བྱས་པ་ཕྱིར་བསྡུ
office-veto_means = ཀྲི་པུའུས་ཀྱང་ཤང་དང་གྲོང་རྡལ་གྱིས་ཀྱང་གཏན་འཁེལ་བྱས་ན་མ་གཏོགས་ནུས་པ་མི་ཐོན། ཕྱོགས་གང་རུང་གིས་ཕྱིར་བསྡུས་ན་སྔར་གྱི་བསགས་སྐར་སླར་གསོ་བྱེད།

# Statements.
office-statements = སྤྱི་བསྟན
office-close = དུས་ཡུན་ཞིག་གི་རྩིས་མཇུག་སྒྲིལ
office-close_lead = རྩིས་མཇུག་བསྒྲིལ་རྗེས་སྤྱི་བསྟན་མིང་ཐོ་དང་མི་སྒེར་གྱི་ཞིབ་ཐོ་པར་འདེབས་བྱེད་ཆོག
office-period = དུས་ཡུན
office-close_sync = ཁ་པར་འདི་ད་དུང་གོམ་མཉམ་ཆ་ཚང་བྱས་མེད། སྔོན་ལ་གོམ་མཉམ་བྱས་ནས་ཟིན་ཐོ་ཚང་མ་འབྱོར་དུ་འཇུག་རོགས།
office-close_waits = ཞིབ་བཤེར་ལ་སྒུག་ཅིང་ཐེངས་འདིར་མི་བརྩི་བ: { $count }
office-close_objections = ལན་མ་བཏབ་པའི་མི་འཐད་པའི་བསམ་འཆར: { $count }
office-close_again = དུས་ཡུན་འདིའི་རྩིས་མཇུག་བསྒྲིལ་ཟིན། ཡང་བསྐྱར་མཇུག་བསྒྲིལ་ན་གསར་པ་གཞིར་འཛིན།
office-close_means = རྩིས་མཇུག་སྒྲིལ་བར་ལོ་འདིའི་ཁ་པར་འདིའི་ཟིན་ཐོ་ཆ་ཚང་ཚུད་ཡོད། རྗེས་སུ་འབྱོར་བའི་ཟིན་ཐོ་སྤྱི་བསྟན་རྗེས་མའི་ནང་འཇུག
office-close_now = རྩིས་མཇུག་སྒྲིལ: { $value }
office-closed = རྩིས་མཇུག་བསྒྲིལ་ཟིན་པའི་དུས་ཡུན
office-closed_none = ད་དུང་རྩིས་མཇུག་བསྒྲིལ་མེད།
office-closed_by = རྩིས་མཇུག་སྒྲིལ་མཁན
office-print_wall = སྤྱི་བསྟན་མིང་ཐོ་པར་འདེབས
office-print_slips = མི་སྒེར་གྱི་ཞིབ་ཐོ་ཆ་ཚང་པར་འདེབས: { $count }
office-share_wall = སྤྱི་བསྟན་མིང་ཐོ་པར་རིས་སུ་སྤེལ
office-picture_shared = པར་རིས་སྤེལ་ཟིན།
office-picture_kept = པར་རིས་ཕབ་ལེན་ཡིག་སྣོད་ནང་ཉར་ཟིན།

# Members and their phones.
office-members = མིང་ཐོ
office-order = གོ་རིམ
office-order_roster = མིང་ཐོའི་གོ་རིམ
office-order_bo = བོད་ཡིག་གི་གོ་རིམ
office-order_zh = རྒྱ་ཡིག་གི་གོ་རིམ
office-invite = གདན་ཞུའི་ཨང་གྲངས་སྤྲོད
office-invite_lead = གདན་ཞུའི་ཨང་གྲངས་དགོས་པའི་ཏང་ཡོན་འདེམས་རོགས། དྲ་རྒྱ་དགོས།
office-invite_replaces = བེད་སྤྱོད་བྱས་མེད་པའི་གདན་ཞུའི་ཨང་གྲངས་རྙིང་པ་མཉམ་དུ་གོ་མི་ཆོད།
office-invite_now = གདན་ཞུའི་ཨང་གྲངས་བཟོ: { $count }
office-invite_made = གདན་ཞུའི་ཨང་གྲངས་གསར་པ: { $count }
office-print_invites = གདན་ཞུའི་ཨང་གྲངས་པར་འདེབས
office-devices = ཁ་པར
office-devices_lead = ཁ་པར་གྱི་གནས་ཚུལ་ལ་དྲ་རྒྱ་བརྒྱུད་ནས་ལྟ་དགོས།
office-devices_fetch = ཁ་པར་ལ་ལྟ
office-devices_none = ད་དུང་ཁ་པར་མེད།
office-told_on = གནས་ཚུལ་སྔོན་མ: { $value }
office-silent = གནས་ཚུལ་སྐྱེལ་དགོས
office-silent_means = ཁ་པར་འདིར་ཡུན་རིང་དྲ་རྒྱ་མེད། གནས་ཚུལ་ཞིག་སྐྱེལ་བའམ་ཐད་ཀར་རྩ་གཉིས་རྟགས་རིས་ནས་ཟིན་ཐོ་ལེན་རོགས། འདིས་མི་དེའི་སྤྱོད་ཚུལ་མི་མཚོན།
office-revoked = བེད་སྤྱོད་མཚམས་བཞག་ཟིན
office-revoke = ཁ་པར་འདིའི་བེད་སྤྱོད་མཚམས་འཇོག
office-revoke_means = ཞབས་ཞུ་ཡོ་ཆས་ལ་འབྱོར་ཟིན་པའི་ཟིན་ཐོ་སྔར་བཞིན་བརྩི། རྗེས་སུ་འབྱོར་བ་ཟུར་དུ་བཞག་ནས་ཧྲུའུ་ཅིས་ཐག་གཅོད། གང་ཡང་མི་སུབ། བེད་སྤྱོད་མཚམས་བཞག་རྗེས་ཕྱིར་བསྡུ་མི་ཐུབ།
office-revoke_since = ཉིན་གང་ནས་རང་གི་ལག་ཏུ་མེད་པ། མ་བྲིས་ནའང་ཆོག
office-revoke_done = བེད་སྤྱོད་མཚམས་བཞག་ཟིན།
office-replace = ཁ་པར་གསར་པའི་གདན་ཞུའི་ཨང་གྲངས་སྤྲོད
office-replace_lead = ཁ་པར་བོར་ན། སྔོན་ལ་རྙིང་པའི་བེད་སྤྱོད་མཚམས་བཞག་རྗེས་གདན་ཞུའི་ཨང་གྲངས་གསར་པ་སྤྲོད། ཟིན་ཐོ་ཁ་པར་གསར་པའི་ནང་ཕྱིར་ལོག་ཡོང༌།

# Charts and the evaluation.
office-charts = སློབ་ཐུན་དང་ཞུགས་གྲངས
office-chart_hours = ཟླ་རེའི་སློབ་ཐུན། ཀྲི་པུའུ་ཡོངས
office-chart_attendance = སྦྱོང་བརྡར་རེ་རེར་ཞུགས་པའི་མི་གྲངས
office-as_table = གྲངས་ཀ
office-month = ཟླ་བ
office-attended = ཞུགས་པའི་མི་གྲངས
office-evaluation_file = བརྟག་ཞིབ་ཡིག་ཆ
office-evaluation_lead = རྩ་འཛུགས་ཀྱིས་སྤྲད་པའི་བརྟག་ཞིབ་ཡིག་ཆ་འདེམས་རོགས། སྙན་ཞུ་ཁ་པར་འདིར་རྩིས་རྒྱག
office-evaluation_show = རྩིས་རྒྱག
office-sector = ལས་ཁོངས
office-from = འགོ་འཛུགས་པའི་ཚེས
office-to = མཇུག་སྒྲིལ་བའི་ཚེས
