# native-review: not yet read by a native reader

units-minutes = སྐར་མ་ { $count }
units-hours = ཆུ་ཚོད་ { $count }
units-hours_minutes = ཆུ་ཚོད་ { $hours } དང་སྐར་མ་ { $minutes }
units-days = ཉིན་ { $count }
units-points = སྐར་གྲངས་ { $value }
