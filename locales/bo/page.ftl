# native-review: not yet read by a native reader

# Table heads.
head-member = ཏང་ཡོན
head-name = མིང
head-branch = ཀྲི་པུའུ
head-points = བསགས་སྐར
head-stars = སྐར་རིམ
head-hours = སློབ་ཐུན
head-minutes = སྐར་མ
head-base = གཞི་རྩའི་སྐར་གྲངས
head-bonus = སྐར་གྲངས་སྣོན་པ
head-deduct = སྐར་གྲངས་འཕྲི་བ
head-total = སྐར་གྲངས་བསྡོམས་འབོར
head-target = དམིགས་འབེན
head-date = ཟླ་ཚེས
head-training = སྦྱོང་བརྡར
head-kind = རིགས
head-decision = ཞིབ་བཤེར་མཇུག་འབྲས
head-state = གནས་སྟངས
head-why = རྒྱུ་རྐྱེན

# The page.
page-empty = ད་དུང་ཟིན་ཐོ་མེད།
page-native_review = བོད་ཡིག་གི་ཚིག་འདི་དག་ད་དུང་བོད་སྐད་ཕ་སྐད་ཡིན་པའི་མིས་ཞིབ་བཤེར་བྱས་མེད།
