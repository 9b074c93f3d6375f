# native-review: not yet read by a native reader

# Where a record is.
delivery-on_this_phone = ཁ་པར་འདིའི་ནང་ཡོད
delivery-arrived = འབྱོར་ཟིན
delivery-waiting = སྒུག་བཞིན་པ
delivery-quarantined = ཟུར་དུ་བཞག་ནས་ཞིབ་བཤེར་ལ་སྒུག་པ
delivery-rejected = བླངས་མེད

# What was decided.
decision-pending = ཞིབ་བཤེར་ལ་སྒུག་པ
    .audio = decision-pending
decision-approved = ཆོག་མཆན་ཐོབ་ཟིན
    .audio = decision-approved
decision-returned = ཕྱིར་སློག་བྱས་ཟིན
    .audio = decision-returned
decision-rejected = ཁས་མི་ལེན
    .audio = decision-rejected
decision-disputed = འགལ་ཟླ་ཡོད
    .audio = decision-disputed
decision-withdrawn = ཕྱིར་འཐེན་བྱས་ཟིན
    .audio = decision-withdrawn

# Whether it was posted.
posting-open = སྤྱི་བསྟན་བྱས་མེད
posting-posted = སྤྱི་བསྟན་བྱས་ཟིན
posting-objected = མི་འཐད་པའི་བསམ་འཆར་ཡོད
posting-answered = མི་འཐད་པའི་བསམ་འཆར་ལ་ལན་བཏབ་ཟིན

# The five words a member sees.
word-on_this_phone = ཁ་པར་འདིའི་ནང་ཡོད
    .audio = word-on_this_phone
word-arrived = འབྱོར་ཟིན
    .audio = word-arrived
word-counted = བརྩིས་ཟིན
    .audio = word-counted
word-not_counted = བརྩིས་མེད
    .audio = word-not_counted
word-needs_you = ཁྱེད་ཀྱིས་ཐག་གཅོད་དགོས
    .audio = word-needs_you

# What the hub did with a group of records.
fate-accepted = བླངས་ཟིན
fate-known = སྔོན་ནས་འབྱོར་ཟིན
fate-waiting = སྔོན་གྱི་ཟིན་ཐོ་སྒུག་བཞིན་པ
fate-quarantined = ཟུར་དུ་བཞག་ནས་ཞིབ་བཤེར་ལ་སྒུག་པ
fate-forked = སྔོན་གྱི་ཟིན་ཐོ་དང་འགལ་ཟླ་ཡོད
fate-rejected = བླངས་མེད

# The state of a phone.
status-saved = ཉར་ཚགས་བྱས་ཟིན
    .audio = status-saved
status-outbox = ཡར་སྐྱེལ་ལ་སྒུག་པ: { $count }
status-waiting = སྔོན་གྱི་ཟིན་ཐོ་སྒུག་བཞིན་པ: { $count }
status-rejected = བླངས་མེད: { $count }
status-quarantined = ཟུར་དུ་བཞག་ནས་ཞིབ་བཤེར་ལ་སྒུག་པ: { $count }
status-awaiting_decision = ཞིབ་བཤེར་ལ་སྒུག་པ: { $count }
status-synced = གོམ་མཉམ་ལེགས་འགྲུབ་བྱུང༌།
    .audio = status-synced
status-not_synced = གོམ་མཉམ་ད་དུང་ལེགས་འགྲུབ་བྱུང་མེད།
    .audio = status-not_synced
status-last_confirmed = སྔོན་མའི་གཏན་འཁེལ་དུས་ཚོད: { $value }
status-never_confirmed = ཞབས་ཞུ་ཡོ་ཆས་ཀྱིས་ད་དུང་གཏན་འཁེལ་བྱས་མེད།
status-earlier_missing = ཁ་པར་གཞན་གྱི་ནང་ད་དུང་ཡོད་པའི་སྔོན་གྱི་ཟིན་ཐོ: { $count }
status-newer_app = འདི་ལ་ལྟ་བར་མཉེན་ཆས་གསར་སྒྱུར་བྱེད་དགོས།
status-as_posted = སྤྱི་བསྟན་བྱས་ཟིན་པའི་དུས་ཡུན་འདིའི་ནང་དོན་མངོན་ཡོད: { $value }
status-nothing_posted = ལོ་འདིའི་ནང་མཉེན་ཆས་འདིས་མངོན་ཐུབ་པའི་སྤྱི་བསྟན་ད་དུང་མེད།

# The outcome of a sync.
sync-nothing_new = གསར་པ་གང་ཡང་མེད།
    .audio = sync-nothing_new
sync-more = གཞི་གྲངས་ད་དུང་ལྷག་ཡོད། མུ་མཐུད་ནས་གོམ་མཉམ་བྱེད་རོགས།
    .audio = sync-more
sync-complete = ལེགས་གྲུབ: { $done } / { $total }
sync-cut = བར་ཆད: { $done } / { $total }

# Conflicts, and the rule that applies.
conflict-equal_values = ནང་དོན་གཅིག་པའི་ཟིན་ཐོ་མང་པོ་ཡོད། ཐེངས་གཅིག་ལས་མི་བརྩི།
conflict-two_decisions = ཞིབ་བཤེར་མཇུག་འབྲས་མི་འདྲ་བ་གཉིས་ཡོད། ཧྲུའུ་ཅིས་ཐག་མ་བཅད་བར་མི་བརྩི།
conflict-township_over_branch = ཤང་དང་གྲོང་རྡལ་གྱི་ཞིབ་བཤེར་མཇུག་འབྲས་དང་ཀྲི་པུའུའི་ཞིབ་བཤེར་མཇུག་འབྲས་མི་མཐུན། ཤང་དང་གྲོང་རྡལ་གྱི་མཇུག་འབྲས་གཞིར་འཛིན།
conflict-two_marks = མིང་འགོད་རྟགས་མི་འདྲ་བ་གཉིས་ཡོད། ཧྲུའུ་ཅིས་ཐག་མ་བཅད་བར་མི་བརྩི།
conflict-roll_against_decision = མིང་འགོད་དང་ཞིབ་བཤེར་མཇུག་འབྲས་མི་མཐུན། ཧྲུའུ་ཅིས་ཐག་མ་བཅད་བར་མི་བརྩི།
conflict-two_claims = དོན་གཅིག་ལ་ཟིན་ཐོ་མི་འདྲ་བ་གཉིས་ཡོད། གཉིས་ཀ་མངོན་ཡོད། ཧྲུའུ་ཅིས་གཅིག་འདེམས་པར་སྒུག་བཞིན་ཡོད།
conflict-parallel_edits = སྦྱོང་བརྡར་གཅིག་ལ་མཉམ་དུ་བཟོ་བཅོས་ཐེངས་གཉིས་བྱུང༌། གཉིས་ཀ་ཉར་ཡོད། གཅིག་མངོན་ཡོད།
conflict-own_record = འདི་འབྲི་མཁན་རང་ཉིད་སྐོར་ཡིན། དབང་ཚད་ཡོད་པའི་མི་གཞན་གྱིས་གཏན་འཁེལ་བྱས་རྗེས་བརྩི།
conflict-possible_duplicate = འདི་གཉིས་བསྐྱར་ཟློས་ཡིན་སྲིད། བསྐྱར་ཟློས་མིན་པ་གཏན་འཁེལ་མ་བྱས་བར་ཐེངས་གཅིག་བརྩི།
conflict-concurrent_closes = དུས་ཡུན་འདིའི་རྩིས་ཐེངས་གཉིས་མཉམ་དུ་མཇུག་སྒྲིལ་འདུག་པས་མཉམ་སྡེབ་བྱས་ནས་བརྩི། གཉིས་ཀ་མངོན་ཡོད།
conflict-settled_by = ཐག་གཅོད་མཁན: { $value }

# Why a record counts less than it could.
explain-item_cap = རྣམ་གྲངས་འདིའི་གོང་ཚད་ལ་སླེབས་ཟིན་པས་བརྒལ་བའི་ཆ་ཤས་ལ་སྐར་གྲངས་མི་བརྩི། སློབ་ཐུན་བརྩི།
explain-base_cap = གཞི་རྩའི་སྐར་གྲངས་ཀྱི་གོང་ཚད་ལ་སླེབས་ཟིན་པས་བརྒལ་བའི་ཆ་ཤས་ལ་སྐར་གྲངས་མི་བརྩི། སློབ་ཐུན་བརྩི།
explain-unknown_item = ཉིན་དེའི་སྒྲིག་ལམ་ནང་རྣམ་གྲངས་འདི་མེད་པས་སྐར་གྲངས་མི་བརྩི། སློབ་ཐུན་བརྩི།
explain-outside_cycle = ཉིན་དེ་སྒྲིག་ལམ་གྱི་ལོ་འཁོར་གཞན་ལ་གཏོགས་པས་ལོ་འཁོར་དེར་བརྩི།
explain-no_rules = ཉིན་དེར་སྒྲིག་ལམ་ད་དུང་མེད་པས་སྐར་གྲངས་མི་བརྩི། སློབ་ཐུན་བརྩི།
explain-outside_membership = ཉིན་དེར་ཏང་ཡོན་དེ་ཀྲི་པུའུ་འདིར་མེད་པས། འདིར་སྐར་གྲངས་དང་སློབ་ཐུན་མི་བརྩི།
explain-proposal = འདི་གྲོས་འཆར་ཡིན། དབང་ཚད་ཡོད་པའི་མི་གཞན་གྱིས་གཏན་འཁེལ་བྱས་རྗེས་བརྩི།
explain-contested = ཏང་ཡོན་ལ་མ་ཞུགས་པའི་རྟགས་འདིར་མི་འཐད་པའི་བསམ་འཆར་ཡོད། ཐག་མ་བཅད་བར་སྐར་གྲངས་མི་འཕྲི།
explain-veto = ཀྲི་པུའུས་ཀྱང་ཤང་དང་གྲོང་རྡལ་གྱིས་ཀྱང་སྐར་གྲངས་བསྡོམས་འབོར་ཀླད་ཀོར་དུ་གཏན་འཁེལ་བྱས་ཟིན།

# Absences, objections and adjustments.
absence-counted = མ་ཞུགས་པ་བརྩིས་ཟིན
absence-contested = མ་ཞུགས་པར་མི་འཐད་པའི་བསམ་འཆར་ཡོད
objection-open = མི་འཐད་པའི་བསམ་འཆར་གྱི་ལན་ལ་སྒུག་པ
objection-answered = མི་འཐད་པའི་བསམ་འཆར་ལ་ལན་བཏབ་ཟིན
objection-upheld = མི་འཐད་པའི་བསམ་འཆར་ཁས་ལེན
objection-refused = མི་འཐད་པའི་བསམ་འཆར་ཁས་མི་ལེན
objection-due = ལན་འདེབས་པའི་དུས་ཚད: { $value }
objection-escalated = ཤང་དང་གྲོང་རྡལ་ལ་སྤྲད་ཟིན
adjust-addition = སྐར་གྲངས་སྣོན་པ
adjust-deduction = སྐར་གྲངས་འཕྲི་བ
