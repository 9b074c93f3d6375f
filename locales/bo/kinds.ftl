# native-review: not yet read by a native reader

# Trainings.
kind-topic_training = ཆེད་དོན་སྦྱོང་བརྡར
kind-on_site_visit = ཡུལ་དངོས་ལྟ་སྐོར
kind-phone_learning = ཁ་པར་ཐོག་གི་སྦྱོང་བརྡར
kind-live_lecture = ཏང་གི་སློབ་ཁྲིད་ཐད་གཏོང
kind-away_training = ཕྱིར་སྐྱོད་སྦྱོང་བརྡར
kind-branch_meeting = ཀྲི་པུའུའི་ཚོགས་འདུ
kind-theme_day = བརྗོད་གཞིའི་ཏང་གི་ཉིན་མོ
kind-performance = སློབ་གསོའི་འཁྲབ་སྟོན
kind-volunteering = དང་བླངས་ཞབས་ཞུ

# Claims.
claim-attendance = སྦྱོང་བརྡར་ལ་ཞུགས་པ
claim-study = སློབ་སྦྱོང
claim-activity = བྱེད་སྒོ
claim-unlisted = ཐོ་ནང་མེད་པའི་སྦྱོང་བརྡར

# Marks on the roll.
mark-present = ཞུགས་པ
    .audio = mark-present
mark-late = འཕྱིས་པ
    .audio = mark-late
mark-leave = དགོངས་པ་ཞུ་བ
    .audio = mark-leave
mark-absent = མ་ཞུགས་པ
    .audio = mark-absent
mark-exempt = ཞུགས་མི་དགོས་པ
    .audio = mark-exempt

# Evidence.
evidence-phone = ཏང་ཡོན་རང་གི་ཁ་པར་གྱི་ཟིན་ཐོ
evidence-roll = མིང་འགོད་རྟགས
evidence-host = ཞབས་ཞུའི་ས་ཚིགས་ཀྱི་དཔང་རྟགས
evidence-entered_for = མི་གཞན་གྱིས་ཚབ་མིང་འགོད
evidence-code = མིང་འགོད་ཨང་གྲངས
