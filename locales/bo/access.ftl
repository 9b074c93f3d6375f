# native-review: not yet read by a native reader

# What people are told about looks at their record.
access-standing = བསགས་སྐར་དང་སློབ་ཐུན་ལ་བལྟས།
access-queue = ཞིབ་བཤེར་ལ་སྒུག་པའི་ཟིན་ཐོ་ལ་བལྟས།
access-replication = ཟིན་ཐོ་སྒྲིག་ཆས་ལ་གོམ་མཉམ་བྱས།
access-export = མིང་ཐོ་ཕྱིར་འདྲེན་བྱས།
access-invite = གདན་ཞུའི་ཨང་གྲངས་སྤྲད།
access-revocation = ཁྱེད་ཀྱི་ཁ་པར་ཞིག་བེད་སྤྱོད་མཚམས་བཞག
access-operator = ཞབས་ཞུ་ཡོ་ཆས་ཀྱི་དོ་དམ་པ།
access-device = སྒྲིག་ཆས: { $value }
access-none = མི་གཞན་གྱིས་ཞབས་ཞུ་ཡོ་ཆས་ཐོག་ཁྱེད་ཀྱི་ཟིན་ཐོ་ལ་བལྟས་མེད།
access-offline = ད་ལྟ་དྲ་རྒྱ་མེད། གཤམ་གྱི་ནང་དོན་ལེན་པའི་དུས་ཚོད: { $value }
access-notice = མི་གཞན་གྱིས་རང་གི་ཁ་པར་ཐོག་བལྟས་པ་འདིར་མཐོང་མི་ཐུབ།
