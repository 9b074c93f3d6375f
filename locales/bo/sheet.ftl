# native-review: not yet read by a native reader

sheet-title = གདན་ཞུའི་ཨང་གྲངས
sheet-how = ཉིན་གསུམ་ནང་གདན་ཞུའི་ཨང་གྲངས་འདི་ཁ་པར་ནང་འཇུག་རོགས། ཨང་གྲངས་རེ་རེ་ཐེངས་གཅིག་མ་གཏོགས་བེད་སྤྱོད་མི་ཐུབ།
sheet-until = དུས་ཚད: { $value }
