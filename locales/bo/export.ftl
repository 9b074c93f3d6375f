# native-review: not yet read by a native reader

export-title = ཏང་ཡོན་རང་གི་ཟིན་ཐོ
export-made_on = ཕྱིར་འདྲེན་ཟླ་ཚེས: { $value }
export-words_note = ཡིག་ཆ་འདིའི་ནང་གི་གནས་སྟངས་ཀྱི་གསལ་བཤད་ "words" ནང་ཡོད།
export-scope_note = ཁ་པར་འདིར་ད་དུང་འབྱོར་མེད་པའི་ཟིན་ཐོ་ཡིག་ཆ་འདིའི་ནང་མེད།
