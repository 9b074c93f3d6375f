# native-review: not yet read by a native reader

# What a transfer brought.
transfer-given = སྤྲད་ཟིན་པའི་ཟིན་ཐོ: { $count }
transfer-new = གསར་དུ་འབྱོར་བ: { $count }
transfer-waiting = དྲ་རྒྱ་ཡོད་དུས་ཞིབ་བཤེར་བྱེད་རྒྱུ: { $count }
transfer-refused = བླངས་མེད: { $count }
transfer-certificates = དཔང་ཡིག: { $count }
transfer-missing = ད་དུང་བཤེར་འབེབས་བྱེད་དགོས་པའི་རྩ་གཉིས་རྟགས་རིས: { $value }
transfer-stays = ཞབས་ཞུ་ཡོ་ཆས་ཀྱིས་གཏན་འཁེལ་མ་བྱས་བར་ཟིན་ཐོ་ཁ་པར་འདིའི་ནང་ཉར་ཚགས་བྱེད།
transfer-carried = གསར་དུ་འབྱོར་བ་རྣམས་གོམ་མཉམ་རྗེས་མའི་སྐབས་ཞབས་ཞུ་ཡོ་ཆས་ལ་སྤྲོད་རྒྱུ་ཡིན།
transfer-unchecked = ཁ་པར་གཞན་ནས་འབྱོར་ཞིང་དྲ་རྒྱ་ཡོད་དུས་ཞིབ་བཤེར་བྱེད་རྒྱུ: { $count }

# Letters: a new phone's first contact in somebody else's hands.
letter-unmet = ཁ་པར་འདིའི་ནང་ད་ལྟ་ནས་ཟིན་ཐོ་འགོད་ཆོག གོམ་མཉམ་ཐེངས་དང་པོའི་སྐབས་ཞབས་ཞུ་ཡོ་ཆས་དང་སྦྲེལ།
letter-written = ཁ་པར་གཞན་གྱིས་འཕྲིན་ཡིག་འདི་ཞབས་ཞུ་ཡོ་ཆས་ལ་སྐྱེལ་ཆོག ཁ་པར་དེས་ནང་དོན་ཀློག་མི་ཐུབ།
letter-answer_written = འདི་ནི་ཞབས་ཞུ་ཡོ་ཆས་ཀྱི་ལན་ཡིན། འཕྲིན་ཡིག་འབྲི་མཁན་གྱི་ཁ་པར་ལ་སྤྲོད་རོགས།
letter-kept = གོམ་མཉམ་རྗེས་མའི་སྐབས་ཞབས་ཞུ་ཡོ་ཆས་ལ་སྐྱེལ་རྒྱུའི་འཕྲིན་ཡིག: { $count }
letter-answers = ཕྱིར་སྤྲོད་རྒྱུའི་ཞབས་ཞུ་ཡོ་ཆས་ཀྱི་ལན: { $count }
letter-met = ཞབས་ཞུ་ཡོ་ཆས་ཀྱི་ལན་འབྱོར་ཟིན། ཁ་པར་འདི་ཐོ་འགོད་བྱས་ཟིན།
letter-waiting = གོམ་མཉམ་རྗེས་མར་སྒུག་པ
letter-answered = ཞབས་ཞུ་ཡོ་ཆས་ཀྱི་ལན་འབྱོར་ཟིན
letter-refused = ཞབས་ཞུ་ཡོ་ཆས་ཀྱིས་བླངས་མེད

# Check-in codes of trainings.
check_in-code = མིང་འགོད་ཨང་གྲངས: { $value }
check_in-confirmed = མིང་འགོད་ཨང་གྲངས་གཏན་འཁེལ་བྱས་ཟིན
check_in-outside = མིང་འགོད་ཨང་གྲངས་སྦྱོང་བརྡར་གྱི་དུས་ཚོད་ཀྱི་ཕྱི་རོལ་ཡིན
check_in-wrong = སྦྱོང་བརྡར་འདིའི་མིང་འགོད་ཨང་གྲངས་མིན
check_in-unchecked = མིང་འགོད་ཨང་གྲངས་ཁ་པར་འདིའི་ནང་ཞིབ་བཤེར་བྱས་མེད
check_in-same = མིང་འགོད་ཨང་གྲངས་གཅིག་པའི་མི་གཞན: { $count }

# The member's own phones.
device-this = ཁ་པར་འདི: { $value }
device-known = ཁྱེད་ཀྱི་ཁ་པར་གཞན: { $value }
device-added = ཁ་པར་གསར་པ་ཞིག་བསྣན་འདུག: { $value } ཁྱེད་ཀྱི་མིན་ན་ཧྲུའུ་ཅི་ལ་བརྡ་གཏོང་རོགས།
